import * as z from 'zod/mini';
import { explanation as connectionExplanation, place } from '../explainer/protocol';

/**
 * Everything that the graph's host and its page say to each other. Both check what they receive; nothing else is sent.
 * The page becoming visible says `ready` and is sent the whole state, then patches. A patch names the revision it is
 * based on; a page that holds another one says `ready` again.
 */

const profile = z.object({
  /** As a person knows it: the Docker network's name where the profile is a network's. */
  name: z.string(),
  /** The name it is stored under. */
  id: z.string(),
});

const node = z.object({
  /** The resource's id at the collector, or a key of its own for the collector. */
  id: z.string(),
  kind: z.enum([
    'probe',
    'collector',
    /** What probes ask for and no resource of the collector is. */
    'outside',
    /** Who people reach the collector through. */
    'balancer',
  ]),
  /** The name below the disc: the app's, or the host's, or the id. */
  name: z.string(),
  url: z.optional(z.string()),
  /** Marathon's id of the app that owns the URL. */
  app: z.optional(z.string()),
  tasks: z.optional(z.object({ running: z.number(), staged: z.number(), instances: z.number(), healthy: z.number(), unhealthy: z.number() })),
  /** The agents its tasks run on. */
  hosts: z.array(z.string()),
  addresses: z.array(z.string()),
  profiles: z.array(profile),
  /** As people know them. */
  tags: z.array(z.string()),
  /** False for a ghost: the collector holds no answer from it. */
  answered: z.boolean(),
  /** A sentence on what keeps it silent, where that is known. */
  note: z.optional(z.string()),
  /** Where two moments are compared: whether it is there at the later one alone, or at the earlier one alone. */
  compared: z.optional(z.enum(['appeared', 'vanished'])),
});

const judgement = z.object({
  /** What policy says; `mixed` when it depends on the task. */
  expected: z.enum(['allowed', 'denied', 'mixed']),
  /**
   * How what was measured stands to it: `pending`, the measurement may be older than the last change of policy; `late`,
   * it should be younger by now, but a probe may still hang in an old attempt; `blocked`, allowed and not seen; `open`,
   * seen and not allowed; `unmeasured`, nobody has asked yet.
   */
  agreement: z.enum(['agrees', 'pending', 'late', 'blocked', 'open', 'unmeasured']),
  /** Since when it is pending, late or at odds, in milliseconds since the epoch. */
  since: z.optional(z.number()),
  /** Likely reasons, a sentence each, for what is pending, late or at odds. */
  reasons: z.array(z.string()),
});

const state = z.enum(['reachable', 'unreachable', 'unknown']);

/** One thing that is asked for on the way from one node to another. */
const probe = z.object({
  url: z.string(),
  /** `unknown`: never measured. */
  state,
  /**
   * How the URL was found to be the node's: letter by letter, as star-collect's page does it; by its meaning (a slash, the
   * usual port, a name against an address); or by its host alone: another port or path of the same node.
   */
  match: z.enum(['exact', 'normalised', 'host']),
  /** Absent while nobody can say what policy lets through. */
  judgement: z.optional(judgement),
  /** Since when its state is what it is, in milliseconds since the epoch; absent when it was never seen otherwise. */
  since: z.optional(z.number()),
  /** How often its state was seen to change. */
  changes: z.number(),
});

const edge = z.object({
  from: z.string(),
  to: z.string(),
  /** A probe's own measurement, the collector fetching from a probe, people asking for the collector, or what only a preview is about. */
  kind: z.enum(['probe', 'fetch', 'access', 'ghost']),
  /** `reachable` when any of its probes is. */
  state,
  /** By URL; none for a ghost. */
  probes: z.array(probe),
  /** Of the probe that is most at odds. */
  judgement: z.optional(judgement),
  /** Whether the rule that the person has the cursor on decides it. */
  lit: z.optional(z.literal(true)),
  preview: z.optional(z.object({
    /** `elsewhere`: it opens or closes on other ports than those that are probed. */
    effect: z.enum(['opens', 'closes', 'elsewhere']),
    /** What would be, e.g. `opens on 9001`. */
    text: z.string(),
  })),
  /** Where two moments are compared: whether it can be reached at the later one alone, at the earlier one alone, or is otherwise not the same. */
  compared: z.optional(z.object({ how: z.enum(['appeared', 'vanished', 'changed']), /** E.g. `was not measured`. */ text: z.string() })),
});

const action = z.object({
  /** Unique within one state; the page sends it back and nothing more. */
  id: z.string(),
  title: z.string(),
  command: z.enum(['startDemo', 'connect', 'addCluster', 'refresh', 'createDemoNetworks', 'launchGroup', 'scaleApp', 'addRule', 'openLog']),
  /** For `addRule`: an inbound rule, in calicoctl's words, and the stored name of the profile it is for. */
  rule: z.optional(z.object({ profile: z.string(), text: z.string() })),
  /** For `scaleApp`. */
  app: z.optional(z.string()),
  /** For `connect`: the cluster's name. */
  cluster: z.optional(z.string()),
});

const explanation = {
  title: z.string(),
  detail: z.string(),
  /** The rule that is missing, in calicoctl's words. */
  rule: z.optional(z.string()),
  actions: z.array(action),
};

const empty = z.object({
  kind: z.literal('empty'),
  reason: z.enum([
    'no-cluster', 'connecting', 'cluster-failed', 'not-launched', 'deploying', 'not-running', 'no-collector', 'asking',
    'collector-blocked', 'collector-unreachable', 'not-a-collector', 'no-resources', 'unknown-cluster',
  ]),
  ...explanation,
  /** Tasks that run, of those that shall. */
  progress: z.optional(z.object({ done: z.number(), total: z.number() })),
});

const banner = z.object({ reason: z.enum(['no-probe-reached', 'some-silent', 'look-only']), ...explanation });

/** A change that is being worked on, and what it would do. */
const preview = z.object({ title: z.string(), opened: z.number(), closed: z.number(), opens: z.array(z.string()), closes: z.array(z.string()) });

/** Which moment is shown where it is not the present one alone, in milliseconds since the epoch. */
const moment = z.object({
  /** Absent: the present. */
  at: z.optional(z.number()),
  /** The moment that it is compared with. */
  against: z.optional(z.number()),
  /** The name of the file that holds it; absent for what this panel has seen itself. */
  file: z.optional(z.string()),
});

const graph = z.object({
  kind: z.literal('graph'),
  /** When the collector gave this, in milliseconds since the epoch. */
  observedAt: z.number(),
  nodes: z.array(node),
  edges: z.array(edge),
  banner: z.optional(banner),
  preview: z.optional(preview),
  moment: z.optional(moment),
});

const envelope = {
  revision: z.number(),
  /** The host's clock when it sent this, so that ages are right on a page whose clock differs. */
  sentAt: z.number(),
};

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
  preview: z.nullable(preview),
  moment: z.nullable(moment),
});

const ruleChange = z.object({
  /** The profile, as people know it. */
  profile: z.string(),
  /** What was done, e.g. `Add rule allow tcp to ports 9001 to management-ui, inbound`. */
  text: z.string(),
  rules: z.array(z.object({ how: z.enum(['added', 'removed']), direction: z.enum(['inbound', 'outbound']), /** In calicoctl's words. */ text: z.string() })),
});

/** A change of rules, at a time in milliseconds since the epoch. */
const mark = z.object({ at: z.number(), changes: z.array(ruleChange) });

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
const timeline = z.object({
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

/** Characters that a page may send for one export: the picture of the largest graph has less than a third of them. */
const MOST_EXPORTED = 200_000_000;

/** Two nodes that an edge leads from and to, or would. */
const pair = { from: z.string(), to: z.string() };

/** How a page begins that nothing was kept of, by the settings. */
const defaults = z.object({ markers: z.boolean(), layout: z.enum(['force', 'circular', 'layered']), labels: z.enum(['name', 'profile', 'address', 'none']) });

/** What is kept of a cluster's graph, for every page of it: where a person has put stars, and places in the palette. */
const kept = z.object({ pins: z.record(z.string(), z.object({ x: z.number(), y: z.number() })), colours: z.record(z.string(), z.number()) });

/** What a panel is of, which its page keeps for it: a cluster by its name, or null for whichever is connected. */
const panel = z.object({ cluster: z.nullable(z.string()) });

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
  z.object({ type: z.literal('explanation'), ...pair, url: z.optional(z.string()), explanation: z.nullable(connectionExplanation) }),
  z.object({ type: z.literal('do'), deed }),
  /** All that is drawn is wanted in a form, or as a picture in the clipboard; the answer bears the same number. */
  z.object({ type: z.literal('export'), request: z.number(), as: z.enum(['svg', 'png', 'mermaid', 'dot', 'clipboard']), cluster: z.string() }),
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
  z.object({ type: z.literal('look'), number: z.number(), at: z.nullable(z.number()), against: z.optional(z.number()) }),
  z.object({ type: z.literal('exportRecording') }),
  /** The filter that is shown, as it was typed. */
  z.object({ type: z.literal('filter'), query: z.string() }),
  /** What was asked for, in base 64 where it is no text; empty where it went to the clipboard. */
  z.object({ type: z.literal('exported'), request: z.number(), data: z.string().check(z.maxLength(MOST_EXPORTED)), note: z.optional(z.string()) }),
  z.object({ type: z.literal('notExported'), request: z.number(), reason: z.string() }),
]);

/** Nodes, edges and banner of a graph in a file. */
export const graphParts = { node, edge, banner, mark };

export type GraphNode = z.infer<typeof node>;
export type GraphEdge = z.infer<typeof edge>;
export type GraphProbe = z.infer<typeof probe>;
export type EdgeState = GraphEdge['state'];
export type Judgement = z.infer<typeof judgement>;
export type GraphPreview = z.infer<typeof preview>;
export type GraphAction = z.infer<typeof action>;
export type EmptyState = z.infer<typeof empty>;
export type Banner = z.infer<typeof banner>;
export type Graph = z.infer<typeof graph>;
export type GraphState = EmptyState | Graph;
export type Patch = z.infer<typeof patch>;
export type ShownMoment = z.infer<typeof moment>;
export type Span = z.infer<typeof span>;
export type RuleChange = z.infer<typeof ruleChange>;
export type Mark = z.infer<typeof mark>;
export type Timeline = z.infer<typeof timeline>;
export type ToPage = z.infer<typeof toPage>;
export type PanelOf = z.infer<typeof panel>;
export type Deed = z.infer<typeof deed>;
export type Defaults = z.infer<typeof defaults>;
export type Kept = z.infer<typeof kept>;
/** What brings a page up to date with the graph. */
export type StateMessage = Extract<ToPage, { type: 'state' | 'patch' }>;
export type ToHost = z.infer<typeof toHost>;

/** Reads what was kept of a cluster's graph; nothing of what is not of that form. */
export function readKept(value: unknown): Kept {
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
