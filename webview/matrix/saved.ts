import * as z from 'zod/mini';
import { question } from '../../src/features/matrix/protocol';

const saved = z.object({
  version: z.literal(1),
  /** The protocol and port chosen by the user; null while the host chooses. */
  question: z.nullable(question),
  sort: z.enum(['name', 'profile', 'allowed']),
  show: z.enum(['all', 'allowed', 'denied', 'disagreements']),
  /** Texts that sources and destinations must contain. */
  from: z.string(),
  to: z.string(),
  /** Whether equivalent parties are grouped; null while their number decides. */
  grouped: z.nullable(z.boolean()),
  scroll: z.object({ x: z.number(), y: z.number() }),
  /** The panel's cluster. The host reads it after a restart. */
  cluster: z.optional(z.object({ name: z.string(), id: z.string() })),
});

/** The state that a page saves while its tab is hidden and across restarts. */
export type Saved = z.infer<typeof saved>;

/** The state of a new page. */
export const FRESH: Saved = {
  version: 1,
  question: null,
  sort: 'name',
  show: 'all',
  from: '',
  to: '',
  grouped: null,
  scroll: { x: 0, y: 0 },
};

/** Parses the saved state. Ignores states of other versions. */
export function readSaved(value: unknown): Saved {
  const parsed = saved.safeParse(value);
  return parsed.success ? parsed.data : FRESH;
}
