import * as z from 'zod/mini';
import { envelope } from '../../webviews/envelope';
import { guardOf } from '../../webviews/guard';
import { stale } from '../graph/protocol/stale';

/**
 * Messages between the matrix's host and page. Both validate what they receive. A page that becomes visible sends
 * `ready` with its saved question and gets the whole state, then patches. A patch names its base revision. A page with
 * another revision sends `ready` again.
 */

/** The question, which pages save. */
export const question = z.object({
  protocol: z.enum(['tcp', 'udp', 'icmp']),
  /** 0 for ICMP, which has no ports. */
  port: z.int().check(z.minimum(0), z.maximum(65535)),
});

const party = z.object({
  /** The name in the policy: an endpoint's name, or the address that represents anyone outside. */
  id: z.string(),
  kind: z.enum(['workload', 'host', 'outside']),
  name: z.string(),
  /** The ID of its Marathon app, or the namespace and the name of its controller. */
  app: z.optional(z.string()),
  namespace: z.optional(z.string()),
  /** Displayed names: the name of a Docker network for its profile. */
  profiles: z.array(z.string()),
  addresses: z.array(z.string()),
  /** Parties that policy can't tell apart have the same number. */
  class: z.number(),
});

/** A measured pair, by indices in the list of parties. */
const measurement = z.object({
  from: z.number(),
  to: z.number(),
  /** `unknown`: not measured yet. */
  state: z.enum(['reachable', 'unreachable', 'unknown']),
  /** It contradicts policy but may predate its last change. */
  outdated: z.boolean(),
});

/** Actions that the page may offer instead of a matrix. */
const command = z.enum([
  'startDemo',
  'connect',
  'editCluster',
  'refresh',
  'openLog',
  'createDemoNetworks',
  'launchGroup',
]);

const action = z.object({
  /** The page sends only the ID back. */
  id: z.string(),
  title: z.string(),
  command,
  /** For `connect`: the cluster's name. */
  cluster: z.optional(z.string()),
});

const empty = z.object({
  kind: z.literal('empty'),
  reason: z.enum(['no-cluster', 'connecting', 'cluster-failed', 'not-launched']),
  title: z.string(),
  detail: z.string(),
  actions: z.array(action),
});

/** TCP ports in use in the cluster. */
const ports = z.array(z.object({ port: z.number(), users: z.array(z.string()) }));

const matrix = z.object({
  kind: z.literal('matrix'),
  question,
  ports,
  parties: z.array(party),
  /**
   * For each class as destination, the set of classes that may connect to it, as base64-encoded bits, the lowest first.
   */
  allowed: z.array(z.string()),
  /** In the same form, the connections for which policy can't be evaluated; omitted if there are none. */
  unevaluated: z.optional(z.array(z.string())),
  /** Services in rules that are why, since their endpoints are not known; omitted if there are none. */
  unknownServices: z.optional(z.array(z.string())),
  measured: z.array(measurement),
  /** When the collector reported the measurements, in milliseconds since the epoch; null if there are none. */
  observedAt: z.nullable(z.number()),
  stale: z.optional(stale),
});

const patch = z.object({
  type: z.literal('patch'),
  ...envelope,
  base: z.number(),
  /** Changed sets, by class. */
  allowed: z.array(z.object({ class: z.number(), bits: z.string() })),
  /** All ports, if one changed. */
  measured: z.optional(z.array(measurement)),
  ports: z.optional(ports),
  observedAt: z.nullable(z.number()),
});

/** The cluster of a panel, by name and identity, which its page saves. */
const panelCluster = z.object({ name: z.string(), id: z.string() });

/** What a context menu of the matrix is about, by IDs of parties. VS Code passes it to the command of the item. */
const menuTarget = z.discriminatedUnion('webviewSection', [
  z.object({ webviewSection: z.literal('cell'), from: z.string(), to: z.string() }),
  z.object({ webviewSection: z.literal('party'), party: z.string() }),
]);

const toPage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('state'),
    ...envelope,
    state: z.discriminatedUnion('kind', [empty, matrix]),
    /** Absent until a cluster was connected. */
    cluster: z.optional(panelCluster),
  }),
  patch,
]);

const toHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), question: z.nullable(question) }),
  z.object({ type: z.literal('ask'), question }),
  /** IDs of two parties. */
  z.object({ type: z.literal('explain'), from: z.string(), to: z.string() }),
  z.object({ type: z.literal('export') }),
  z.object({ type: z.literal('run'), action: z.string() }),
]);

export type Question = z.infer<typeof question>;
export type Party = z.infer<typeof party>;
export type Measurement = z.infer<typeof measurement>;
export type MatrixAction = z.infer<typeof action>;
export type EmptyState = z.infer<typeof empty>;
export type Matrix = z.infer<typeof matrix>;
export type MatrixState = EmptyState | Matrix;
export type Patch = z.infer<typeof patch>;
export type PanelCluster = z.infer<typeof panelCluster>;
export type MenuTarget = z.infer<typeof menuTarget>;
export type ToPage = z.infer<typeof toPage>;
export type ToHost = z.infer<typeof toHost>;

/** Reads the panel's cluster from the state that its page saved. */
export function readPanelCluster(state: unknown): PanelCluster | undefined {
  const { data } = z.object({ cluster: panelCluster }).safeParse(state);
  return data?.cluster;
}

/** Whether a value is a message from the host to the page. */
export const isToPage = guardOf(toPage);

/** Whether a value is a message from the page to the host. */
export function isToHost(value: unknown): value is ToHost {
  return toHost.safeParse(value).success;
}

/** Whether the page may offer an action's command. */
export function isOffered<Action extends { readonly command: string }>(
  offer: Action,
): offer is Action & Pick<MatrixAction, 'command'> {
  return command.safeParse(offer.command).success;
}

/** Parses the argument of a command in a context menu of the page. */
export function readMenuTarget(value: unknown): MenuTarget | undefined {
  return menuTarget.safeParse(value).data;
}
