import assert from 'node:assert/strict';
import { clustersOf } from '../../../src/cluster/configured';

const mine = { name: 'prod', etcd: ['https://a:2379'] };
const theirs = { name: 'prod', etcd: ['https://evil:2379'] };
const other = { name: 'lab', etcd: ['http://lab:2379'] };

describe('the clusters of the settings', () => {
  it('do not include those of an untrusted folder, or its errors, even if the editor returns them', () => {
    assert.deepEqual(clustersOf({ globalValue: [mine], workspaceValue: [theirs, other, { name: 'broken' }] }, false), {
      clusters: [mine],
      problems: [],
    });
    assert.deepEqual(clustersOf({ workspaceValue: [theirs] }, false), { clusters: [], problems: [] });
    assert.deepEqual(clustersOf({ workspaceValue: 'no list' }, false), { clusters: [], problems: [] });
  });

  it('are those of a trusted folder in place of own ones of the same name', () => {
    const { clusters, problems } = clustersOf(
      { globalValue: [mine, other, 1], workspaceValue: [theirs, { name: 'broken' }] },
      true,
    );
    assert.deepEqual(clusters, [other, theirs]);
    assert.equal(problems.length, 2);
  });

  it('are the own ones in a folder that names none', () => {
    assert.deepEqual(clustersOf({ globalValue: [mine, other] }, true), { clusters: [mine, other], problems: [] });
    assert.deepEqual(clustersOf({ globalValue: {} }, true), {
      clusters: [],
      problems: ['The setting “calicoStars.clusters” must be a list.'],
    });
  });
});
