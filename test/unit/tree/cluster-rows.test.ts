import assert from 'node:assert/strict';
import { finished } from '../../../src/base/time-slices';
import type { Connection } from '../../../src/cluster/connection/session';
import type { ClusterDefinition } from '../../../src/cluster/connection/definition';
import { clusterRow, connectionRow } from '../../../src/features/tree/rows/cluster-rows';
import { nodeId } from '../../../src/app/tree-nodes';
import { ShownRows } from '../../../src/features/tree/shown-rows';
import { profile, snapshot } from '../cluster/fixtures';

const definition: ClusterDefinition = { name: 'shop', etcd: ['http://a:2379'] };
const failure = { kind: 'unreachable', message: 'Nothing answers at a:2379.', advice: 'Check the address.' } as const;
const state = snapshot({ policy: { profiles: [profile('web', [{ action: 'allow' }])], endpoints: [] } });
const connected = (of: ClusterDefinition, shown = state) =>
  ({ state: 'connected', definition: of, store: { snapshot: shown } }) as unknown as Connection;

describe('roots of clusters', () => {
  for (const [connection, description] of [
    [{ state: 'disconnected' }, 'not connected'],
    [{ state: 'connecting', definition }, 'connecting…'],
    [{ state: 'failed', definition, failure }, 'not reached'],
    [connected(definition), ''],
    [connected({ ...definition, production: true }), 'production'],
    [connected({ ...definition, production: 'read-only' }), 'production, read-only'],
    [connected(definition, { ...state, networks: { state: 'failed', failure, since: 0, data: [] } }), 'out of date'],
  ] as readonly (readonly [Connection, string])[])
    it(`say “${description}” if that is the state`, () => {
      const row = clusterRow('shop', connection, definition);
      assert.deepEqual([row.label, row.description ?? ''], ['shop', description]);
      assert.ok(row.tooltip?.includes('http://a:2379'));
    });

  it('are expanded once connected, and else say why they have no rows', () => {
    assert.equal(clusterRow('shop', connected(definition), definition).expand, 'expanded');
    assert.equal(connectionRow(connected(definition)), undefined);
    assert.equal(connectionRow({ state: 'disconnected' })?.label, 'Not connected');
    const failed = connectionRow({ state: 'failed', definition, failure });
    assert.deepEqual(failed?.tooltip, [failure.message, failure.advice, 'Click to try again.']);
  });

  it('have rows with IDs of their own', () => {
    const nothing = { of: () => [], ofObject: () => [] };
    const ids = [undefined, 'one', 'two'].map((cluster) => {
      const rows = new ShownRows(nothing, cluster);
      const [first] = finished(rows.children(undefined, state));
      assert.ok(first);
      return [nodeId(first), ...finished(rows.children(first, state)).map(nodeId)];
    });
    assert.equal(new Set(ids.flat()).size, ids.flat().length);
  });
});
