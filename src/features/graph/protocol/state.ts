import * as z from 'zod/mini';
import { edge, group, node } from './elements';
import { stale } from './stale';

/* The state of a page: a graph, or why there is none and what to do about it. */

const action = z.object({
  /** Unique within one state. The page sends it back. */
  id: z.string(),
  title: z.string(),
  command: z.enum([
    'startDemo',
    'connect',
    'editCluster',
    'refresh',
    'createDemoNetworks',
    'launchGroup',
    'scaleApp',
    'addRule',
    'openLog',
    /** Shows what policy allows instead of waiting for the collector. */
    'showAllowed',
  ]),
  /** For `addRule`: an inbound rule in calicoctl's syntax, and its profile's stored name. */
  rule: z.optional(z.object({ profile: z.string(), text: z.string() })),
  /** For `scaleApp`. */
  app: z.optional(z.string()),
  /** For `connect` and `editCluster`: the cluster's name. */
  cluster: z.optional(z.string()),
});

const explanation = {
  title: z.string(),
  detail: z.string(),
  /** The missing rule in calicoctl's syntax. */
  rule: z.optional(z.string()),
  actions: z.array(action),
};

export const empty = z.object({
  kind: z.literal('empty'),
  reason: z.enum([
    'no-cluster',
    'connecting',
    'cluster-failed',
    'not-launched',
    'deploying',
    'not-running',
    'no-collector',
    'no-pods',
    'asking',
    'collector-blocked',
    'collector-unreachable',
    'not-a-collector',
    'no-resources',
    'unknown-cluster',
  ]),
  ...explanation,
  /** Running and wanted tasks. */
  progress: z.optional(z.object({ done: z.number(), total: z.number() })),
});

export const banner = z.object({
  reason: z.enum(['no-probe-reached', 'some-silent', 'read-only', 'no-measurements', 'services-unknown']),
  ...explanation,
});

/** A pending change and its effect. */
export const preview = z.object({
  title: z.string(),
  opened: z.number(),
  closed: z.number(),
  opens: z.array(z.string()),
  closes: z.array(z.string()),
  /** What was not checked, one phrase each. */
  unchecked: z.optional(z.array(z.string())),
});

/** The displayed moment, unless it is only the present. Times are in milliseconds since the epoch. */
export const moment = z.object({
  /** Absent for the present. */
  at: z.optional(z.number()),
  /** The moment it is compared with. */
  against: z.optional(z.number()),
  /** The file name of a recording. Absent for what this panel has recorded. */
  file: z.optional(z.string()),
});

/** What a graph shows: what the collector measures, what policy allows, or both. */
export const content = z.enum(['measured', 'allowed', 'both']);

/** What is shown, and whether another content can be chosen. Absent for the past. */
export const shownContent = z.object({ shown: content, isChoosable: z.boolean() });

export const graph = z.object({
  kind: z.literal('graph'),
  /** When the collector reported this, in milliseconds since the epoch. */
  observedAt: z.number(),
  nodes: z.array(node),
  edges: z.array(edge),
  /** The expanded groups, outer ones first. Absent where nothing is collapsed by the host. */
  groups: z.optional(z.array(group)),
  banner: z.optional(banner),
  stale: z.optional(stale),
  preview: z.optional(preview),
  moment: z.optional(moment),
  content: z.optional(shownContent),
});

export type GraphPreview = z.infer<typeof preview>;
export type GraphAction = z.infer<typeof action>;
export type EmptyState = z.infer<typeof empty>;
export type Content = z.infer<typeof content>;
export type Banner = z.infer<typeof banner>;
export type ShownMoment = z.infer<typeof moment>;
export type Graph = z.infer<typeof graph>;
/** What a page shows: a graph, or why there is none. */
export type GraphState = EmptyState | Graph;
