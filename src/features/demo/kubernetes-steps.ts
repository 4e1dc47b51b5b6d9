import type { ResourceId } from '../../policy/resources';

/** A policy of the demo on Kubernetes. */
interface DemoPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly spec: object;
}

const EVERYWHERE = ['stars', 'client'] as const;

/** A policy that allows some pods in, on one TCP port or on all. */
function allowing(role: string | undefined, peer: object, port?: number): object {
  return {
    podSelector: role === undefined ? {} : { matchLabels: { role } },
    ingress: [{ from: [peer], ...(port !== undefined && { ports: [{ protocol: 'TCP', port }] }) }],
  };
}

/** The steps of the Stars tutorial for Kubernetes, with the policies that each creates. Each can be repeated safely. */
export const KUBERNETES_STEPS = {
  'default-deny': EVERYWHERE.map((namespace): DemoPolicy => ({
    namespace,
    name: 'default-deny',
    spec: { podSelector: {} },
  })),
  'allow-ui': EVERYWHERE.map((namespace): DemoPolicy => ({
    namespace,
    name: 'allow-ui',
    spec: allowing(undefined, { namespaceSelector: { matchLabels: { role: 'management-ui' } } }),
  })),
  'backend-policy': [
    {
      namespace: 'stars',
      name: 'backend-policy',
      spec: allowing('backend', { podSelector: { matchLabels: { role: 'frontend' } } }, 6379),
    },
  ],
  'frontend-policy': [
    {
      namespace: 'stars',
      name: 'frontend-policy',
      spec: allowing('frontend', { namespaceSelector: { matchLabels: { role: 'client' } } }, 80),
    },
  ],
} as const satisfies Readonly<Record<string, readonly DemoPolicy[]>>;

export type KubernetesStep = keyof typeof KUBERNETES_STEPS;

/** Whether a value, passed by a command link, names a step of the demo on Kubernetes. */
export function isKubernetesStep(value: unknown): value is KubernetesStep {
  return typeof value === 'string' && Object.hasOwn(KUBERNETES_STEPS, value);
}

/** Returns the ID under which a policy of the demo is stored. */
export function idOf({ namespace, name }: Pick<DemoPolicy, 'namespace' | 'name'>): ResourceId {
  return { kind: 'KubernetesNetworkPolicy', namespace, name };
}
