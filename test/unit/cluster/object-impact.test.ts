import assert from 'node:assert/strict';
import { describe as inWords, effectOf } from '../../../src/cluster/analysis/policy-impact';
import { readResourceDocument } from '../../../src/policy/documents';
import { object, workload } from '../../contract/etcd/calico3-objects';
import { inShop, shop } from './calico3-cluster';

const DB = { kind: 'NetworkPolicy', namespace: 'shop', name: 'db' } as const;
const [pgKey, pg] = workload('pg-1', '10.0.0.9', { role: 'db' });
const named =
  typeof pg === 'string'
    ? assert.fail()
    : { ...pg, spec: { ...(pg['spec'] as object), ports: [{ name: 'pg', protocol: 'TCP', port: 5432 }] } };

/** A database that nobody reaches, beside a network set that only a selector names. */
const state = shop(
  [pgKey, named],
  inShop('NetworkPolicy', 'networkpolicies', 'db', { selector: "role == 'db'", types: ['Ingress'] }),
  [
    'globalnetworksets/office',
    object('GlobalNetworkSet', 'office', { nets: ['192.0.2.0/24'] }, { labels: { role: 'office' } }),
  ],
);

/** The effect of rules in the database's policy. */
function effectWith(ingress: readonly object[], cluster = state) {
  const text = JSON.stringify({
    apiVersion: 'projectcalico.org/v3',
    kind: DB.kind,
    metadata: { name: DB.name, namespace: DB.namespace },
    spec: { selector: "role == 'db'", types: ['Ingress'], ingress },
  });
  const { object: draft } = readResourceDocument(text, DB);
  return effectOf([], cluster, [], [], [{ id: DB, object: draft ?? assert.fail() }]) ?? assert.fail();
}

/** What opens if the database's policy has a rule. */
function opened(rule: object): readonly string[] {
  const effect = effectWith([{ action: 'Allow', ...rule }]);
  assert.deepEqual(effect.closed, []);
  return inWords(effect.opened, effect, state, 20);
}

describe('impact of a draft of an object', () => {
  it('includes network sets that a rule selects by their labels', () => {
    assert.deepEqual(opened({ source: { selector: "role == 'office'", namespaceSelector: 'global()' } }), [
      '192.0.2.0/24 → shop/db-1, shop/pg-1 on other tcp ports',
    ]);
  });

  it('includes the numbers of named ports, for the endpoints that have them', () => {
    const found = opened({ protocol: 'TCP', source: { selector: "role == 'web'" }, destination: { ports: ['pg'] } });
    assert.deepEqual(found, ['shop/web-1, shop/web-2 → shop/pg-1:5432']);
  });

  it('names all pods of a controller by its name, and some of them by theirs', () => {
    const pods = ['7d9-a', '7d9-b', '7d9-c'].map((suffix, at) =>
      workload(`api-${suffix}`, `10.0.1.${at + 1}`, {
        role: 'api',
        'pod-template-hash': '7d9',
        ...(suffix === '7d9-c' && { canary: 'yes' }),
      }),
    );
    const cluster = shop(
      ...pods,
      inShop('NetworkPolicy', 'networkpolicies', 'db', { selector: "role == 'db'", types: ['Ingress'] }),
    );
    const from = (selector: string) => {
      const rule = { action: 'Allow', protocol: 'TCP', source: { selector }, destination: { ports: [5432] } };
      const effect = effectWith([rule], cluster);
      return inWords(effect.opened, effect, cluster, 20);
    };
    assert.deepEqual(from("role == 'api'"), ['shop/api → shop/db-1:5432']);
    assert.deepEqual(from("role == 'api' && !has(canary)"), ['shop/api-7d9-a, shop/api-7d9-b → shop/db-1:5432']);
  });

  it('leaves out what depends on services, whose endpoints are not known', () => {
    const allow = { action: 'Allow', source: { selector: "role == 'web'" } };
    const open = shop(
      inShop('NetworkPolicy', 'networkpolicies', 'db', {
        selector: "role == 'db'",
        types: ['Ingress'],
        ingress: [allow],
      }),
    );
    for (const action of ['Allow', 'Deny']) {
      const source = { services: { name: 'office', namespace: 'shop' } };
      const onlyOn80 = { action, protocol: 'TCP', source, destination: { ports: [80] } };
      const effect = effectWith([onlyOn80, { action: 'Deny', source: { nets: ['10.0.0.1/32'] } }, allow], open);
      assert.deepEqual([effect.opened, effect.lacksServices], [[], true]);
      const closed = effect.closed.filter(({ protocol }) => protocol === 'tcp');
      assert.deepEqual(inWords(closed, effect, open, 20), ['shop/web-1 → shop/db-1 on other tcp ports']);
    }
    assert.equal(effectWith([allow], open).lacksServices, false);
  });
});
