import assert from 'node:assert/strict';
import { finished } from '../../../src/base/time-slices';
import { endpointName } from '../../../src/cluster/analysis/stored';
import { lintAll } from '../../../src/cluster/analysis/lint';
import { dataOf } from '../../../src/cluster/model/indexes';
import { policyKey } from '../../../src/policy/calico1/keys';
import type { PolicyId } from '../../../src/policy/calico1/policy';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { childrenOf } from '../../../src/features/tree/children';
import { rowOf } from '../../../src/features/tree/rows/row';
import type { TreeNode } from '../../../src/app/tree-nodes';
import { endpoint, snapshot } from '../cluster/fixtures';
import { tier, tieredCluster } from '../cluster/tiered-cluster';

const policy = (order: number, selector: string, inbound: readonly object[]) => ({
  order,
  selector,
  inbound_rules: inbound,
  outbound_rules: [],
});

const cluster = tieredCluster(
  [
    tier('empty', {}, '{"order": 1}'),
    tier('default', {
      late: policy(200, 'all()', []),
      db: policy(100, "role == 'db'", [{ action: 'allow', protocol: 'tcp', dst_ports: [3306] }]),
      odd: '{"order": 1}',
    }),
  ],
  {
    policy: {
      endpoints: [
        { ...endpoint('e1', ['web'], '10.0.0.1'), labels: { role: 'web' } },
        { ...endpoint('e2', ['db'], '10.0.0.2'), labels: { role: 'db' }, voidReason: 'It has no MAC address.' },
      ],
    },
  },
);

function draw(state: Snapshot, node: TreeNode, depth = 0): string[] {
  return childrenOf(node, state).flatMap((child) => {
    const row = rowOf(child, state);
    assert.ok(row);
    return [`${'  '.repeat(depth)}${row.label} (${row.description ?? ''})`, ...draw(state, child, depth + 1)];
  });
}

describe('tiers in the tree', () => {
  it('show their policies in order of evaluation, with selector, endpoints and rules', () => {
    assert.deepEqual(draw(cluster, { kind: 'policies' }), [
      'empty (order 1)',
      'default (no order, last)',
      "  db (role == 'db' · 1 endpoint)",
      '    allow tcp to ports 3306 (inbound 1)',
      '  late (all() · 2 endpoints)',
      '  odd (can’t be read)',
    ]);
  });

  it('have their own section above the profiles, if there are any', () => {
    const kinds = (state: Snapshot) => childrenOf(undefined, state).map(({ kind }) => kind);
    assert.deepEqual(kinds(cluster), ['networks', 'policies', 'profiles', 'applications']);
    assert.deepEqual(kinds(snapshot({})), ['networks', 'profiles', 'applications']);
  });

  it('list lint findings on a policy and its rules', () => {
    const linted = finished(lintAll(dataOf(cluster.policy) ?? assert.fail(), cluster, {}));
    const found = (owner: string | PolicyId) =>
      (typeof owner === 'string' ? undefined : linted.policies.get(policyKey(owner))) ?? [];
    const row = rowOf({ kind: 'policy', tier: 'default', policy: 'db' }, cluster, { of: found, ofObject: () => [] });
    assert.equal(row?.description, "role == 'db' · 1 endpoint · 1 warning");
    assert.match(row.tooltip?.at(-1) ?? '', /no rules for outbound traffic/);
  });

  it('show the policies that decide for an endpoint', () => {
    const row = rowOf({ kind: 'endpoint', profile: 'db', endpoint: endpointName(endpoint('e2', [], '')) }, cluster);
    assert.ok(row?.tooltip?.includes('Policies of tier default: db, late'));
  });

  it('mark an endpoint that Felix considers invalid', () => {
    const row = rowOf({ kind: 'endpoint', profile: 'db', endpoint: endpointName(endpoint('e2', [], '')) }, cluster);
    assert.equal(row?.description, 'invalid');
    assert.ok(row.tooltip?.some((line) => line.includes('It has no MAC address.')));
  });
});
