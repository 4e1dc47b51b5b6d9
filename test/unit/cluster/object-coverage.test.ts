import assert from 'node:assert/strict';
import { finished } from '../../../src/base/time-slices';
import { objectCoverage } from '../../../src/cluster/analysis/object-coverage';
import { dataOf } from '../../../src/cluster/model/indexes';
import { modelPolicy } from '../../../src/cluster/model/object-tiers';
import { resourceNamed } from '../../../src/cluster/model/resources';
import { object, workload, type Entry } from '../../contract/etcd/calico3-objects';
import { inShop, shop } from './calico3-cluster';

/** What the rules of the policy `shop/own` decide: path, pairs, `+` for machines outside, `?` where a 0 is uncertain. */
function decided(spec: object, ...others: readonly Entry[]): readonly string[] | undefined {
  const snapshot = shop(inShop('NetworkPolicy', 'networkpolicies', 'own', spec), ...others);
  const id = { kind: 'NetworkPolicy', namespace: 'shop', name: 'own' } as const;
  const data = dataOf(snapshot.policy) ?? assert.fail();
  const policy = modelPolicy(id, data) ?? assert.fail();
  const read = resourceNamed(id, data)?.read;
  assert.ok(read?.state === 'decoded');
  const rules = finished(objectCoverage({ object: read.object, policy }, data, snapshot));
  return rules?.map(
    ({ path, pairs, outside, isCertain }) =>
      `${path.slice(1).join(' ')}: ${pairs}${outside ? '+' : ''}${isCertain ? '' : '?'}`,
  );
}

const from = (role: string, port?: number | string) => ({
  action: 'Allow',
  source: { selector: `role == '${role}'` },
  ...(port !== undefined && { protocol: 'TCP', destination: { ports: [port] } }),
});

describe('what the rules of an object decide', () => {
  it('are the pairs of workloads, and machines outside', () => {
    assert.deepEqual(
      decided({
        selector: "role == 'db'",
        ingress: [from('web', 6379), { action: 'Deny', source: { selector: "role == 'web'" } }, { action: 'Allow' }],
        egress: [{ action: 'Allow' }],
      }),
      ['ingress 0: 2', 'ingress 1: 2', 'ingress 2: 0+', 'egress 0: 2+'],
    );
  });

  it('are counted by groups of workloads in large clusters, with pauses', () => {
    const many = Array.from({ length: 1_500 }, (_, index) =>
      workload(`many-${index}`, `10.1.${index >> 8}.${index & 255}`, { role: index % 3 === 0 ? 'many' : 'others' }),
    );
    assert.deepEqual(
      decided({ selector: "role == 'db'", ingress: [from('many', 80), from('web'), { action: 'Deny' }] }, ...many),
      ['ingress 0: 500', 'ingress 1: 2', 'ingress 2: 1500+'],
    );
  });

  it('are none if earlier rules, or policies, decide about all that a rule matches', () => {
    assert.deepEqual(
      decided({ selector: "role == 'db'", ingress: [from('web'), from('web', 80), from('web', '80:90')] }),
      ['ingress 0: 2', 'ingress 1: 0', 'ingress 2: 0?'],
    );
    assert.deepEqual(
      decided(
        { selector: "role == 'db'", order: 2, ingress: [from('web')] },
        inShop('NetworkPolicy', 'networkpolicies', 'first', { order: 1, ingress: [{ action: 'Deny' }] }),
      ),
      ['ingress 0: 0'],
    );
  });

  it('are not certain about network sets, networks and other protocols', () => {
    const later = [
      from('office'),
      { action: 'Allow', source: { nets: ['192.0.2.0/24'] } },
      { action: 'Allow', protocol: 'SCTP' },
    ];
    assert.deepEqual(
      decided(
        { selector: "role == 'db'", ingress: [{ action: 'Deny' }, ...later] },
        ['globalnetworksets/office', object('GlobalNetworkSet', 'office', {}, { labels: { role: 'office' } })],
        [
          'networksets/shop/office',
          object('NetworkSet', 'office', {}, { namespace: 'shop', labels: { role: 'office' } }),
        ],
      ),
      ['ingress 0: 2+', 'ingress 1: 0?', 'ingress 2: 0?', 'ingress 3: 0?'],
    );
  });

  it('is unknown of policies that select nothing, and where it would take too long', () => {
    assert.equal(decided({ selector: 'has(nobody)', ingress: [{ action: 'Allow' }] }), undefined);
    const many = Array.from({ length: 300 }, (_, index) =>
      workload(`many-${index}`, `10.1.${index >> 8}.${index & 255}`, { [`own-${index}`]: 'x' }),
    );
    const each = many.map((_, index) => ({ action: 'Allow', source: { selector: `has(own-${index})` } }));
    assert.equal(decided({ ingress: each }, ...many), undefined);
  });
});
