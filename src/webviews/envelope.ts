import * as z from 'zod/mini';

/** What every message has that brings a page up to date. */
export const envelope = {
  revision: z.number(),
  /** The host's clock when it sent this, so that ages are right on a page whose clock differs. */
  sentAt: z.number(),
};
