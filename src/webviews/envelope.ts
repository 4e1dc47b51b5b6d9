import * as z from 'zod/mini';

/** Fields of every message that updates a page. */
export const envelope = {
  revision: z.number(),
  /** The host's clock when the message was sent, so that ages are correct if the page's clock differs. */
  sentAt: z.number(),
};

/** Asks a page for {@link HERE}. By then it has handled all events that VS Code sent before. */
export const ARE_YOU_THERE = { type: 'areYouThere' } as const;

/** The answer of a page to {@link ARE_YOU_THERE}. */
export const HERE = { type: 'here' } as const;

const question = z.object({ type: z.literal(ARE_YOU_THERE.type) });
const answer = z.object({ type: z.literal(HERE.type) });

/** Whether a message to a page is {@link ARE_YOU_THERE}. */
export const isAreYouThere = (message: unknown): boolean => question.safeParse(message).success;

/** Whether a message of a page is {@link HERE}. */
export const isHere = (message: unknown): boolean => answer.safeParse(message).success;
