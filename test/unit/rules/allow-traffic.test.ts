import assert from 'node:assert/strict';
import { compiledOf } from '../../../src/cluster/analysis/compiled';
import { dataOf } from '../../../src/cluster/model/indexes';
import { trafficEnds } from '../../../src/features/rules/allow/ends';
import { denialsOf, plansFor, type Traffic } from '../../../src/features/rules/allow/plans';
import { kubernetesCluster, pod, type Written } from '../cluster/kubernetes/kubernetes-cluster';

const PODS = [
  pod('web-x1-a', 'shop', 'web', '10.0.0.1'),
  pod('web-x1-b', 'shop', 'web', '10.0.0.2'),
  pod('db-x1-a', 'shop', 'db', '10.0.0.3'),
  pod('mon-x1-a', 'ops', 'mon', '10.0.0.4'),
];
const TIER = {
  apiVersion: 'projectcalico.org/v3',
  kind: 'Tier',
  metadata: { name: 'default' },
  spec: { order: 1_000_000, defaultAction: 'Deny' },
} as Written;
const isolated = (type: 'Ingress' | 'Egress', namespace = 'shop') =>
  ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `deny-${type.toLowerCase()}`, namespace },
    spec: { podSelector: {}, policyTypes: [type] },
  }) as Written;
const calico = (spec: object) =>
  ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { name: 'default.block', namespace: 'shop' },
    spec: { tier: 'default', order: 10, selector: "app == 'db'", types: ['Ingress'], ...spec },
  }) as Written;

/** The plans to allow traffic, each policy in a line of JSON without its identity. */
function plans(from: string, to: string, ...objects: readonly Written[]) {
  const snapshot = kubernetesCluster([...PODS, ...objects]);
  const data = dataOf(snapshot.policy) ?? assert.fail();
  const end = (name: string) => trafficEnds(snapshot).find((one) => one.name === name) ?? assert.fail(name);
  const traffic: Traffic = { from: end(from), to: end(to), protocol: 'TCP', port: 5432 };
  const found = plansFor(traffic, data, snapshot);
  return {
    denied: [...denialsOf(traffic, compiledOf(data).model).keys()],
    plans: found.map(({ kind, named }) => [
      kind,
      ...named('let-in').map(({ id, made }) => {
        const { spec } = JSON.parse(made.json) as { readonly spec: unknown };
        return [`${id.namespace}/${id.name}`, spec];
      }),
    ]),
  };
}

describe('the ends of traffic', () => {
  it('are namespaces and controllers, with the labels that their pods have in common', () => {
    const ends = trafficEnds(kubernetesCluster(PODS)).map(({ name, labels, endpoints }) => [
      name,
      labels,
      endpoints.length,
    ]);
    assert.deepEqual(ends, [
      ['ops', {}, 1],
      ['ops/mon', { app: 'mon' }, 1],
      ['shop', {}, 3],
      ['shop/db', { app: 'db' }, 1],
      ['shop/web', { app: 'web' }, 2],
    ]);
  });
});

describe('a new policy that allows traffic', () => {
  it('is not needed if nothing denies it', () => {
    assert.deepEqual(plans('shop/web', 'shop/db').denied, []);
  });

  it('is a NetworkPolicy of Kubernetes where such a policy isolates the target', () => {
    assert.deepEqual(plans('shop/web', 'shop/db', isolated('Ingress')), {
      denied: ['ingress'],
      plans: [
        [
          'kubernetes',
          [
            'shop/let-in',
            {
              podSelector: { matchLabels: { app: 'db' } },
              policyTypes: ['Ingress'],
              ingress: [
                { from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ protocol: 'TCP', port: 5432 }] },
              ],
            },
          ],
        ],
      ],
    });
  });

  it('has a second one for egress where the source is isolated, too', () => {
    const found = plans('ops', 'shop', isolated('Ingress'), isolated('Egress', 'ops'));
    const ports = [{ protocol: 'TCP', port: 5432 }];
    const peer = (namespace: string) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    });
    assert.deepEqual(found.denied.toSorted(), ['egress', 'ingress']);
    assert.deepEqual(
      found.plans.map(([, ...policies]) => policies.toSorted()),
      [
        [
          ['ops/let-in-egress', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [peer('shop')], ports }] }],
          ['shop/let-in', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [peer('ops')], ports }] }],
        ],
      ],
    );
  });

  it('is of Calico and in front where a policy of Calico denies', () => {
    const found = plans('ops/mon', 'shop/db', TIER, isolated('Ingress'), calico({ ingress: [{ action: 'Deny' }] }));
    assert.deepEqual(found.plans, [
      [
        'calico',
        [
          'shop/default.let-in',
          {
            tier: 'default',
            order: 9,
            selector: 'app == "db"',
            types: ['Ingress'],
            ingress: [
              {
                action: 'Allow',
                protocol: 'TCP',
                source: { selector: 'app == "mon"', namespaceSelector: 'projectcalico.org/name == "ops"' },
                destination: { ports: [5432] },
              },
            ],
          },
        ],
      ],
    ]);
  });

  it('can be of either kind where only the end of the tier denies', () => {
    const { plans: found } = plans('shop/web', 'shop/db', TIER, isolated('Ingress'));
    assert.deepEqual(
      found.map(([kind]) => kind),
      ['kubernetes', 'calico'],
    );
  });

  it('can’t be of a namespace where a cluster-wide policy denies before', () => {
    const admin = {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'admin' },
      spec: {
        priority: 5,
        subject: { namespaces: {} },
        ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
      },
    } as Written;
    const { denied, plans: found } = plans('shop/web', 'shop/db', TIER, admin);
    assert.deepEqual([denied, found], [['ingress'], []]);
  });
});
