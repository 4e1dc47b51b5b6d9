import * as z from 'zod/mini';
import { VIEWS } from '../arrange/density';
import { isGrouping, type Grouping } from '../arrange/groups';
import { LAYOUTS } from '../layouts/place';

const point = z.object({ x: z.number(), y: z.number() });

const saved = z.object({
  version: z.literal(2),
  /** Star positions of the current layout, including stars that are currently missing. */
  positions: z.record(z.string(), point),
  /** The layout and grouping of the positions. */
  placedBy: z.string(),
  toggles: z.object({
    unreachable: z.boolean(),
    markers: z.boolean(),
    collector: z.boolean(),
    outside: z.boolean(),
    odds: z.boolean(),
    /** Denied connections of the selected star. */
    denied: z._default(z.boolean(), false),
    table: z.boolean(),
    time: z._default(z.boolean(), false),
    chart: z._default(z.boolean(), false),
  }),
  /** Graph or matrix. Absent until one was chosen. */
  view: z.optional(z.enum(VIEWS)),
  layout: z.enum(LAYOUTS),
  grouping: z.custom<Grouping>(isGrouping),
  /** Keys of the groups that are collapsed. */
  collapsed: z.array(z.string()),
  /** IDs of the groups of workloads that are expanded, where the host collapses them. */
  expanded: z._default(z.array(z.string()), []),
  /** The filter as typed. */
  query: z.string(),
  /** Shows only stars within some steps of a star. null for all. */
  focus: z.nullable(
    z.object({
      id: z.string(),
      depth: z.number(),
      /** Stars whose own neighbors are shown, too, in the order in which they were grown. */
      grown: z.optional(z.array(z.string())),
    }),
  ),
  /** The camera as set by the user. null while it follows the stars. */
  camera: z.nullable(z.object({ x: z.number(), y: z.number(), k: z.number() })),
  /** The sizes of panes that the user has set, in pixels. */
  sizes: z._default(
    z.object({
      detailsWidth: z.optional(z.number()),
      /** On narrow pages, which show the details below the picture. */
      detailsHeight: z.optional(z.number()),
      table: z.optional(z.number()),
      time: z.optional(z.number()),
    }),
    {},
  ),
  /** The star or pair whose details are open. */
  details: z.optional(
    z.union([
      z.object({ node: z.string() }),
      z.object({ from: z.string(), to: z.string(), url: z.optional(z.string()) }),
    ]),
  ),
  /** The URI of the displayed recording. Absent for a cluster. The host reads it after a restart. */
  recording: z.optional(z.string()),
  /** The panel's cluster. The host reads it after a restart. */
  panel: z.optional(z.object({ cluster: z.nullable(z.string()) })),
});

/** The state that a page saves while its tab is hidden and across restarts. */
export type Saved = z.infer<typeof saved>;
export type Toggles = Saved['toggles'];

/** The state of a new page. */
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
    denied: false,
    table: false,
    time: false,
    chart: false,
  },
  layout: 'force',
  grouping: 'none',
  collapsed: [],
  expanded: [],
  query: '',
  focus: null,
  camera: null,
  sizes: {},
};

/** Parses the saved state. Ignores states of other versions. */
export function readSaved(value: unknown): Saved | undefined {
  const parsed = saved.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
