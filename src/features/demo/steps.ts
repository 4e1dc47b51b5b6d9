import { COLLECTOR_PORT, PROBE_PORT } from '../../cluster/model/listening-ports';
import type { Direction } from '../../policy/calico1/rule';

/** The demo's networks, as named in the Stars tutorial for Mesos. */
export const DEMO_NETWORKS = [
  { name: 'management-ui', subnet: '192.168.0.0/16' },
  { name: 'client' },
  { name: 'frontend' },
  { name: 'backend' },
] as const satisfies readonly { name: string; subnet?: string }[];
export const PROBES = ['client', 'frontend', 'backend'] as const;
export const COLLECTOR = 'management-ui';

/** A change of one rule, in calicoctl's syntax. */
export interface DemoEdit {
  readonly profile: string;
  readonly direction: Direction;
  readonly change: 'add' | 'remove';
  readonly rule: string;
}

/** The demo steps that change policy. Each can be repeated safely. */
export const POLICY_STEPS = {
  'open-ui': [
    { profile: COLLECTOR, direction: 'inbound', change: 'remove', rule: 'allow from tag management-ui' },
    { profile: COLLECTOR, direction: 'inbound', change: 'add', rule: `allow tcp to ports ${COLLECTOR_PORT}` },
  ],
  'open-probes': PROBES.map(
    (profile) =>
      ({
        profile,
        direction: 'inbound',
        change: 'add',
        rule: `allow tcp from tag management-ui to ports ${PROBE_PORT}`,
      }) as const,
  ),
  connect: [
    {
      profile: 'frontend',
      direction: 'inbound',
      change: 'add',
      rule: `allow tcp from tag client to ports ${PROBE_PORT}`,
    },
    {
      profile: 'backend',
      direction: 'inbound',
      change: 'add',
      rule: `allow tcp from tag frontend to ports ${PROBE_PORT}`,
    },
  ],
} as const satisfies Record<string, readonly DemoEdit[]>;

export type PolicyStep = keyof typeof POLICY_STEPS;

/** Whether a value, passed by a command link, names a policy step. */
export function isPolicyStep(value: unknown): value is PolicyStep {
  return typeof value === 'string' && Object.hasOwn(POLICY_STEPS, value);
}
