import * as z from 'zod/mini';

/** The content of an explanation page. All texts are plain. */

/** A rule of a profile, by stored name, or of a policy of a tier. */
const rulePlace = z.object({
  profile: z.string(),
  policy: z.optional(z.object({ tier: z.string(), name: z.string() })),
  direction: z.enum(['inbound', 'outbound']),
  position: z.number(),
});

/** A place in the document of an object of Calico 3. */
const resourcePlace = z.object({
  resource: z.object({ kind: z.string(), namespace: z.optional(z.string()), name: z.string() }),
  path: z.array(z.union([z.string(), z.number()])),
});

/** The page sends it back to reveal it. */
export const place = z.union([rulePlace, resourcePlace]);

const step = z.object({
  text: z.string(),
  /** The rule, if there is one. */
  place: z.optional(place),
  /** Whether this step decided. */
  decides: z.boolean(),
});

const half = z.object({
  title: z.string(),
  verdict: z.enum(['allow', 'deny']),
  steps: z.array(step),
  /** All that decides for the endpoint, in evaluation order. */
  deciders: z.optional(z.string()),
});

const diffLine = z.object({
  mark: z.enum(['same', 'added', 'removed']),
  /** 1-based, in the new list, or in the old list for a removed line. */
  position: z.number(),
  text: z.string(),
});

const change = z.object({
  /** Unique within one explanation. The page sends it back. */
  id: z.string(),
  title: z.string(),
  /** The changed lists with their names as headings, and each edit as a block of lines. */
  lists: z.array(z.object({ title: z.string(), blocks: z.array(z.array(diffLine)) })),
  opens: z.array(z.string()),
  closes: z.array(z.string()),
});

/** Edits of objects that would allow the connection, or block it if it is allowed, in words, and their effect. */
const edit = z.object({
  text: z.string(),
  opens: z.array(z.string()),
  closes: z.array(z.string()),
  /** The same as a change that can be applied. */
  change: z.optional(change),
});

const miss = z.object({ text: z.string(), place: z.optional(place), change: z.optional(change) });

export const explanation = z.object({
  /** E.g. `client → frontend`. */
  title: z.string(),
  /** E.g. `tcp 9000`. */
  on: z.string(),
  /** `unknown` if policy can’t be evaluated; the summary explains why. */
  verdict: z.enum(['allow', 'deny', 'unknown']),
  summary: z.string(),
  halves: z.array(half),
  /** Nearest first. The first with a change is most likely what the user wants. */
  misses: z.array(miss),
  /** Those with the least effect first. */
  edits: z.optional(z.array(edit)),
  /** Set for a flow that no policy allows or denies: only a new policy can block it. */
  isOpenToAll: z.optional(z.literal(true)),
  /** For an allowed flow: what would block it. */
  blocks: z.array(change),
});

export type ExplanationView = z.infer<typeof explanation>;
export type ChangeView = z.infer<typeof change>;
export type EditView = z.infer<typeof edit>;
export type DiffLine = z.infer<typeof diffLine>;
export type PlaceView = z.infer<typeof place>;
export type RulePlaceView = z.infer<typeof rulePlace>;
