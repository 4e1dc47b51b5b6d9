import type { Direction } from '../../policy/calico1/rule';

/** The demo's parts by name, as the Stars tutorial for Mesos calls them. */
export const DEMO_NETWORKS = [
  { name: 'management-ui', subnet: '192.168.0.0/16' },
  { name: 'client' },
  { name: 'frontend' },
  { name: 'backend' },
] as const satisfies readonly { name: string; subnet?: string }[];
export const PROBES = ['client', 'frontend', 'backend'] as const;
export const COLLECTOR = 'management-ui';
export const PROBE_PORT = 9000;
export const COLLECTOR_PORT = 9001;

/** One change of one rule, in calicoctl's words. */
export interface DemoEdit {
  readonly profile: string;
  readonly direction: Direction;
  readonly change: 'add' | 'remove';
  readonly rule: string;
}

/** The steps of the demo that change policy; each can be run twice without harm. */
export const POLICY_STEPS = {
  'open-ui': [
    { profile: COLLECTOR, direction: 'inbound', change: 'remove', rule: 'allow from tag management-ui' },
    { profile: COLLECTOR, direction: 'inbound', change: 'add', rule: 'allow tcp to ports 9001' },
  ],
  'open-probes': PROBES.map(
    (profile) =>
      ({
        profile,
        direction: 'inbound',
        change: 'add',
        rule: 'allow tcp from tag management-ui to ports 9000',
      }) as const,
  ),
  connect: [
    { profile: 'frontend', direction: 'inbound', change: 'add', rule: 'allow tcp from tag client to ports 9000' },
    { profile: 'backend', direction: 'inbound', change: 'add', rule: 'allow tcp from tag frontend to ports 9000' },
  ],
} as const satisfies Record<string, readonly DemoEdit[]>;

export type PolicyStep = keyof typeof POLICY_STEPS;

/** Recognises the name of a policy step, which a command link hands over. */
export function isPolicyStep(value: unknown): value is PolicyStep {
  return typeof value === 'string' && Object.hasOwn(POLICY_STEPS, value);
}
