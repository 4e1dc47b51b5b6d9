/** The clusters that come with the extension, by the system that runs their tasks. Identities, because their addresses change on each start. */
const DEMOS = {
  mesos: { name: 'Local Demo', identity: 'local-demo' },
  kubernetes: { name: 'Local Kubernetes Demo', identity: 'local-demo-kubernetes' },
} as const;

export type DemoKind = keyof typeof DEMOS;

export const DEMO_KINDS = Object.keys(DEMOS) as readonly DemoKind[];

/** The display name of a local demo. */
export function demoName(kind: DemoKind): string {
  return DEMOS[kind].name;
}

/** The identity of a local demo's cluster. */
export function demoIdentity(kind: DemoKind): string {
  return DEMOS[kind].identity;
}

/** Whether a value, passed by a command link, is a kind of local demo. */
export function isDemoKind(value: unknown): value is DemoKind {
  return typeof value === 'string' && Object.hasOwn(DEMOS, value);
}

/** Returns the local demo with a display name. */
export function demoNamed(name: unknown): DemoKind | undefined {
  return DEMO_KINDS.find((kind) => DEMOS[kind].name === name);
}

/** Returns the local demo that a cluster is. */
export function demoWith(identity: string | undefined): DemoKind | undefined {
  return DEMO_KINDS.find((kind) => DEMOS[kind].identity === identity);
}
