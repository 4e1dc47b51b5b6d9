import * as z from 'zod/mini';

const point = z.object({ x: z.number(), y: z.number() });

const saved = z.object({
  version: z.literal(1),
  /** Where stars stand, also those that are gone for now: they come back to their place. */
  positions: z.record(z.string(), point),
  /** Places in the palette: a star keeps its colour. */
  colours: z.record(z.string(), z.number()),
  toggles: z.object({ unreachable: z.boolean(), markers: z.boolean(), collector: z.boolean(), table: z.boolean(), odds: z._default(z.boolean(), false), outside: z._default(z.boolean(), true) }),
  /** The camera where a person has put it; null while it follows the stars. */
  camera: z.nullable(z.object({ x: z.number(), y: z.number(), k: z.number() })),
});

/** What a page remembers while its tab is hidden and when the editor restarts. */
export type Saved = z.infer<typeof saved>;
export type Toggles = Saved['toggles'];
export type Point = z.infer<typeof point>;

/** What a page that remembers nothing begins with. */
export const FRESH: Saved = {
  version: 1,
  positions: {},
  colours: {},
  toggles: { unreachable: true, markers: true, collector: false, table: false, odds: false, outside: true },
  camera: null,
};

/** Reads what the editor kept; anything that is not of this version is forgotten. */
export function readSaved(value: unknown): Saved {
  const parsed = saved.safeParse(value);
  return parsed.success ? parsed.data : FRESH;
}
