import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import { LastCluster } from '../../../src/features/connection/last-cluster';

/** A window's storage. */
function storage(): Memento {
  const stored = new Map<string, unknown>();
  return {
    get: (key: string) => stored.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void stored.set(key, value)),
  } as unknown as Memento;
}

describe('the cluster that a window was connected to last', () => {
  it('is named after it was left, but not connected by itself any more', () => {
    const last = new LastCluster(storage());
    assert.equal(last.value, undefined);
    last.left();
    assert.equal(last.value, undefined);
    last.joined({ name: 'prod', etcd: ['http://A:2379'] });
    assert.deepEqual(last.value, { name: 'prod', identity: 'a:2379/calico' });
    last.left();
    assert.deepEqual(last.value, { name: 'prod', identity: 'a:2379/calico', left: true });
    last.joined({ name: 'prod', etcd: ['http://a:2379'] });
    assert.deepEqual(last.value, { name: 'prod', identity: 'a:2379/calico' });
  });

  it('is nothing where something else is kept, as by earlier versions', () => {
    const kept = storage();
    void kept.update('lastCluster', 'prod');
    assert.equal(new LastCluster(kept).value, undefined);
  });
});
