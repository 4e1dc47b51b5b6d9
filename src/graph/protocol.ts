import * as z from 'zod/mini';

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
  kind: z.enum(['probe', 'collector']),
  /** The name below the disc: the app's, or the host's, or the id. */
  name: z.string(),
  url: z.optional(z.string()),
  /** Marathon's id of the app that owns the URL. */
  app: z.optional(z.string()),
  host: z.optional(z.string()),
  addresses: z.array(z.string()),
  profiles: z.array(profile),
  /** False for a ghost: the collector holds no answer from it. */
  answered: z.boolean(),
  /** A sentence on what keeps it silent, where that is known. */
  note: z.optional(z.string()),
});

const edge = z.object({
  from: z.string(),
  to: z.string(),
  /** A probe's own measurement, or the collector fetching from a probe. */
  kind: z.enum(['probe', 'fetch']),
  /** `unknown`: never measured. */
  state: z.enum(['reachable', 'unreachable', 'unknown']),
  url: z.string(),
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
    'collector-blocked', 'collector-unreachable', 'not-a-collector', 'no-resources',
  ]),
  ...explanation,
  /** Tasks that run, of those that shall. */
  progress: z.optional(z.object({ done: z.number(), total: z.number() })),
});

const banner = z.object({ reason: z.enum(['no-probe-reached', 'some-silent']), ...explanation });

const graph = z.object({
  kind: z.literal('graph'),
  /** When the collector gave this, in milliseconds since the epoch. */
  observedAt: z.number(),
  nodes: z.array(node),
  edges: z.array(edge),
  banner: z.optional(banner),
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
});

const toPage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), ...envelope, state: z.discriminatedUnion('kind', [empty, graph]) }),
  patch,
]);

const toHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('run'), action: z.string() }),
]);

export type GraphNode = z.infer<typeof node>;
export type GraphEdge = z.infer<typeof edge>;
export type EdgeState = GraphEdge['state'];
export type GraphAction = z.infer<typeof action>;
export type EmptyState = z.infer<typeof empty>;
export type Banner = z.infer<typeof banner>;
export type Graph = z.infer<typeof graph>;
export type GraphState = EmptyState | Graph;
export type Patch = z.infer<typeof patch>;
export type ToPage = z.infer<typeof toPage>;
export type ToHost = z.infer<typeof toHost>;

/** Whether a value is a message of the host to the page. */
export function isToPage(value: unknown): value is ToPage {
  return toPage.safeParse(value).success;
}

/** Whether a value is a message of the page to the host. */
export function isToHost(value: unknown): value is ToHost {
  return toHost.safeParse(value).success;
}
