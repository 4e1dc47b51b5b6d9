import assert from 'node:assert/strict';
import type { KeyValueStore } from '../../../../src/cluster/etcd/stores/kv';
import type { ClusterDefinition } from '../../../../src/cluster/connection/definition';
import { guardedStore, WriteGuard } from '../../../../src/cluster/connection/write-guard';

const prod = (production?: true | 'read-only'): ClusterDefinition => ({
  name: 'prod',
  etcd: ['http://etcd:2379'],
  ...(production && { production }),
});

/** A store that records its calls. */
class Store {
  readonly kind = 'etcdv2';
  readonly calls: string[] = [];
  get = () => Promise.resolve({ key: 'a', value: 'x', revision: '1' });
  put = () => Promise.resolve(void this.calls.push('put'));
  compareAndSwap = () => Promise.resolve(void this.calls.push('compareAndSwap'));
  /** Of a future version. */
  replaceAll = () => Promise.resolve(void this.calls.push('replaceAll'));
}

const guarded = (guard: WriteGuard) => {
  const inner = new Store();
  return {
    calls: inner.calls,
    store: guardedStore(inner as unknown as KeyValueStore, guard) as KeyValueStore & Pick<Store, 'replaceAll'>,
  };
};

describe('write guard', () => {
  it('rejects every write to a read-only cluster, and explains how to change that', async () => {
    const { store, calls } = guarded(new WriteGuard(prod('read-only'), () => assert.fail('must not ask')));
    assert.equal(store.kind, 'etcdv2');
    assert.equal((await store.get('a'))?.value, 'x');
    await assert.rejects(store.put('a', 'b'), {
      kind: 'read-only',
      message: /prod is read-only\. Nothing was changed/,
      advice: /“production”/,
    });
    await assert.rejects(store.compareAndSwap('a', 'b', '1'), { kind: 'read-only' });
    await assert.rejects(store.replaceAll(), { kind: 'read-only' }, 'unknown methods count as writes');
    assert.deepEqual(calls, []);
  });

  it('asks before each write to a production cluster, and sends nothing that is declined', async () => {
    const asked: string[] = [];
    let answer = true;
    const guard = new WriteGuard(
      prod(true),
      ({ name }, change) => (asked.push(`${name}: ${change}`), Promise.resolve(answer)),
    );
    const { store, calls } = guarded(guard);
    await store.put('a', 'b');
    answer = false;
    await assert.rejects(store.put('a', 'b'), { kind: 'cancelled', message: /Nothing was changed in prod/ });
    await assert.rejects(guard.permit('scale /web'), { kind: 'cancelled', message: /scale \/web/ });
    assert.deepEqual(calls, ['put']);
    assert.deepEqual(asked, ['prod: write to etcd', 'prod: write to etcd', 'prod: scale /web']);
  });

  it('asks once per change, naming the outermost one, and again for the next change', async () => {
    const asked: string[] = [];
    const guard = new WriteGuard(prod(true), (_, change) => (asked.push(change), Promise.resolve(true)));
    const { store, calls } = guarded(guard);
    const both = () =>
      guard.asOne('change the profile web', async () => {
        await store.compareAndSwap('a', 'b', '1');
        await store.put('a', 'b');
      });
    await guard.asOne('run 2 lines', async () => {
      await both();
      await both();
    });
    await both();
    assert.deepEqual(asked, ['run 2 lines', 'change the profile web']);
    assert.equal(calls.length, 6);
  });

  it('rejects the rest of a declined change without asking again', async () => {
    let asked = 0;
    const guard = new WriteGuard(prod(true), () => Promise.resolve((asked += 1) > 5));
    const { store } = guarded(guard);
    await guard.asOne('run 2 lines', async () => {
      await assert.rejects(store.put('a', 'b'), { kind: 'cancelled' });
      await assert.rejects(store.put('c', 'd'), { kind: 'cancelled' });
    });
    assert.equal(asked, 1);
  });

  it('writes nothing to a production cluster without confirmation, and ignores other clusters', async () => {
    await assert.rejects(new WriteGuard(prod(true)).permit('scale /web'), { kind: 'cancelled' });
    const plain = new Store() as unknown as KeyValueStore;
    assert.equal(guardedStore(plain, new WriteGuard(prod())), plain);
    await new WriteGuard(prod()).permit('scale /web');
  });
});
