import * as z from 'zod/mini';

/* The history sent to a page. */

const ruleChange = z.object({
  /** The profile's displayed name. */
  profile: z.string(),
  /** What was done, for example `Add rule allow tcp to ports 9001 to management-ui, inbound`. */
  text: z.string(),
  rules: z.array(
    z.object({
      how: z.enum(['added', 'removed']),
      direction: z.enum(['inbound', 'outbound']),
      /** In calicoctl's syntax. */ text: z.string(),
    }),
  ),
});

/** A rule change, with its time in milliseconds since the epoch. */
export const mark = z.object({ at: z.number(), changes: z.array(ruleChange) });

/** A time span without observed changes, in milliseconds since the epoch. */
const span = z.object({
  from: z.number(),
  until: z.number(),
  /** The number of probed connections per state. */
  reachable: z.number(),
  unreachable: z.number(),
  unknown: z.number(),
  /** Whether recording was interrupted just before. */
  resumed: z.optional(z.literal(true)),
});

/** The history for a page: all of it, or what was added since. Spans are numbered. */
export const timeline = z.object({
  type: z.literal('timeline'),
  /** The number of the oldest kept span. */
  first: z.number(),
  /** The number of the first span below, which replaces the former span of that number. */
  since: z.number(),
  spans: z.array(span),
  /** All kept marks. Absent if there are no new ones. */
  marks: z.optional(z.array(mark)),
  /** Whether recording continues. */
  live: z.boolean(),
});

export type Span = z.infer<typeof span>;
export type RuleChange = z.infer<typeof ruleChange>;
export type Mark = z.infer<typeof mark>;
export type Timeline = z.infer<typeof timeline>;
