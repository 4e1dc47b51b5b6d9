import * as z from 'zod/mini';
import { VIEWS } from '../arrange/density';
import { GROUPINGS } from '../arrange/groups';
import { LAYOUTS } from '../layouts/place';

const point = z.object({ x: z.number(), y: z.number() });

const saved = z.object({
  version: z.literal(2),
  /** Where stars stand in the layout that is shown, also those that are gone for now: they come back to their place. */
  positions: z.record(z.string(), point),
  /** What those positions are of: a layout and a grouping. */
  placedBy: z.string(),
  toggles: z.object({
    unreachable: z.boolean(),
    markers: z.boolean(),
    collector: z.boolean(),
    outside: z.boolean(),
    odds: z.boolean(),
    table: z.boolean(),
    time: z._default(z.boolean(), false),
    chart: z._default(z.boolean(), false),
  }),
  /** Picture or table; absent until either is chosen. */
  view: z.optional(z.enum(VIEWS)),
  layout: z.enum(LAYOUTS),
  grouping: z.enum(GROUPINGS),
  /** Keys of the groups that are collapsed. */
  collapsed: z.array(z.string()),
  /** A filter as it was typed. */
  query: z.string(),
  /** Only what is so many steps away from a star; null for all. */
  focus: z.nullable(z.object({ id: z.string(), depth: z.number() })),
  /** The camera where a person has put it; null while it follows the stars. */
  camera: z.nullable(z.object({ x: z.number(), y: z.number(), k: z.number() })),
  /** The address of the recording that is shown; absent where a cluster is. The host reads it after a restart. */
  recording: z.optional(z.string()),
  /** What the panel is of; the host reads it when the editor restarts. */
  panel: z.optional(z.object({ cluster: z.nullable(z.string()) })),
});

/** What a page remembers while its tab is hidden and when the editor restarts. */
export type Saved = z.infer<typeof saved>;
export type Toggles = Saved['toggles'];

/** What a page that remembers nothing begins with. */
export const FRESH: Saved = {
  version: 2,
  positions: {},
  placedBy: '',
  toggles: {
    unreachable: true,
    markers: true,
    collector: false,
    outside: true,
    odds: false,
    table: false,
    time: false,
    chart: false,
  },
  layout: 'force',
  grouping: 'none',
  collapsed: [],
  query: '',
  focus: null,
  camera: null,
};

/** Reads what the editor kept; anything that is not of this version is forgotten. */
export function readSaved(value: unknown): Saved | undefined {
  const parsed = saved.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
