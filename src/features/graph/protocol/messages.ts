import * as z from 'zod/mini';
import { explanation as connectionExplanation, place } from '../../explanation/protocol';
import { edge, node } from './elements';
import { envelope } from '../../../webviews/envelope';
import { stale } from './stale';
import { banner, empty, graph, moment, preview } from './state';
import { timeline } from './timeline';

/**
 * Everything that the graph's host and its page say to each other. Both check what they receive; nothing else is sent.
 * The page becoming visible says `ready` and is sent the whole state, then patches. A patch names the revision it is
 * based on; a page that holds another one says `ready` again.
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
  banner: z.nullable(banner),
  stale: z.nullable(stale),
  preview: z.nullable(preview),
  moment: z.nullable(moment),
});

/** Characters that a page may send for one export: the picture of the largest graph has less than a third of them. */
const MOST_EXPORTED = 200_000_000;

/** Two nodes that an edge leads from and to, or would. */
const pair = { from: z.string(), to: z.string() };

/** How a page begins that nothing was kept of, by the settings. */
const defaults = z.object({
  markers: z.boolean(),
  layout: z.enum(['force', 'circular', 'layered']),
  labels: z.enum(['name', 'profile', 'address', 'none']),
});

/** What is kept of a cluster's graph, for every page of it: where a person has put stars, and places in the palette. */
const kept = z.object({
  pins: z.record(z.string(), z.object({ x: z.number(), y: z.number() })),
  colours: z.record(z.string(), z.number()),
});

/**
 * What a panel is of, which its page keeps for it: a cluster by its name and what it is known by, or null for whichever
 * is connected. Pages of earlier versions have kept the name alone.
 */
const panel = z.object({ cluster: z.nullable(z.string()), id: z.optional(z.string()) });

/** What a command does in the page that has the focus. */
const deed = z.enum(['fit', 'find', 'markers', 'unreachable', 'view']);

const toPage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('state'),
    ...envelope,
    state: z.discriminatedUnion('kind', [empty, graph]),
    defaults,
    kept,
    /** The address of the recording that is shown, for the page to remember; absent where a cluster is. */
    recording: z.optional(z.string()),
    /** The number of the page's last wish to look elsewhere that this answers; absent when there was none. */
    looked: z.optional(z.number()),
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
  z.object({ type: z.literal('do'), deed }),
  /** All that is drawn is wanted in a form, or as a picture in the clipboard; the answer bears the same number. */
  z.object({
    type: z.literal('export'),
    request: z.number(),
    as: z.enum(['svg', 'png', 'mermaid', 'dot', 'clipboard']),
    cluster: z.string(),
  }),
]);

const toHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('run'), action: z.string() }),
  /** The page shows the explanation of a pair, or of one probe of it, and wants it kept up to date; or no longer. */
  z.object({ type: z.literal('explain'), ...pair, url: z.optional(z.string()) }),
  z.object({ type: z.literal('endExplanation') }),
  /** The cursor shall stand on the rule that decides. */
  z.object({ type: z.literal('reveal'), place }),
  /** A change of the explanation that is shown: tried out as a preview, or made. */
  z.object({ type: z.literal('try'), change: z.nullable(z.string()) }),
  z.object({ type: z.literal('apply'), change: z.string() }),
  z.object({ type: z.literal('keep'), kept }),
  /** The rules of a star's first profile, or its app in the tree, shall be shown. */
  z.object({ type: z.literal('open'), node: z.string() }),
  /** The page shows what was when, and wants it kept up to date; or no longer. */
  z.object({ type: z.literal('timeline'), wanted: z.boolean() }),
  /** Another moment shall be shown, null for the present, and what is different between it and one to compare it with. Each wish has a greater number than the one before. */
  z.object({
    type: z.literal('look'),
    number: z.number(),
    at: z.nullable(z.number()),
    against: z.optional(z.number()),
  }),
  z.object({ type: z.literal('exportRecording') }),
  /** The filter that is shown, as it was typed. */
  z.object({ type: z.literal('filter'), query: z.string() }),
  /** What was asked for, in base 64 where it is no text; empty where it went to the clipboard. */
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
export type Deed = z.infer<typeof deed>;
export type Defaults = z.infer<typeof defaults>;
export type PersistedState = z.infer<typeof kept>;
/** What brings a page up to date with the graph. */
export type StateMessage = Extract<ToPage, { type: 'state' | 'patch' }>;
export type ToHost = z.infer<typeof toHost>;

/** Reads what was kept of a cluster's graph; nothing of what is not of that form. */
export function readKept(value: unknown): PersistedState {
  const parsed = kept.safeParse(value);
  return parsed.success ? parsed.data : { pins: {}, colours: {} };
}

/** Reads from what a page has kept what its panel is of; whichever cluster is connected, when it says nothing of that. */
export function readPanel(state: unknown): PanelOf {
  const parsed = z.object({ panel }).safeParse(state);
  return parsed.success ? parsed.data.panel : { cluster: null };
}

/** Whether a value is a message of the host to the page. */
export function isToPage(value: unknown): value is ToPage {
  return toPage.safeParse(value).success;
}

/** Whether a value is a message of the page to the host. */
export function isToHost(value: unknown): value is ToHost {
  return toHost.safeParse(value).success;
}
