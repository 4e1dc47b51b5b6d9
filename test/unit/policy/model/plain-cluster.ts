import fc from 'fast-check';

/** A condition on labels, as data. */
export type PlainSelector =
  | { readonly op: 'equals' | 'differs'; readonly key: string; readonly value: string }
  | { readonly op: 'has' | 'lacks'; readonly key: string }
  | { readonly op: 'in' | 'not-in'; readonly key: string; readonly values: readonly string[] }
  | { readonly op: 'and' | 'or'; readonly of: readonly PlainSelector[] };

export type PlainLabels = Readonly<Record<string, string>>;

export interface PlainPod {
  readonly name: string;
  readonly namespace: string;
  readonly account: string;
  readonly labels: PlainLabels;
  readonly address: string;
  readonly ports: readonly { readonly name: string; readonly protocol: string; readonly port: number }[];
}

export interface PlainSet {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: PlainLabels;
  readonly nets: readonly string[];
}

/** A number, a range or a name. */
export type PlainPort = number | readonly [number, number] | string;

export interface PlainSide {
  readonly selector?: PlainSelector;
  readonly notSelector?: PlainSelector;
  readonly namespaces?: PlainSelector | 'all' | 'global';
  readonly accounts?: readonly string[];
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
  readonly ports?: readonly PlainPort[];
}

export interface PlainRule {
  readonly action: 'Allow' | 'Deny' | 'Pass' | 'Log';
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP' | 'ICMP';
  readonly source: PlainSide;
  readonly destination: PlainSide;
}

export type PlainDirection = 'ingress' | 'egress';

export type PlainRules<T> = Readonly<Record<PlainDirection, readonly T[] | undefined>>;

/** A policy of Calico v3, staged or not. */
export interface PlainCalico {
  readonly kind: 'calico';
  readonly name: string;
  readonly namespace: string | undefined;
  readonly tier: string;
  readonly order: number | undefined;
  readonly selector: PlainSelector | undefined;
  readonly namespaces: PlainSelector | 'all' | undefined;
  readonly rules: PlainRules<PlainRule>;
  readonly staged: 'Set' | 'Delete' | 'Learn' | 'Ignore' | undefined;
}

export interface PlainPeer {
  readonly pods?: PlainLabels;
  readonly namespaces?: PlainLabels;
  readonly block?: { readonly cidr: string; readonly except: readonly string[] };
}

export interface PlainAllowed {
  readonly peers: readonly PlainPeer[];
  readonly ports: readonly { readonly protocol: string; readonly port?: number | string; readonly end?: number }[];
}

/** A NetworkPolicy of Kubernetes. */
export interface PlainKubernetes {
  readonly kind: 'kubernetes';
  readonly name: string;
  readonly namespace: string;
  readonly pods: PlainLabels;
  readonly rules: PlainRules<PlainAllowed>;
}

export interface PlainClusterRule {
  readonly action: 'Accept' | 'Deny' | 'Pass';
  /** Namespaces by their labels, or pods in them by theirs. */
  readonly peers: readonly { readonly namespaces: PlainLabels; readonly pods?: PlainLabels }[];
  readonly ports: readonly { readonly protocol: 'tcp' | 'udp' | 'sctp'; readonly port: number }[];
}

/** A ClusterNetworkPolicy. */
export interface PlainWide {
  readonly kind: 'cluster';
  readonly name: string;
  readonly tier: 'Admin' | 'Baseline';
  readonly priority: number;
  readonly namespaces: PlainLabels;
  readonly rules: PlainRules<PlainClusterRule>;
}

export type PlainPolicy = PlainCalico | PlainKubernetes | PlainWide;

export interface PlainTier {
  readonly name: string;
  readonly order: number;
  readonly end: 'Deny' | 'Pass';
}

export interface PlainCluster {
  readonly namespaces: readonly { readonly name: string; readonly labels: PlainLabels }[];
  readonly pods: readonly PlainPod[];
  readonly sets: readonly PlainSet[];
  readonly tiers: readonly PlainTier[];
  readonly policies: readonly PlainPolicy[];
}

export interface PlainFlow {
  /** `namespace/pod`, or an outside address. */
  readonly from: string;
  readonly to: string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP' | 'ICMP';
  readonly port: number;
}

const NAMESPACES = ['shop', 'data', 'ops'];
const KEYS = ['app', 'role', 'env'];
const VALUES = ['a', 'b', 'c'];
const PORTS = [53, 80, 81, 8080];
const PORT_NAMES = ['http', 'dns'];
const NETS = ['10.0.0.0/8', '10.0.0.2/31', '10.0.0.4/32', '192.0.2.0/24', '192.0.2.128/25', '198.51.100.7/32'];
const OUTSIDE = ['192.0.2.1', '192.0.2.200', '198.51.100.7', '203.0.113.9'];

const key = fc.constantFrom(...KEYS);
const value = fc.constantFrom(...VALUES);
const labels = fc.dictionary(key, value, { maxKeys: 3 });
const fewLabels = fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, fc.dictionary(key, value, { maxKeys: 1 }));
const nets = fc.uniqueArray(fc.constantFrom(...NETS), { minLength: 1, maxLength: 2 });

const atom: fc.Arbitrary<PlainSelector> = fc.oneof(
  fc.record({ op: fc.constantFrom('equals' as const, 'differs' as const), key, value }),
  fc.record({ op: fc.constantFrom('has' as const, 'lacks' as const), key }),
  fc.record({
    op: fc.constantFrom('in' as const, 'not-in' as const),
    key,
    values: fc.uniqueArray(value, { minLength: 1, maxLength: 2 }),
  }),
);

const selector: fc.Arbitrary<PlainSelector> = fc.oneof(
  { weight: 3, arbitrary: atom },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(atom, { minLength: 2, maxLength: 3 }),
    }),
  },
);

/** A field that is usually missing. */
function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const numbers = fc.oneof(fc.constantFrom(...PORTS), fc.constant([80, 8080] as const));

/** Usually one condition, rarely two, because more conditions hardly ever match. */
function side(ports: fc.Arbitrary<PlainPort>): fc.Arbitrary<PlainSide> {
  const fields = {
    selector,
    notSelector: selector,
    namespaces: fc.oneof(selector, fc.constantFrom('all' as const, 'global' as const)),
    accounts: fc.constant(['robot']),
    nets,
    notNets: nets,
    ports: fc.array(ports, { minLength: 1, maxLength: 2 }),
  };
  return fc
    .tuple(fc.record<PlainSide>(fields), fc.subarray(Object.keys(fields), { maxLength: 2 }))
    .map(([all, kept]) => Object.fromEntries(Object.entries(all).filter(([field]) => kept.includes(field))));
}

const action = fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const, 'Pass' as const, 'Log' as const);

const rule: fc.Arbitrary<PlainRule> = fc.oneof(
  fc.record({
    action,
    protocol: fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const),
    source: side(numbers),
    destination: side(fc.oneof(numbers, fc.constantFrom(...PORT_NAMES))),
  }),
  fc.record({
    action,
    source: side(fc.constantFrom(...PORT_NAMES)),
    destination: side(fc.constantFrom(...PORT_NAMES)),
  }),
  fc.record({ action, protocol: fc.constant('ICMP' as const), source: fc.constant({}), destination: fc.constant({}) }),
);

function rulesOf<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<PlainRules<T>> {
  const list = fc.option(fc.array(arbitrary, { maxLength: 3 }), { nil: undefined, freq: 3 });
  return fc
    .record({ ingress: list, egress: list })
    .map((lists) => ((lists.ingress ?? lists.egress) ? lists : { ...lists, ingress: [] }));
}

const name = fc.constantFrom('a', 'a-b', 'b', 'c', 'd');

const TIERS = ['early', 'default', 'late'];

const calico: fc.Arbitrary<PlainCalico> = fc.record({
  kind: fc.constant('calico' as const),
  name,
  namespace: fc.option(fc.constantFrom(...NAMESPACES), { nil: undefined }),
  tier: fc.constantFrom(...TIERS),
  order: fc.option(fc.constantFrom(1, 2, 1000, 2000), { nil: undefined }),
  selector: seldom(selector),
  namespaces: seldom(fc.oneof(selector, fc.constant('all' as const))),
  rules: rulesOf(rule),
  staged: seldom(fc.constantFrom('Set' as const, 'Delete' as const, 'Learn' as const, 'Ignore' as const)),
});

const peer: fc.Arbitrary<PlainPeer> = fc.oneof(
  fc.record({ pods: fewLabels }),
  fc.record({ namespaces: fewLabels }),
  fc.record({ pods: fewLabels, namespaces: fewLabels }),
  fc.record({
    block: fc.constantFrom(
      { cidr: '10.0.0.0/8', except: ['10.0.0.2/31'] },
      { cidr: '192.0.2.0/24', except: ['192.0.2.128/25'] },
      { cidr: '0.0.0.0/0', except: [] },
    ),
  }),
);

const protocol = fc.constantFrom('TCP', 'UDP', 'SCTP');

const kubernetes: fc.Arbitrary<PlainKubernetes> = fc.record({
  kind: fc.constant('kubernetes' as const),
  name,
  namespace: fc.constantFrom(...NAMESPACES),
  pods: fewLabels,
  rules: rulesOf(
    fc.record({
      peers: fc.array(peer, { maxLength: 2 }),
      ports: fc.array(
        fc.oneof(
          fc.record({ protocol }),
          fc.record({ protocol, port: fc.constantFrom<number | string>(...PORTS, ...PORT_NAMES) }),
          fc.record({ protocol, port: fc.constant(80), end: fc.constant(8080) }),
        ),
        { maxLength: 2 },
      ),
    }),
  ),
});

const wide: fc.Arbitrary<PlainWide> = fc.record({
  kind: fc.constant('cluster' as const),
  name,
  tier: fc.constantFrom('Admin' as const, 'Baseline' as const),
  priority: fc.nat(3),
  namespaces: fewLabels,
  rules: rulesOf(
    fc.record({
      action: fc.constantFrom('Accept' as const, 'Deny' as const, 'Pass' as const),
      peers: fc.array(
        fc.oneof(fc.record({ namespaces: fewLabels }), fc.record({ namespaces: fewLabels, pods: fewLabels })),
        { minLength: 1, maxLength: 2 },
      ),
      ports: fc.array(
        fc.record({
          protocol: fc.constantFrom('tcp' as const, 'udp' as const, 'sctp' as const),
          port: fc.constantFrom(...PORTS),
        }),
        { maxLength: 2 },
      ),
    }),
  ),
});

const pods = fc
  .array(
    fc.record({
      namespace: fc.constantFrom(...NAMESPACES),
      account: fc.constantFrom('default', 'robot'),
      labels,
      ports: fc.uniqueArray(
        fc.record({ name: fc.constantFrom(...PORT_NAMES), protocol, port: fc.constantFrom(...PORTS) }),
        { maxLength: 2, selector: (port) => port.name },
      ),
    }),
    { minLength: 2, maxLength: 6 },
  )
  .map((list) => list.map((pod, index) => ({ ...pod, name: `p${index}`, address: `10.0.0.${index + 1}` })));

/** The identity of an object among those of its kind. */
function identity(policy: PlainPolicy): string {
  const namespace = policy.kind === 'cluster' ? '' : (policy.namespace ?? '');
  const staged = policy.kind === 'calico' && policy.staged !== undefined;
  return `${policy.kind} ${String(staged)} ${namespace}/${policy.name}`;
}

/** Clusters with policies of all kinds. */
export const plainCluster: fc.Arbitrary<PlainCluster> = fc.record({
  namespaces: fc.tuple(...NAMESPACES.map((name) => labels.map((own) => ({ name, labels: own })))),
  pods,
  sets: fc.uniqueArray(
    fc.record({ name, namespace: fc.option(fc.constantFrom(...NAMESPACES), { nil: undefined }), labels, nets }),
    { maxLength: 2, selector: (set) => `${set.namespace ?? ''}/${set.name}` },
  ),
  tiers: fc
    .record({
      early: fc.constantFrom('Deny' as const, 'Pass' as const),
      late: fc.constantFrom('Deny' as const, 'Pass' as const),
    })
    .map(({ early, late }) => [
      { name: 'early', order: 10, end: early },
      { name: 'kube-admin', order: 1000, end: 'Pass' as const },
      { name: 'default', order: 1_000_000, end: 'Deny' as const },
      { name: 'late', order: 2_000_000, end: late },
      { name: 'kube-baseline', order: 10_000_000, end: 'Pass' as const },
    ]),
  policies: fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: calico }, kubernetes, wide), {
    maxLength: 6,
    selector: identity,
  }),
});

/** Flows between the pods of a cluster and outside machines. */
export function plainFlow(cluster: PlainCluster): fc.Arbitrary<PlainFlow> {
  const pod = fc.constantFrom(...cluster.pods.map(({ namespace, name: own }) => `${namespace}/${own}`));
  const end = fc.oneof({ weight: 3, arbitrary: pod }, fc.constantFrom(...OUTSIDE));
  return fc
    .record({
      from: end,
      to: end,
      protocol: fc.constantFrom('TCP' as const, 'TCP' as const, 'UDP' as const, 'SCTP' as const, 'ICMP' as const),
      port: fc.constantFrom(...PORTS),
    })
    .filter(({ from, to }) => from !== to && (from.includes('/') || to.includes('/')));
}
