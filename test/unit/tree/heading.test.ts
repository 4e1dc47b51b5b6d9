import assert from 'node:assert/strict';
import type { Connection } from '../../../src/cluster/connection/session';
import { differenceTitle, historyTitle } from '../../../src/features/history/title';
import { headingOf } from '../../../src/features/tree/heading';

const definition = { name: 'one', etcd: ['http://a:2379'] };
const connecting = { state: 'connecting', definition } as unknown as Connection;

describe('whose rows and changes are shown', () => {
  for (const { when, connection, several, title, description } of [
    { when: 'one cluster is known', connection: connecting, several: false, title: 'Cluster', description: 'one' },
    { when: 'each has a root', connection: connecting, several: true, title: 'Clusters', description: '' },
    {
      when: 'none is connected',
      connection: { state: 'disconnected' } as const,
      several: false,
      title: 'Cluster',
      description: '',
    },
  ])
    it(`the tree's heading, when ${when}`, () => {
      assert.deepEqual(headingOf(connection, several), { title, description });
    });

  it('a history names its cluster, and its object', () => {
    assert.equal(historyTitle('one'), 'Policy History of one');
    assert.equal(historyTitle('one', 'web'), 'Policy History of web in one');
  });

  it('a comparison names its cluster only if it could be another', () => {
    assert.equal(differenceTitle('web: before ↔ after'), 'web: before ↔ after');
    assert.equal(differenceTitle('web: before ↔ after', 'one'), 'web: before ↔ after in one');
  });
});
