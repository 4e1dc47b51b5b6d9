import * as z from 'zod/mini';

/* The graph's stars and edges, as the host creates them and the page draws them. */

const extent = z.enum(['all', 'some', 'none']);

/** Whom the policy of a workload lets in and out: everyone else on all ports, some, or nobody. */
const access = z.object({ inbound: extent, outbound: extent });

const profile = z.object({
  /** The displayed name: the Docker network's name for a network's profile. */
  name: z.string(),
  /** The name it is stored under. */
  id: z.string(),
});

export const node = z.object({
  /** The resource's ID at the collector, or a unique key for the collector. */
  id: z.string(),
  kind: z.enum([
    'probe',
    'collector',
    /** A probed endpoint that is not a resource of the collector. */
    'outside',
    /** The load balancer in front of the collector. */
    'balancer',
    /** Workloads of one app, alike pods of one owner, or one workload, without a collector. */
    'workload',
    /** A group of workloads that is collapsed, because there are too many for a picture. */
    'group',
    /** An endpoint of a host. */
    'host',
  ]),
  /** The name below the star: the app's, the host's, or the ID. */
  name: z.string(),
  url: z.optional(z.string()),
  /** The Marathon ID of the app that owns the URL. */
  app: z.optional(z.string()),
  /** The namespace of Kubernetes or Calico 3 workloads. */
  namespace: z.optional(z.string()),
  tasks: z.optional(
    z.object({
      running: z.number(),
      staged: z.number(),
      instances: z.number(),
      healthy: z.number(),
      unhealthy: z.number(),
    }),
  ),
  /** The number of workloads it stands for. Absent for an app, and for one workload. */
  size: z.optional(z.number()),
  /** Of a collapsed group: the names of what is in it. */
  holds: z.optional(z.array(z.string())),
  /** Of a collapsed group: the addresses of the workloads in it. */
  holdsAddresses: z.optional(z.array(z.string())),
  /** The ID of the expanded group that it is in. */
  group: z.optional(z.string()),
  /** The agents on which its tasks run. */
  hosts: z.array(z.string()),
  addresses: z.array(z.string()),
  /** The TCP ports on which its workloads are known to listen, sorted. Absent if unknown. */
  listening: z.optional(z.array(z.number())),
  profiles: z.array(profile),
  /** As display names. */
  tags: z.array(z.string()),
  /** As `key=value`, sorted; absent if there are none. */
  labels: z.optional(z.array(z.string())),
  /** The policies of tiers that decide, with their tiers, in evaluation order; absent if there are none. */
  policies: z.optional(z.object({ inbound: z.array(z.string()), outbound: z.array(z.string()) })),
  /** Absent where it is measured instead of calculated. */
  access: z.optional(access),
  /** No policy selects its workloads: only what their namespace or profile gives everyone applies. */
  unselected: z.optional(z.literal(true)),
  /** false if the collector has no response from it. */
  answered: z.boolean(),
  /** Why it does not respond, if known. */
  note: z.optional(z.string()),
  /** When comparing two moments: whether it exists only at the later or only at the earlier one. */
  compared: z.optional(z.enum(['appeared', 'vanished'])),
});

const judgement = z.object({
  /** What policy says. `mixed` if it depends on the task. */
  expected: z.enum(['allowed', 'denied', 'mixed']),
  /**
   * How the measurement compares to policy. `pending`: the measurement may be older than the last policy change.
   * `late`: it should be newer by now, but a probe may still wait in an earlier attempt. `blocked`: allowed, but not
   * observed. `open`: observed, but not allowed. `unmeasured`: not measured yet.
   */
  agreement: z.enum(['agrees', 'pending', 'late', 'blocked', 'open', 'unmeasured']),
  /** When it became pending, late or contradictory, in milliseconds since the epoch. */
  since: z.optional(z.number()),
  /** Likely reasons, one sentence each, for a pending, late or contradictory measurement. */
  reasons: z.array(z.string()),
});

const measured = z.enum(['reachable', 'unreachable', 'unknown']);

/** Ports, both ends included; 0 for a protocol without. TCP unless another protocol is given. */
const portRange = z.object({ protocol: z.optional(z.string()), first: z.number(), last: z.number() });

/** One probe on the way from one node to another. */
const probe = z.object({
  url: z.string(),
  /** `unknown`: never measured. */
  state: measured,
  /**
   * How the URL was matched to the node: exactly, as star-collect's page does; by meaning (trailing slash, default
   * port, name or address); or by host only (another port or path of the node).
   */
  match: z.enum(['exact', 'normalised', 'host']),
  /** Absent while policy can't be evaluated. */
  judgement: z.optional(judgement),
  /** When its state last changed, in milliseconds since the epoch. Absent if it never changed while observed. */
  since: z.optional(z.number()),
  /** The number of observed state changes. */
  changes: z.number(),
});

export const edge = z.object({
  from: z.string(),
  to: z.string(),
  /**
   * A probe's measurement, the collector fetching from a probe, access to the collector, what policy allows where
   * nothing is measured, or a pair that only a preview concerns.
   */
  kind: z.enum(['probe', 'fetch', 'access', 'policy', 'ghost']),
  /** `reachable` if any of its probes is, `allowed` or `denied` for what policy says where nothing is measured. */
  state: z.enum([...measured.options, 'allowed', 'denied']),
  /** Sorted by URL. Empty for a ghost and for what policy allows. */
  probes: z.array(probe),
  /** The ports that policy allows, by protocol and in order. */
  ports: z.optional(z.array(portRange)),
  /** Whether it is allowed only between some of the workloads. */
  partly: z.optional(z.literal(true)),
  /** Where an end is a collapsed group: how many workloads of each end it concerns. */
  concerns: z.optional(z.object({ from: z.number(), to: z.number() })),
  /** The judgment of the most contradictory probe. */
  judgement: z.optional(judgement),
  /** Whether the rule at the user's cursor decides it. */
  lit: z.optional(z.literal(true)),
  preview: z.optional(
    z.object({
      /** `elsewhere`: opens or closes on ports that are not probed. */
      effect: z.enum(['opens', 'closes', 'elsewhere']),
      /** The effect, for example `opens on 9001`. */
      text: z.string(),
    }),
  ),
  /**
   * When comparing two moments: whether it is reachable only at the later or only at the earlier one, or differs
   * otherwise.
   */
  compared: z.optional(
    z.object({
      how: z.enum(['appeared', 'vanished', 'changed']),
      /** For example `was not measured`. */ text: z.string(),
    }),
  ),
});

/** An expanded group of workloads. */
export const group = z.object({
  id: z.string(),
  name: z.string(),
  /** The ID of the group around it. */
  parent: z.optional(z.string()),
});

export type Access = z.infer<typeof access>;
export type GraphNode = z.infer<typeof node>;
export type GraphGroup = z.infer<typeof group>;
export type GraphEdge = z.infer<typeof edge>;
export type GraphProbe = z.infer<typeof probe>;
export type EdgeState = GraphEdge['state'];
/** The state of a measured connection. */
export type MeasuredState = GraphProbe['state'];
export type PortRange = z.infer<typeof portRange>;
export type Judgement = z.infer<typeof judgement>;
