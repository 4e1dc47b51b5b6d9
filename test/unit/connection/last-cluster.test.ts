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

describe('a window’s last cluster', () => {
  it('is still named after it was disconnected, but not reconnected automatically', () => {
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

  it('is undefined for values stored by earlier versions', () => {
    const kept = storage();
    void kept.update('lastCluster', 'prod');
    assert.equal(new LastCluster(kept).value, undefined);
  });
});
