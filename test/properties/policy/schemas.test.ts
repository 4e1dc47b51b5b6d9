import assert from 'node:assert/strict';
import fc from 'fast-check';
import { check } from '../../../src/lab/kubernetes/api/check';
import { decodeKind } from '../../../src/lab/kubernetes/api/decode-kind';
import { customCauses } from '../../../src/lab/kubernetes/custom/validate';
import { KINDS } from '../../../src/lab/kubernetes/kinds';
import { validateCalicoObject } from '../../../src/policy/calico3/validation';
import { validateKubernetesPolicy } from '../../../src/policy/kubernetes/validation';

const RUNS = { numRuns: 1000 };

/** A value that is usually the first, good one: with several bad ones, everything is refused. */
const one = (good: unknown, ...others: readonly unknown[]): fc.Arbitrary<unknown> =>
  others.length === 0
    ? fc.constant(good)
    : fc.oneof({ weight: 12, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

/** An object with a few of its fields, and those that it needs but for a slip. */
const some = (
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  needed: readonly string[] = [],
): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.subarray(Object.keys(fields), { maxLength: Math.min(3, Object.keys(fields).length) }),
      fc.integer({ min: 0, max: 15 }),
    )
    .chain(([chosen, slip]) => {
      const names = new Set([...chosen, ...(slip === 0 ? [] : needed)]);
      return fc.record(Object.fromEntries(Object.entries(fields).filter(([name]) => names.has(name))));
    });
const few = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.array(item, { maxLength: 2 });

const port = one(80, 0, 1, 65_535, 65_536, -1, 'http', '80', 'a-very-long-port-name', '90:80', '', true, null, 1.5);
const protocol = one('TCP', 'tcp', 6, 256, 'ICMP', 'ICMPv6', 1, 58, true, '', null);

const text = one('all()', 'global()', 'a ==== b', '', 1, null, 'x'.repeat(1025));
const nets = few(one('10.0.0.0/8', '10.0.0.5/8', '::/0', 'foo', 5));
const entity = some({
  selector: text,
  notSelector: text,
  namespaceSelector: text,
  nets,
  notNets: nets,
  ports: few(port),
  notPorts: few(port),
  serviceAccounts: some({ names: few(one('a')), selector: text }),
  services: some({ name: one('x', '', 1), namespace: one('y', '') }),
  foo: one(1),
});
const icmp = some({ type: one(8, 0, 254, 255, -1, '1', 1.5), code: one(0, 255, 256) });
const rule = some(
  {
    action: one('Allow', 'Deny', 'Log', 'allow', 1, null),
    protocol,
    notProtocol: protocol,
    ipVersion: one(4, 6, 5, '4', null),
    icmp,
    notICMP: icmp,
    source: entity,
    destination: entity,
    http: some({ methods: few(one('GET')), paths: few(some({ exact: one('/a'), prefix: one('b') })) }),
    metadata: some({ annotations: one({ a: 'b' }, { a: 1 }, 'x') }),
  },
  ['action'],
);
const calicoSpec = some({
  tier: one('default', '', 1, null),
  order: one(1, '1', null, 1.5),
  selector: text,
  serviceAccountSelector: text,
  namespaceSelector: text,
  types: one(['Ingress'], [], ['Foo'], ['Egress'], 'x', null),
  ingress: few(rule),
  egress: few(rule),
  doNotTrack: one(true, false, 'x'),
  preDNAT: one(true, false),
  applyOnForward: one(true, false),
  performanceHints: one(['AssumeNeededOnEveryNode'], ['x'], []),
  stagedAction: one('Set', 'Delete', 'x', ''),
});

const selector = one(
  {},
  ...[null, 'x', { foo: 1 }],
  ...[{ a: 'b' }, { 'a b': 'c' }, { a: '-' }, { a: 1 }].map((matchLabels) => ({ matchLabels })),
  ...[
    { key: 'a', operator: 'In', values: ['x'] },
    { key: 'a', operator: 'In' },
    { key: 'a', operator: 'Exists', values: ['x'] },
    { key: '', operator: 'Foo' },
    { operator: 'Exists' },
  ].map((expression) => ({ matchExpressions: [expression] })),
);
const block = one(
  { cidr: '10.0.0.0/8' },
  ...[null, {}, { cidr: 5 }],
  ...[
    '10.0.0.0/8',
    '10.0.0.5/8',
    '',
    '2001:DB8::/32',
    '::ffff:10.0.0.0/104',
    '10.0.0.0/08',
    '10.0.0.1',
    ' 10.0.0.0/8',
  ].map((cidr) => ({ cidr })),
  ...[['10.1.0.0/16'], ['10.0.0.0/8'], ['11.0.0.0/16'], ['foo'], ['::/0'], ['']].map((except) => ({
    cidr: '10.0.0.0/8',
    except,
  })),
);
const peers = few(some({ podSelector: selector, namespaceSelector: selector, ipBlock: block }));
const ports = few(
  some({ port, endPort: one(90, 0, 1, 80, 65_536, '90', null), protocol: one('TCP', 'tcp', '', null, 6) }),
);
const kubernetesSpec = some({
  podSelector: selector,
  policyTypes: one(['Ingress'], ['Foo'], ['Ingress', 'Egress', 'Ingress'], [], null, 'x'),
  ingress: few(some({ from: peers, ports })),
  egress: few(some({ to: peers, ports })),
});

const clusterPeer = (...fields: readonly string[]) =>
  some({
    namespaces: selector,
    pods: some({ podSelector: selector, namespaceSelector: selector }, ['podSelector']),
    ...(fields.includes('networks') && {
      networks: one(['10.0.0.0/8'], [], ['10.0.0.5/8', '::/0'], ['foo'], ['10.0.0.0/08'], ['::ffff:10.0.0.0/104'], [1]),
    }),
    nodes: one({}),
  });
const destination = some({
  destinationPort: some({
    number: one(80, 0, 65_536, '80'),
    range: some({ start: one(1, 80, 65_536), end: one(80, 90) }, ['start', 'end']),
  }),
});
const clusterRule = (far: string, peer: fc.Arbitrary<unknown>) =>
  some(
    {
      name: one('a', 'n'.repeat(101), 1),
      action: one('Accept', 'Deny', 'Allow', null),
      [far]: few(peer),
      protocols: few(some({ tcp: destination, udp: destination, destinationNamedPort: one('http', 1) })),
    },
    ['action', far],
  );
const clusterSpec = some(
  {
    tier: one('Admin', 'admin', null),
    priority: one(10, 0, 1000, 1001, -1, '1', 1.5),
    subject: some({ namespaces: selector, pods: some({ podSelector: selector }) }),
    ingress: few(clusterRule('from', clusterPeer())),
    egress: few(clusterRule('to', clusterPeer('networks'))),
  },
  ['tier', 'priority', 'subject'],
);

/** Whether the embedded API server takes an object; items that are there twice are left to its own tests. */
function labTakes(kindName: string, isCustom: boolean, object: Readonly<Record<string, unknown>>): boolean {
  const kind =
    KINDS.find(({ kind, schema }) => kind === kindName && (schema !== undefined) === isCustom) ?? assert.fail();
  try {
    const { value } = decodeKind(kind, object);
    if (kind.schema)
      return customCauses(kind.schema, value, []).every(({ reason }) => reason === 'FieldValueDuplicate');
    kind.defaults?.(value);
    check(kind, value, undefined);
    return true;
  } catch {
    return false;
  }
}

describe('the product’s checks and those of the embedded API server, which share no code', () => {
  for (const kind of ['NetworkPolicy', 'GlobalNetworkPolicy', 'StagedNetworkPolicy', 'StagedGlobalNetworkPolicy']) {
    it(`take the same of Calico’s ${kind}`, () => {
      const metadata = { name: 'a', ...(!kind.includes('Global') && { namespace: 'n' }) };
      fc.assert(
        fc.property(calicoSpec, (spec) => {
          const object = { apiVersion: 'projectcalico.org/v3', kind, metadata, spec };
          const refuses = validateCalicoObject(object, 'native-crd').some((finding) => finding.refuses);
          assert.equal(labTakes(kind, true, object), !refuses);
        }),
        RUNS,
      );
    });
  }

  for (const [kind, apiVersion, specs] of [
    ['NetworkPolicy', 'networking.k8s.io/v1', kubernetesSpec],
    ['ClusterNetworkPolicy', 'policy.networking.k8s.io/v1alpha2', clusterSpec],
  ] as const) {
    it(`take the same of Kubernetes’ ${kind}`, () => {
      fc.assert(
        fc.property(specs, (spec) => {
          const object = { apiVersion, kind, metadata: { name: 'a' }, spec };
          const refuses = validateKubernetesPolicy(object).some((finding) => finding.refuses);
          assert.equal(labTakes(kind, kind === 'ClusterNetworkPolicy', object), !refuses);
        }),
        RUNS,
      );
    });
  }
});
