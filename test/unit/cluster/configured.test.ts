import assert from 'node:assert/strict';
import { clustersOf } from '../../../src/cluster/configured';

const mine = { name: 'prod', etcd: ['https://a:2379'] };
const theirs = { name: 'prod', etcd: ['https://evil:2379'] };
const other = { name: 'lab', etcd: ['http://lab:2379'] };

describe('clusters in the settings', () => {
  it('exclude those of an untrusted folder, and its errors, even if the editor returns them', () => {
    assert.deepEqual(clustersOf({ globalValue: [mine], workspaceValue: [theirs, other, { name: 'broken' }] }, false), {
      clusters: [mine],
      problems: [],
    });
    assert.deepEqual(clustersOf({ workspaceValue: [theirs] }, false), { clusters: [], problems: [] });
    assert.deepEqual(clustersOf({ workspaceValue: 'no list' }, false), { clusters: [], problems: [] });
  });

  it('prefer a trusted folder’s clusters over the user’s with the same name', () => {
    const { clusters, problems } = clustersOf(
      { globalValue: [mine, other, 1], workspaceValue: [theirs, { name: 'broken' }] },
      true,
    );
    assert.deepEqual(clusters, [other, theirs]);
    assert.equal(problems.length, 2);
  });

  it('are the user’s if the folder has none', () => {
    assert.deepEqual(clustersOf({ globalValue: [mine, other] }, true), { clusters: [mine, other], problems: [] });
    assert.deepEqual(clustersOf({ globalValue: {} }, true), {
      clusters: [],
      problems: ['The setting “calicoStars.clusters” must be a list.'],
    });
  });
});
