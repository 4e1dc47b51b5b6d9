import assert from 'node:assert/strict';
import { choicesIn } from '../../../src/features/rules/editor/files/choice';
import { object } from '../../contract/etcd/calico3-objects';
import { inShop, shop } from '../cluster/calico3-cluster';

describe('the choice of a document', () => {
  it('has objects of Calico 3: policies in the order in which they decide, then what else people write', () => {
    const state = shop(
      ['tiers/first', object('Tier', 'first', { order: 1 })],
      inShop('NetworkPolicy', 'networkpolicies', 'late', { order: 2 }),
      inShop('NetworkPolicy', 'networkpolicies', 'early', { order: 1 }),
      ['globalnetworkpolicies/all', object('GlobalNetworkPolicy', 'all', { tier: 'first' })],
      ['globalnetworksets/office', object('GlobalNetworkSet', 'office', { nets: [] })],
      ['networkpolicies/shop/torn', '{'],
    );
    assert.deepEqual(
      choicesIn(state).map(({ label, description }) => `${label} (${description ?? ''})`),
      [
        'all (GlobalNetworkPolicy of the tier first)',
        'shop/early (NetworkPolicy of the tier default)',
        'shop/late (NetworkPolicy of the tier default)',
        'shop/torn (NetworkPolicy of the tier default)',
        'office (GlobalNetworkSet)',
        'kns.shop (Profile)',
        'first (Tier)',
      ],
    );
  });
});
