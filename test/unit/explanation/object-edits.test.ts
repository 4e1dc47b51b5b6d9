import assert from 'node:assert/strict';
import { explainConnection } from '../../../src/features/explanation/explain';
import { object, type Entry } from '../../contract/etcd/calico3-objects';
import { shop } from '../cluster/calico3-cluster';

/** The explanation of web to db on a port, in a cluster whose etcd holds these objects of Calico 3. */
function explained(port: number, ...entries: readonly Entry[]) {
  const request = {
    from: 'node1/k8s/shop/web-1/eth0',
    to: 'node1/k8s/shop/db-1/eth0',
    protocol: 'tcp',
    port,
  } as const;
  return explainConnection(request, shop(...entries)) ?? assert.fail();
}

const explain = (port: number, ...entries: readonly Entry[]) => explained(port, ...entries).view;

const policy = (ingress: readonly object[]): Entry => [
  'networkpolicies/shop/db',
  object('NetworkPolicy', 'db', { selector: "role == 'db'", types: ['Ingress'], ingress }, { namespace: 'shop' }),
];

describe('the explanation of a connection that objects of Calico 3 deny', () => {
  it('has the least edits that allow it, with all that they open', () => {
    const { edits = [] } = explain(80, policy([]));
    const words = edits.map(({ text, opens, closes }) => ({ text, opens, closes }));
    assert.deepEqual(words, [
      {
        text: "Add “Allow TCP · source role == 'web' · destination 80” to ingress of NetworkPolicy shop/db.",
        opens: ['shop/web-1 and 1 like it → shop/db-1 (tcp 80)'],
        closes: [],
      },
    ]);
  });

  it('offers each edit as a change of the document, which is stored as it is shown', () => {
    const { view, offers } = explained(80, policy([]));
    const { change } = view.edits?.[0] ?? {};
    const lines = change?.lists.flatMap(({ title, blocks }) => [
      title,
      ...blocks.flat().flatMap(({ mark, text }) => (mark === 'same' ? [] : [`${mark} ${text.trim()}`])),
    ]);
    assert.deepEqual(lines, [
      'NetworkPolicy shop/db',
      'removed ingress: []',
      'added ingress:',
      'added - action: Allow',
      'added protocol: TCP',
      'added source:',
      "added selector: role == 'web'",
      'added destination:',
      'added ports:',
      'added - 80',
    ]);
    const [stored] = offers.get(change?.id ?? '')?.objects ?? [];
    const { spec } = JSON.parse(stored?.json ?? '{}') as { readonly spec: { readonly ingress: unknown } };
    assert.deepEqual(spec.ingress, [
      { action: 'Allow', protocol: 'TCP', source: { selector: "role == 'web'" }, destination: { ports: [80] } },
    ]);
  });

  it('names a rule that comes too late', () => {
    const allow = { action: 'Allow', protocol: 'TCP', destination: { ports: [80] } };
    assert.deepEqual(
      explain(80, policy([{ action: 'Deny' }, allow])).misses.map(({ text }) => text),
      [
        'NetworkPolicy shop/db would allow it at ingress[1], but NetworkPolicy shop/db denies it before, at ingress[0].',
      ],
    );
  });

  it('names the one label that keeps a rule, or a policy, from matching', () => {
    const wrong = { action: 'Allow', source: { selector: "role == 'wbe'" } };
    const texts = (...entries: readonly Entry[]) => explain(80, ...entries).misses.map(({ text }) => text);
    assert.deepEqual(texts(policy([wrong])), [
      'NetworkPolicy shop/db would allow it at ingress[0] except for the source’s selector. The selector needs role == "wbe", and shop/web-1 has role=web.',
    ]);
    const two = { action: 'Allow', source: { selector: "role == 'wbe' && has(zone)" } };
    assert.deepEqual(texts(policy([two])), [
      'NetworkPolicy shop/db would allow it at ingress[0] except for the source’s selector.',
    ]);
    const other: Entry = [
      'networkpolicies/shop/open',
      object(
        'NetworkPolicy',
        'open',
        { selector: "role == 'db' && has(zone)", types: ['Ingress'], ingress: [{ action: 'Allow' }] },
        { namespace: 'shop' },
      ),
    ];
    assert.deepEqual(texts(policy([]), other), [
      'NetworkPolicy shop/open would allow it at ingress[0] if it applied to shop/db-1. The selector needs has(zone), and shop/db-1 has no label zone.',
    ]);
  });

  it('lists all that decides for an end, in order', () => {
    const first: Entry = ['tiers/first', object('Tier', 'first', { order: 1, defaultAction: 'Pass' })];
    const global: Entry = [
      'globalnetworkpolicies/first.all',
      object('GlobalNetworkPolicy', 'first.all', { tier: 'first', types: ['Ingress'] }),
    ];
    assert.deepEqual(
      explain(80, first, global, policy([])).halves.map(({ deciders }) => deciders),
      [undefined, 'Evaluated in order: tier first (first.all), tier default (shop/db), profiles (kns.shop).'],
    );
  });

  it('has the least edits that block one that is allowed', () => {
    const { edits = [] } = explain(80, policy([{ action: 'Allow' }]));
    assert.deepEqual(
      edits.map(({ text, change, opens }) => [change?.title, text, opens]),
      [
        [
          'Block This',
          "Add “Deny TCP · source role == 'web' · destination 80” to ingress of NetworkPolicy shop/db.",
          [],
        ],
        ['Block This', 'Remove ingress[0] from NetworkPolicy shop/db.', []],
      ],
    );
    assert.deepEqual(edits[0]?.closes, ['shop/web-1 and 1 like it → shop/db-1 (tcp 80)']);
  });

  it('tells that only a new policy could block one that no policy applies to', () => {
    const { edits, isOpenToAll } = explain(80);
    assert.deepEqual([edits, isOpenToAll], [[], true]);
    assert.equal(explain(80, policy([])).isOpenToAll, undefined);
    assert.equal(explain(80, policy([{ action: 'Allow' }])).isOpenToAll, undefined);
  });
});
