import assert from 'node:assert/strict';
import { Etcd2 } from '../../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../../src/cluster/etcd/stores/etcd3';
import type { KeyValueStore, WatchEvent } from '../../../src/cluster/etcd/stores/kv';
import { HttpClient } from '../../../src/cluster/connection/http/client';
import { startLab } from '../../../src/lab/lab';
import { startEtcd } from './etcd';

describe('a watch with outdated history', () => {
  async function firstEvent(store: KeyValueStore, revision: string): Promise<WatchEvent | undefined> {
    const end = new AbortController();
    for await (const event of store.watch('/calico/v1/', revision, end.signal)) {
      end.abort();
      return event;
    }
    return undefined;
  }

  async function overflow(address: string): Promise<void> {
    const store = new Etcd2([new HttpClient({ address, service: 'etcd' })]);
    const { revision } = await store.list('/calico/v1/');
    // The history contains the last 1000 events of the whole store.
    for (let batch = 0; batch < 11; batch += 1)
      await Promise.all(Array.from({ length: 100 }, (_, index) => store.put(`/elsewhere/${index}`, String(batch))));
    assert.deepEqual(await firstEvent(store, revision), { kind: 'resync' });
  }

  it('is reported by etcd’s v2 API', async () => {
    const etcd = await startEtcd();
    try {
      await overflow(etcd.address);
    } finally {
      await etcd.close();
    }
  }).timeout(30_000);

  it('is reported by the lab', async () => {
    const lab = await startLab();
    try {
      await overflow(lab.endpoints.etcd);
    } finally {
      await lab.close();
    }
  }).timeout(30_000);

  it('is reported by etcd’s v3 API after a compaction', async () => {
    const etcd = await startEtcd();
    const store = new Etcd3Store({ addresses: [etcd.address] });
    try {
      const { revision } = await store.list('/calico/v1/');
      for (const value of ['1', '2', '3']) await store.put('/calico/v1/x', value);
      const now = (await store.list('/calico/v1/')).revision;
      const compacted = await fetch(`${etcd.address}/v3/kv/compaction`, {
        method: 'POST',
        body: JSON.stringify({ revision: now }),
      });
      assert.equal(compacted.status, 200);
      assert.deepEqual(await firstEvent(store, revision), { kind: 'resync' });
    } finally {
      store.close();
      await etcd.close();
    }
  }).timeout(30_000);
});
