import * as z from 'zod/mini';

/* What a page is told of the past. */

const ruleChange = z.object({
  /** The profile, as people know it. */
  profile: z.string(),
  /** What was done, e.g. `Add rule allow tcp to ports 9001 to management-ui, inbound`. */
  text: z.string(),
  rules: z.array(
    z.object({
      how: z.enum(['added', 'removed']),
      direction: z.enum(['inbound', 'outbound']),
      /** In calicoctl's syntax. */ text: z.string(),
    }),
  ),
});

/** A change of rules, at a time in milliseconds since the epoch. */
export const mark = z.object({ at: z.number(), changes: z.array(ruleChange) });

/** Between two times, in milliseconds since the epoch, nothing was seen to change. */
const span = z.object({
  from: z.number(),
  until: z.number(),
  /** How many connections that probes ask for are of each state. */
  reachable: z.number(),
  unreachable: z.number(),
  unknown: z.number(),
  /** Whether nobody looked, or nothing answered, just before. */
  resumed: z.optional(z.literal(true)),
});

/** What a page is told of the past: all of it, or what was added since. Spans are numbered through. */
export const timeline = z.object({
  type: z.literal('timeline'),
  /** The number of the oldest span that is still kept. */
  first: z.number(),
  /** The number of the first span below; it takes the place of the one that had it. */
  since: z.number(),
  spans: z.array(span),
  /** All that are kept, or absent when none has come. */
  marks: z.optional(z.array(mark)),
  /** Whether it goes on. */
  live: z.boolean(),
});

export type Span = z.infer<typeof span>;
export type RuleChange = z.infer<typeof ruleChange>;
export type Mark = z.infer<typeof mark>;
export type Timeline = z.infer<typeof timeline>;
