import * as z from 'zod/mini';

/* Stars and edges of a graph, as the host makes them and the page draws them. */

const profile = z.object({
  /** As a person knows it: the Docker network's name where the profile is a network's. */
  name: z.string(),
  /** The name it is stored under. */
  id: z.string(),
});

export const node = z.object({
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
  tasks: z.optional(
    z.object({
      running: z.number(),
      staged: z.number(),
      instances: z.number(),
      healthy: z.number(),
      unhealthy: z.number(),
    }),
  ),
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

export const edge = z.object({
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
  preview: z.optional(
    z.object({
      /** `elsewhere`: it opens or closes on other ports than those that are probed. */
      effect: z.enum(['opens', 'closes', 'elsewhere']),
      /** What would be, e.g. `opens on 9001`. */
      text: z.string(),
    }),
  ),
  /** Where two moments are compared: whether it can be reached at the later one alone, at the earlier one alone, or is otherwise not the same. */
  compared: z.optional(
    z.object({ how: z.enum(['appeared', 'vanished', 'changed']), /** E.g. `was not measured`. */ text: z.string() }),
  ),
});

export type GraphNode = z.infer<typeof node>;
export type GraphEdge = z.infer<typeof edge>;
export type GraphProbe = z.infer<typeof probe>;
export type EdgeState = GraphEdge['state'];
export type Judgement = z.infer<typeof judgement>;
