import * as z from 'zod/mini';
import { envelope } from '../../webviews/envelope';
import { stale } from '../graph/protocol/stale';

/**
 * Everything that the matrix's host and its page say to each other. Both check what they receive; nothing else is sent.
 * The page becoming visible says `ready` with the question it remembers and is sent the whole state, then patches. A
 * patch names the revision it is based on; a page that holds another one says `ready` again.
 */

/** What the matrix is asked about; pages keep it too. */
export const question = z.object({
  protocol: z.enum(['tcp', 'udp', 'icmp']),
  /** 0 for icmp, which has no ports. */
  port: z.int().check(z.minimum(0), z.maximum(65535)),
});

const party = z.object({
  /** What the policy calls it: an endpoint's name, or the address that stands for anyone outside. */
  id: z.string(),
  kind: z.enum(['workload', 'outside']),
  name: z.string(),
  /** Marathon's id of its app. */
  app: z.optional(z.string()),
  /** As people know them: a Docker network's name where the profile is a network's. */
  profiles: z.array(z.string()),
  addresses: z.array(z.string()),
  /** Those whom policy cannot tell apart share a number. */
  class: z.number(),
});

/** A pair that the collector's answers are about, by places in the list of parties. */
const measurement = z.object({
  from: z.number(),
  to: z.number(),
  /** `unknown`: not measured yet. */
  state: z.enum(['reachable', 'unreachable', 'unknown']),
  /** It is at odds with the policy, but may be from before the policy changed. */
  outdated: z.boolean(),
});

/** What the page may offer while there is no matrix. */
const command = z.enum(['startDemo', 'connect', 'refresh', 'openLog', 'createDemoNetworks', 'launchGroup']);

const action = z.object({
  /** The page sends it back and nothing more. */
  id: z.string(),
  title: z.string(),
  command,
});

const empty = z.object({
  kind: z.literal('empty'),
  reason: z.enum(['no-cluster', 'connecting', 'cluster-failed', 'not-launched']),
  title: z.string(),
  detail: z.string(),
  actions: z.array(action),
});

/** TCP ports that something in the cluster has to do with. */
const ports = z.array(z.object({ port: z.number(), users: z.array(z.string()) }));

const matrix = z.object({
  kind: z.literal('matrix'),
  question,
  ports,
  parties: z.array(party),
  /** For each class as destination, the set of classes that may connect to it: bits, the lowest first, as base64. */
  allowed: z.array(z.string()),
  measured: z.array(measurement),
  /** When the collector gave the measurements, in milliseconds since the epoch; null when there are none. */
  observedAt: z.nullable(z.number()),
  stale: z.optional(stale),
});

const patch = z.object({
  type: z.literal('patch'),
  ...envelope,
  base: z.number(),
  /** Sets that changed, by class. */
  allowed: z.array(z.object({ class: z.number(), bits: z.string() })),
  /** All of them, when one changed. */
  measured: z.optional(z.array(measurement)),
  ports: z.optional(ports),
  observedAt: z.nullable(z.number()),
});

const toPage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), ...envelope, state: z.discriminatedUnion('kind', [empty, matrix]) }),
  patch,
]);

const toHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), question: z.nullable(question) }),
  z.object({ type: z.literal('ask'), question }),
  /** Ids of two parties. */
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

/** Whether an action's command is one that the page may offer. */
export function isOffered<Action extends { readonly command: string }>(
  offer: Action,
): offer is Action & Pick<MatrixAction, 'command'> {
  return command.safeParse(offer.command).success;
}
