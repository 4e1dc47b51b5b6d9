import assert from 'node:assert/strict';
import fc from 'fast-check';
import { validateCalicoObject } from '../../../src/policy/calico3/validation';
import { validateKubernetesPolicy } from '../../../src/policy/kubernetes/validation';
import { OBJECT_REPLAYS } from '../../conformance/objects';

describe('validation, as recorded', () => {
  for (const [kind, count] of [
    ['v3-validation', 240],
    ['kube-validation', 95],
  ] as const) {
    it(`accepts and rejects the same fields as the servers (${kind})`, () => {
      const outcomes = OBJECT_REPLAYS[kind]?.(`${kind}.jsonl`) ?? [];
      assert.equal(outcomes.length, count);
      assert.deepEqual(
        outcomes.filter(({ failure }) => failure !== undefined),
        [],
      );
    });
  }
});

const networkPolicy = (rule: object, spec: object = {}) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'NetworkPolicy',
  metadata: { name: 'p', namespace: 'shop' },
  spec: { ingress: [{ action: 'Allow', ...rule }], ...spec },
});

describe('a finding about a Calico policy', () => {
  for (const [what, object, path, suggestion] of [
    ['an action in lower case', networkPolicy({ action: 'deny' }), 'action', 'Deny'],
    ['a protocol in lower case', networkPolicy({ protocol: 'tcp' }), 'protocol', 'TCP'],
    ['host bits', networkPolicy({ source: { nets: ['10.1.2.3/8'] } }), 'source.nets.0', '10.0.0.0/8'],
    ['an address', networkPolicy({ source: { nets: ['2001:db8::1'] } }), 'source.nets.0', '2001:db8::1/128'],
    [
      'a dash in a range',
      networkPolicy({ protocol: 'TCP', destination: { ports: ['80-90'] } }),
      'destination.ports.0',
      '80:90',
    ],
    [
      'a range that goes backwards',
      networkPolicy({ protocol: 'TCP', destination: { ports: ['90:80'] } }),
      'destination.ports.0',
      '80:90',
    ],
    ['one equals sign', networkPolicy({ source: { selector: 'a = "b"' } }), 'source.selector', 'a == "b"'],
    [
      'global() in parentheses',
      networkPolicy({ source: { namespaceSelector: '(global())' } }),
      'source.namespaceSelector',
      'global()',
    ],
  ] as const) {
    it(`suggests a correction for ${what}`, () => {
      const [finding, ...others] = validateCalicoObject(object, 'api-server');
      assert.deepEqual(others, []);
      assert.equal(finding?.path.join('.'), `spec.ingress.0.${path}`);
      assert.equal(finding.suggestion, suggestion);
    });
  }

  it('has no suggestion if it is ambiguous', () => {
    const [finding] = validateCalicoObject(networkPolicy({ destination: { ports: [80] } }), 'api-server');
    assert.equal(finding?.suggestion, undefined);
    assert.match(finding?.message ?? '', /TCP, UDP or SCTP/);
  });

  it('is absent if CRDs validate nothing', () => {
    const odd = networkPolicy({ protocol: 'tcp', source: { nets: ['nonsense'], selector: 'a =' } });
    assert.equal(validateCalicoObject(odd, 'native-crd').length, 0);
    assert.equal(validateCalicoObject(odd, 'api-server').length, 3);
  });

  it('does not reject the object if a CRD drops the field', () => {
    const [finding] = validateCalicoObject(networkPolicy({ from: [] }), 'native-crd');
    assert.equal(finding?.refuses, false);
    assert.equal(validateCalicoObject(networkPolicy({ from: [] }), 'api-server')[0]?.refuses, true);
  });
});

describe('a finding about a Kubernetes policy', () => {
  const cluster = (kind: string, version: string, spec: object) => ({
    apiVersion: `policy.networking.k8s.io/${version}`,
    kind,
    metadata: { name: 'p' },
    spec,
  });
  const places = (object: unknown) => validateKubernetesPolicy(object).map(({ path }) => path.join('.'));

  it('reports missing and invalid fields of an administrator’s policy', () => {
    assert.deepEqual(
      places(
        cluster('AdminNetworkPolicy', 'v1alpha1', {
          priority: 1001,
          subject: { pods: {} },
          ingress: [{ action: 'Accept', from: [{ networks: ['10.0.0.0/8'] }] }],
          egress: [{ action: 'Deny', to: [], ports: [{ portRange: { start: 9, end: 9 } }, {}] }],
        }),
      ),
      [
        'spec.priority',
        'spec.subject.pods.podSelector',
        'spec.ingress.0.action',
        'spec.ingress.0.from.0',
        'spec.egress.0.to',
        'spec.egress.0.ports.0.portRange',
        'spec.egress.0.ports.1',
      ],
    );
  });

  it('reports a second baseline, and Pass in a baseline', () => {
    const baseline = cluster('BaselineAdminNetworkPolicy', 'v1alpha1', {
      subject: { namespaces: {} },
      ingress: [{ action: 'Pass', from: [{ namespaces: {} }] }],
    });
    assert.deepEqual(places(baseline), ['metadata.name', 'spec.ingress.0.action']);
  });

  it('reports IPv4 networks in the form of IPv6, and zeros before the prefix length', () => {
    const networks = ['10.0.0.5/8', '::/0', '::ffff:10.0.0.0/104', '::ffff:a00:0/64', '10.0.0.0/08'];
    const policy = cluster('ClusterNetworkPolicy', 'v1alpha2', {
      tier: 'Admin',
      priority: 1,
      subject: { namespaces: {} },
      egress: [{ action: 'Deny', to: [{ networks }] }],
    });
    assert.deepEqual(
      places(policy),
      [2, 3, 4].map((index) => `spec.egress.0.to.0.networks.${index}`),
    );
  });

  it('suggests Accept for v1alpha1’s Allow', () => {
    const [finding] = validateKubernetesPolicy(
      cluster('ClusterNetworkPolicy', 'v1alpha2', {
        tier: 'Admin',
        priority: 1,
        subject: { namespaces: {} },
        ingress: [{ action: 'Allow', from: [{ namespaces: {} }] }],
      }),
    );
    assert.equal(finding?.suggestion, 'Accept');
  });
});

describe('any object', () => {
  it('is validated without exceptions', () => {
    const names = [
      'spec',
      'ingress',
      'egress',
      'source',
      'destination',
      'nets',
      'ports',
      'from',
      'to',
      'selector',
      'action',
    ];
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom('Allow', 'a == "b"', '10.0.0.0/8', '::/0', 'TCP', 80, '80:90', -1, null, true),
        fc.dictionary(fc.constantFrom(...names), tie('tree'), { maxKeys: 4 }),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }));
    const kinds = fc.constantFrom('NetworkPolicy', 'StagedGlobalNetworkPolicy', 'Tier', 'NetworkSet', 'HostEndpoint');
    fc.assert(
      fc.property(kinds, tree, fc.string(), (kind, spec, name) => {
        const object = { apiVersion: 'projectcalico.org/v3', kind, metadata: { name }, spec };
        for (const writing of ['api-server', 'native-crd'] as const) validateCalicoObject(object, writing);
        validateKubernetesPolicy({ ...object, apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' });
      }),
    );
  });
});
