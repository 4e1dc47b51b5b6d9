import assert from 'node:assert/strict';
import { finished } from '../../../src/base/time-slices';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import type { TreeNode } from '../../../src/app/tree-nodes';
import { ShownRows } from '../../../src/features/tree/shown-rows';
import { profile, snapshot } from '../cluster/fixtures';

const clusterOf = (...profiles: readonly string[]) =>
  snapshot({ policy: { profiles: profiles.map((name) => profile(name, [{ action: 'allow' }])), endpoints: [] } });

/** Requests all rows, as VS Code does when they are expanded. */
function unfold(rows: ShownRows, state: Snapshot, parent?: TreeNode): readonly TreeNode[] {
  return finished(rows.children(parent, state)).flatMap((node) => [node, ...unfold(rows, state, node)]);
}

/** Without lint. */
const NOTHING = { of: () => [], ofObject: () => [] };

const kindsOf = (changes: 'all' | readonly TreeNode[]) =>
  changes === 'all' ? changes : changes.map(({ kind }) => kind);

describe('refreshing the tree', () => {
  it('refreshes a parent once when a child row is removed before VS Code asks again', () => {
    const rows = new ShownRows(NOTHING);
    unfold(rows, clusterOf('a', 'b'));
    assert.deepEqual(kindsOf(rows.changes(clusterOf('b'))), ['profiles']);
    assert.deepEqual(rows.changes(clusterOf('b')), []);
  });

  it('keeps one node per ID', () => {
    const rows = new ShownRows(NOTHING);
    const state = clusterOf('a');
    assert.deepEqual(unfold(rows, state), unfold(rows, state));
    const first = unfold(rows, state);
    unfold(rows, state).forEach((node, index) => assert.equal(node, first[index]));
  });

  it('makes the rows of many nodes with pauses', () => {
    const state = clusterOf(...Array.from({ length: 100 }, (_, index) => `profile-${index}`));
    const pauses = [...new ShownRows(NOTHING).children({ kind: 'profiles' }, state)];
    assert.equal(pauses.length, 6);
  });

  it('refreshes everything when a top-level row is added', () => {
    const rows = new ShownRows(NOTHING);
    unfold(rows, clusterOf('a'));
    const key = '/calico/v1/policy/tier/first/';
    const text = '{"order": 1, "selector": "all()", "inbound_rules": [], "outbound_rules": []}';
    const policies = [{ key: `${key}policy/deny`, name: 'deny', text }];
    const tier = { key, name: 'first', metadata: '{"order": 1}', policies };
    const tiers = snapshot({
      policy: {
        profiles: [],
        endpoints: [],
        enforcement: { ready: 'true', config: new Map(), hostEndpoints: [], hosts: [], tiers: [tier] },
      },
    });
    assert.equal(rows.changes(tiers), 'all');
  });
});
