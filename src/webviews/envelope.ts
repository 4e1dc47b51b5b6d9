import * as z from 'zod/mini';

/** Fields of every message that updates a page. */
export const envelope = {
  revision: z.number(),
  /** The host's clock when the message was sent, so that ages are correct if the page's clock differs. */
  sentAt: z.number(),
};
