import * as z from 'zod/mini';
import { explanation as connectionExplanation, place } from '../../explanation/protocol';
import { edge, group, node } from './elements';
import { envelope } from '../../../webviews/envelope';
import { guardOf } from '../../../webviews/guard';
import { menuAction } from './menu';
import { stale } from './stale';
import { banner, content, empty, graph, moment, preview, shownContent } from './state';
import { timeline } from './timeline';

/**
 * Messages between the graph's host and page. Both validate what they receive. A page that becomes visible sends
 * `ready` and gets the whole state, then patches. A patch names its base revision. A page with another revision sends
 * `ready` again.
 */

const patch = z.object({
  type: z.literal('patch'),
  ...envelope,
  base: z.number(),
  observedAt: z.number(),
  /** New or changed. */
  nodes: z.array(node),
  goneNodes: z.array(z.string()),
  /** New or changed. */
  edges: z.array(edge),
  goneEdges: z.array(z.object({ from: z.string(), to: z.string() })),
  groups: z.optional(z.array(group)),
  banner: z.nullable(banner),
  stale: z.nullable(stale),
  preview: z.nullable(preview),
  moment: z.nullable(moment),
  content: z.nullable(shownContent),
});

/** Maximum length of an export in characters. The image of the largest graph has less than a third of that. */
const MOST_EXPORTED = 200_000_000;

/** The two nodes of an edge or a possible edge. */
const pair = { from: z.string(), to: z.string() };

/** Defaults from the settings for a page without saved state. */
const defaults = z.object({
  markers: z.boolean(),
  layout: z.enum(['force', 'circular', 'layered']),
  labels: z.enum(['name', 'profile', 'address', 'none']),
});

/** The saved state of a cluster's graph, shared by its pages: star positions and palette indices. */
const savedLayout = z.object({
  pins: z.record(z.string(), z.object({ x: z.number(), y: z.number() })),
  colours: z.record(z.string(), z.number()),
});

/**
 * The panel's cluster, which its page saves: name and identity, or null for whichever cluster is connected. Pages of
 * earlier versions saved only the name.
 */
const panel = z.object({ cluster: z.nullable(z.string()), id: z.optional(z.string()) });

/** Maximum number of groups that a page shows expanded. */
const MOST_EXPANDED = 1_000;

/** The groups that a page shows expanded, by their IDs. */
const expanded = z.array(z.string()).check(z.maxLength(MOST_EXPANDED));

/** An action of a command in the focused page. */
const command = z.enum(['fit', 'find', 'markers', 'unreachable', 'view']);

const toPage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('state'),
    ...envelope,
    state: z.discriminatedUnion('kind', [empty, graph]),
    defaults,
    savedLayout,
    /** The URI of the displayed recording, which the page saves. Absent for a cluster. */
    recording: z.optional(z.string()),
    /** The number of the page's last time request, which this answers. Absent if there was none. */
    timeRequest: z.optional(z.number()),
    panel,
  }),
  patch,
  timeline,
  z.object({
    type: z.literal('explanation'),
    ...pair,
    url: z.optional(z.string()),
    explanation: z.nullable(connectionExplanation),
  }),
  z.object({ type: z.literal('command'), command }),
  menuAction,
  /** Selects a star, and shows it with its neighbors if the graph is large; or filters stars. */
  z.object({
    type: z.literal('pointAt'),
    node: z.optional(z.string()),
    filter: z.optional(z.string()),
    /** The groups around the star, which the host has expanded. */
    expanded: z.optional(expanded),
  }),
  /** Requests an export of the whole drawing, or an image in the clipboard. The answer has the same number. */
  z.object({
    type: z.literal('export'),
    request: z.number(),
    as: z.enum(['svg', 'png', 'mermaid', 'dot', 'clipboard']),
    cluster: z.string(),
  }),
]);

const toHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), expanded: z.optional(expanded) }),
  /** Expands and collapses groups: these are expanded from now on. */
  z.object({ type: z.literal('expand'), expanded }),
  z.object({ type: z.literal('run'), action: z.string() }),
  /** Requests an up-to-date explanation of a pair or of one of its probes, or ends it. */
  z.object({ type: z.literal('explain'), ...pair, url: z.optional(z.string()) }),
  z.object({ type: z.literal('endExplanation') }),
  /** Moves the cursor to the deciding rule. */
  z.object({ type: z.literal('reveal'), place }),
  /** Previews or applies a change of the displayed explanation. */
  z.object({ type: z.literal('try'), change: z.nullable(z.string()) }),
  z.object({ type: z.literal('apply'), change: z.string() }),
  z.object({ type: z.literal('createPolicy') }),
  z.object({ type: z.literal('saveLayout'), savedLayout }),
  /** Opens the rules of a star's first profile, or reveals its app in the tree. */
  z.object({ type: z.literal('open'), node: z.string() }),
  /** Requests an up-to-date timeline, or ends it. */
  z.object({ type: z.literal('timeline'), wanted: z.boolean() }),
  /**
   * Requests another moment, null for the present, and optionally a moment to compare it with. Request numbers
   * increase.
   */
  z.object({
    type: z.literal('showTime'),
    number: z.number(),
    at: z.nullable(z.number()),
    against: z.optional(z.number()),
  }),
  /** Chooses what the cluster's graphs show. */
  z.object({ type: z.literal('content'), content }),
  z.object({ type: z.literal('exportRecording') }),
  /** The current filter as typed. */
  z.object({ type: z.literal('filter'), query: z.string() }),
  /** The export, base 64 encoded unless it is text. Empty if it went to the clipboard. */
  z.object({
    type: z.literal('exported'),
    request: z.number(),
    data: z.string().check(z.maxLength(MOST_EXPORTED)),
    note: z.optional(z.string()),
  }),
  z.object({ type: z.literal('notExported'), request: z.number(), reason: z.string() }),
]);

export type Patch = z.infer<typeof patch>;
export type ToPage = z.infer<typeof toPage>;
export type PanelOf = z.infer<typeof panel>;
export type PageCommand = z.infer<typeof command>;
export type Defaults = z.infer<typeof defaults>;
export type SavedLayout = z.infer<typeof savedLayout>;
/** A message that updates the page's graph. */
export type StateMessage = Extract<ToPage, { type: 'state' | 'patch' }>;
export type ToHost = z.infer<typeof toHost>;

/** Parses the saved state of a cluster's graph. Ignores invalid parts. */
export function readSavedLayout(value: unknown): SavedLayout {
  const parsed = savedLayout.safeParse(value);
  return parsed.success ? parsed.data : { pins: {}, colours: {} };
}

/** Parses the panel's cluster from a page's saved state. Without one, the connected cluster. */
export function readPanel(state: unknown): PanelOf {
  const parsed = z.object({ panel }).safeParse(state);
  return parsed.success ? parsed.data.panel : { cluster: null };
}

/** Whether a value is a message of the host to the page. */
export const isToPage = guardOf(toPage);

/** Whether a value is a message of the page to the host. */
export function isToHost(value: unknown): value is ToHost {
  return toHost.safeParse(value).success;
}
