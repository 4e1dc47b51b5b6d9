import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readCalicoObject } from '../../../src/policy/calico3/decode';
import { withDefaults } from '../../../src/policy/calico3/defaults';
import { convertPolicy } from '../../../src/policy/kubernetes/conversion';
import { readKubernetesObject } from '../../../src/policy/kubernetes/decode';
import type { KubernetesPolicy } from '../../../src/policy/kubernetes/objects';
import { readCases } from '../../conformance/cases';
import { replayConversion, type ConversionCase } from '../../conformance/conversion';

const read = (value: unknown) => readCalicoObject(value) ?? readKubernetesObject(value);

function policyOf(value: unknown): KubernetesPolicy {
  const decoded = readKubernetesObject(value);
  assert.deepEqual(decoded?.problems, []);
  return decoded.value as KubernetesPolicy;
}

const networkPolicy = (spec: unknown) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'p', namespace: 'shop' },
  spec,
});

const adminPolicy = (rule: unknown) => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha1',
  kind: 'AdminNetworkPolicy',
  metadata: { name: 'p' },
  spec: { priority: 7, subject: { namespaces: {} }, egress: [rule] },
});

describe('conversion of Kubernetes policies, as recorded', () => {
  it('is equivalent to Calico’s own conversion', () => {
    const outcomes = readCases<ConversionCase>('conversion.jsonl').map(replayConversion);
    assert.equal(outcomes.length, 104);
    assert.deepEqual(
      outcomes.filter(({ failure }) => failure !== undefined),
      [],
    );
  });
});

describe('a converted policy', () => {
  it('maps each rule to the peer it came from', () => {
    const { ingress, policy } = convertPolicy(
      policyOf(
        networkPolicy({
          ingress: [
            { ports: [{ port: 80 }] },
            {
              from: [{ podSelector: {} }, { namespaceSelector: {} }],
              ports: [{ port: 53 }, { port: 53, protocol: 'UDP' }],
            },
          ],
        }),
      ),
    );
    assert.equal(policy?.spec?.ingress?.length, 5);
    assert.deepEqual(ingress, [
      ['spec', 'ingress', 0],
      ['spec', 'ingress', 1, 'from', 0],
      ['spec', 'ingress', 1, 'from', 1],
      ['spec', 'ingress', 1, 'from', 0],
      ['spec', 'ingress', 1, 'from', 1],
    ]);
  });

  it('omits a rule that cannot be converted, and still isolates', () => {
    const { policy, problems } = convertPolicy(
      policyOf(networkPolicy({ ingress: [{ ports: [{ port: 9000, endPort: 8000 }] }] })),
    );
    assert.deepEqual(policy?.spec?.types, ['Ingress']);
    assert.deepEqual(policy.spec.ingress, []);
    assert.deepEqual(
      problems.map(({ path, effect }) => ({ path, effect })),
      [{ path: ['spec', 'ingress', 0, 'ports', 0], effect: 'rule-dropped' }],
    );
  });

  it('is broader than written if a CIDR is invalid, which is reported', () => {
    const { policy, problems } = convertPolicy(
      policyOf(networkPolicy({ egress: [{ to: [{ ipBlock: { cidr: '10.0.0.5' } }] }] })),
    );
    assert.deepEqual(policy?.spec?.egress, [{ action: 'Allow' }]);
    assert.deepEqual(
      problems.map(({ path, effect }) => ({ path, effect })),
      [{ path: ['spec', 'egress', 0, 'to', 0, 'ipBlock', 'cidr'], effect: 'widened' }],
    );
  });

  it('is staged if the original is', () => {
    const { policy } = convertPolicy({
      ...policyOf({
        ...networkPolicy({ podSelector: {} }),
        apiVersion: 'projectcalico.org/v3',
        kind: 'StagedKubernetesNetworkPolicy',
      }),
    });
    assert.equal(policy?.kind, 'StagedNetworkPolicy');
    assert.deepEqual(policy.spec?.types, ['Ingress']);
  });

  it('of an administrator is in its tier at its priority', () => {
    const { policy } = convertPolicy(
      policyOf(
        adminPolicy({
          action: 'Allow',
          to: [{ networks: ['10.1.2.3/8'] }],
          ports: [{ portRange: { start: 80, end: 90 } }],
        }),
      ),
    );
    const { tier, order, egress } = policy?.spec ?? {};
    assert.deepEqual(
      { tier, order, egress },
      {
        tier: 'kube-admin',
        order: 7,
        egress: [{ action: 'Allow', protocol: 'TCP', destination: { nets: ['10.0.0.0/8'], ports: ['80:90'] } }],
      },
    );
  });

  it('of an administrator resolves the nodes that a peer selects', () => {
    const rule = { action: 'Deny', to: [{ nodes: { matchLabels: { role: 'x' } } }] };
    const nodes = [
      { name: 'a', labels: { role: 'x' }, address: '10.200.0.1' },
      { name: 'b', labels: {}, address: '10.200.0.2' },
    ].map(({ name, labels, address }) => ({
      apiVersion: 'v1',
      kind: 'Node' as const,
      metadata: { name, labels },
      status: {
        addresses: [
          { type: 'InternalIP', address },
          { type: 'Hostname', address: name },
        ],
      },
    }));
    assert.deepEqual(convertPolicy(policyOf(adminPolicy(rule)), nodes).policy?.spec?.egress, [
      { action: 'Deny', destination: { nets: ['10.200.0.1/32'] } },
    ]);
    assert.deepEqual(convertPolicy(policyOf(adminPolicy(rule))).policy?.spec?.egress, []);
  });
});

describe('an external object', () => {
  it('is broken if a field has a type that no server accepts', () => {
    const decoded = read(networkPolicy({ ingress: [{ from: [{ podSelector: { matchLabels: { a: 1 } } }] }] }));
    assert.equal(decoded?.value, undefined);
    assert.deepEqual(
      decoded?.problems.map(({ kind, path }) => ({ kind, path })),
      [{ kind: 'broken', path: ['spec', 'ingress', 0, 'from', 0, 'podSelector', 'matchLabels', 'a'] }],
    );
  });

  it('is reported with an unknown field, and is complete without it', () => {
    const decoded = read(networkPolicy({ podselector: {} }));
    assert.notEqual(decoded?.value, undefined);
    assert.deepEqual(
      decoded?.problems.map(({ kind, path }) => ({ kind, path })),
      [{ kind: 'unknown-field', path: ['spec', 'podselector'] }],
    );
  });

  it('omits only the invalid parts if it is not a policy', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'shop', labels: { a: 'b', c: 5 }, uid: 'x' },
      spec: {
        containers: [{ ports: [{ containerPort: 'http' }, { containerPort: 80, name: 'http' }] }],
        tolerations: 7,
      },
    };
    const decoded = read(pod);
    assert.deepEqual(decoded?.value, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'shop', labels: { a: 'b' } },
      spec: { containers: [{ ports: [{ containerPort: 80, name: 'http' }] }] },
    });
    assert.equal(decoded.problems.length, 2);
  });

  it('is ignored if its kind is not supported', () => {
    for (const value of [undefined, null, 7, [], {}, { apiVersion: 'v1', kind: 'Secret' }]) {
      assert.equal(read(value), undefined);
    }
  });

  it('is parsed without exceptions for any value', () => {
    const kinds = fc.constantFrom(
      ['networking.k8s.io/v1', 'NetworkPolicy'],
      ['projectcalico.org/v3', 'GlobalNetworkPolicy'],
      ['projectcalico.org/v3', 'Tier'],
      ['policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy'],
      ['policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy'],
      ['v1', 'Pod'],
    );
    const name = fc.constantFrom(
      'spec',
      'ingress',
      'egress',
      'from',
      'to',
      'ports',
      'subject',
      'pods',
      'selector',
      'nets',
      '__proto__',
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(kinds, tree, ([apiVersion, kind], spec) => {
        const decoded = read({ apiVersion, kind, metadata: { name: 'p' }, spec });
        assert.ok(decoded);
        if (decoded.value === undefined) assert.notEqual(decoded.problems.length, 0);
        const { value } = decoded;
        if (!value) return;
        const calico = readCalicoObject(value)?.value;
        if (calico) withDefaults(calico, 'api-server');
        else if (value.kind !== 'Pod') convertPolicy(value as KubernetesPolicy);
      }),
    );
  });
});
