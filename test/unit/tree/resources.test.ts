import assert from 'node:assert/strict';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { childrenOf } from '../../../src/features/tree/children';
import { rowOf } from '../../../src/features/tree/rows/row';
import { nodeId, type TreeNode } from '../../../src/app/tree-nodes';
import { clusterInformation, object } from '../../contract/etcd/calico3-objects';
import { calico3Policy, inShop, shop as shopWith } from '../cluster/calico3-cluster';
import { snapshot } from '../cluster/fixtures';

const shop = shopWith(
  ['tiers/security', object('Tier', 'security', { order: 100, defaultAction: 'Pass' })],
  [
    'globalnetworkpolicies/audit',
    object('GlobalNetworkPolicy', 'audit', { tier: 'security', selector: "role == 'nobody'", types: ['Ingress'] }),
  ],
  inShop('NetworkPolicy', 'networkpolicies', 'late', { order: 200, types: ['Egress'] }),
  inShop('NetworkPolicy', 'networkpolicies', 'db', {
    order: 100,
    selector: "role == 'db'",
    ingress: [
      { action: 'Allow', protocol: 'TCP', source: { selector: "role == 'web'" }, destination: { ports: [6379] } },
      { action: 'Deny', source: { notNets: ['10.0.0.0/8'] } },
    ],
  }),
  inShop('StagedNetworkPolicy', 'stagednetworkpolicies', 'web', { order: 150, selector: "role == 'web'" }),
  inShop('NetworkPolicy', 'networkpolicies', 'odd', { selector: 'role ==' }),
  ['networkpolicies/shop/torn', '{'],
  [
    'globalnetworksets/office',
    object('GlobalNetworkSet', 'office', { nets: ['192.0.2.0/24'] }, { labels: { at: 'x' } }),
  ],
  ['hostendpoints/eth0', object('HostEndpoint', 'eth0', { node: 'node1', interfaceName: 'eth0' })],
);

function draw(state: Snapshot, node: TreeNode, depth = 0): string[] {
  return childrenOf(node, state).flatMap((child) => {
    const row = rowOf(child, state);
    assert.ok(row);
    return [`${'  '.repeat(depth)}${row.label} (${row.description ?? ''})`, ...draw(state, child, depth + 1)];
  });
}

describe('Calico 3 objects in the tree', () => {
  it('include policies by tier in evaluation order, with selected endpoints and rules', () => {
    assert.deepEqual(draw(shop, { kind: 'policies' }), [
      'security (order 100 · passes on at its end)',
      "  audit (role == 'nobody' · selects nothing)",
      'default (order 1000000)',
      "  shop/db (role == 'db' · 1 endpoint)",
      "    Allow TCP · source role == 'web' · destination 6379 (ingress 1)",
      '    Deny · source !(10.0.0.0/8) (ingress 2)',
      "  shop/web (staged · role == 'web' · 2 endpoints)",
      '  shop/late (all() · 3 endpoints)',
      '  shop/odd (ignored by Felix)',
      '  shop/torn (can’t be read)',
    ]);
  });

  it('have sections for network sets, host endpoints and profiles', () => {
    assert.deepEqual(
      childrenOf(undefined, shop).map(({ kind }) => kind),
      ['networks', 'policies', 'profiles', 'networkSets', 'hostEndpoints', 'applications'],
    );
    assert.deepEqual(draw(shop, { kind: 'networkSets' }), ['office (192.0.2.0/24 · at=x)']);
    assert.deepEqual(draw(shop, { kind: 'hostEndpoints' }), ['eth0 (node1 · eth0)']);
    assert.deepEqual(draw(shop, { kind: 'profiles' }), [
      'kns.shop (pcns.projectcalico.org/name=shop)',
      '  Allow (ingress 1)',
      '  Allow (egress 1)',
    ]);
  });

  it('show in the tooltip why Felix ignores a policy', () => {
    const tooltip = rowOf({ kind: 'resource', of: 'NetworkPolicy', namespace: 'shop', name: 'odd' }, shop)?.tooltip;
    assert.deepEqual(tooltip, [
      '“role ==” is not a valid selector, so Felix drops the policy.',
      'Felix ignores this policy.',
    ]);
  });

  it('are marked if they are not in force', () => {
    const [info] = [clusterInformation(false)];
    assert.equal(
      rowOf({ kind: 'policies' }, snapshot({ policy: calico3Policy([info]) }))?.description,
      '0 · not in force',
    );
  });

  it('have unique row IDs', () => {
    const all = (node?: TreeNode): TreeNode[] => childrenOf(node, shop).flatMap((child) => [child, ...all(child)]);
    const ids = all().map(nodeId);
    assert.equal(new Set(ids).size, ids.length);
  });
});
