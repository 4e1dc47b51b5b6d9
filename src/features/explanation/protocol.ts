import * as z from 'zod/mini';

/** What a page shows of one connection's explanation. All texts are plain. */

/** A rule of a profile, by the profile's stored name; the page sends it back to have the rule shown. */
export const place = z.object({
  profile: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  position: z.number(),
});

const step = z.object({
  text: z.string(),
  /** The rule in question, where there is one. */
  place: z.optional(place),
  /** Whether this decided. */
  decides: z.boolean(),
});

const half = z.object({ title: z.string(), verdict: z.enum(['allow', 'deny']), steps: z.array(step) });

const diffLine = z.object({
  mark: z.enum(['same', 'added', 'removed']),
  /** 1-based, in the new list, or in the old one for what is removed. */
  position: z.number(),
  text: z.string(),
});

const change = z.object({
  /** Unique within one explanation; the page sends it back and nothing more. */
  id: z.string(),
  title: z.string(),
  /** The lists that change, with their names as headings, and each edit as a block of lines. */
  lists: z.array(z.object({ title: z.string(), blocks: z.array(z.array(diffLine)) })),
  opens: z.array(z.string()),
  closes: z.array(z.string()),
});

const miss = z.object({ text: z.string(), place: z.optional(place), change: z.optional(change) });

export const explanation = z.object({
  /** E.g. `client → frontend`. */
  title: z.string(),
  /** E.g. `tcp 9000`. */
  on: z.string(),
  verdict: z.enum(['allow', 'deny']),
  summary: z.string(),
  halves: z.array(half),
  /** The nearest first; the first that has a change is what a person most probably wants. */
  misses: z.array(miss),
  /** For an allowed flow: what would block it. */
  blocks: z.array(change),
});

export type ExplanationView = z.infer<typeof explanation>;
export type ChangeView = z.infer<typeof change>;
export type DiffLine = z.infer<typeof diffLine>;
export type PlaceView = z.infer<typeof place>;
