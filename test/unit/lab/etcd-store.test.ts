import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EtcdCode, EtcdError } from '../../../src/lab/etcd/errors';
import type { StoreEvent } from '../../../src/lab/etcd/event';
import { HISTORY_CAPACITY } from '../../../src/lab/etcd/history';
import { cleanPath } from '../../../src/lab/etcd/node';
import { parseParameters } from '../../../src/lab/etcd/request';
import { EtcdStore } from '../../../src/lab/etcd/store';

const shallow = { recursive: false, sorted: false };

describe('etcd store', () => {
  let store: EtcdStore;

  beforeEach(() => {
    store = new EtcdStore();
  });

  afterEach(() => store.close());

  it('increments its index on every change, but not on rejections', () => {
    assert.equal(store.set('/a', { value: '1' }).etcdIndex, 1);
    assert.equal(store.get('/a', shallow).etcdIndex, 1);
    refuses(() => store.create('/a', { value: '2' }), EtcdCode.NodeExists, '/a');
    refuses(() => store.remove('/b'), EtcdCode.KeyNotFound, '/b');
    assert.equal(store.index, 1);
  });

  it('reports the first missing part of a path', () => {
    refuses(() => store.get('/x/y/z', shallow), EtcdCode.KeyNotFound, '/x');
    store.set('/a', { value: '1' });
    refuses(() => store.get('/a/b', shallow), EtcdCode.NotDirectory, '/a');
    refuses(() => store.set('/a/b', { value: '2' }), EtcdCode.NotDirectory, '/a');
  });

  it('compares value and index together, and reports which failed', () => {
    store.set('/a', { value: 'old' });
    refuses(
      () => store.compareAndSwap('/a', { prevValue: 'no', prevIndex: 9 }, { value: 'new' }),
      EtcdCode.CompareFailed,
      '[no != old] [9 != 1]',
    );
    refuses(() => store.compareAndDelete('/a', { prevValue: '', prevIndex: 9 }), EtcdCode.CompareFailed, '[9 != 1]');
    assert.equal(store.compareAndSwap('/a', { prevValue: 'old', prevIndex: 1 }, { value: 'new' }).node.value, 'new');
    assert.equal(store.compareAndDelete('/a', { prevValue: 'new', prevIndex: 0 }).action, 'compareAndDelete');
  });

  it('rejects changes at the root, and values of directories', () => {
    store.set('/d/k', { value: '1' });
    refuses(() => store.set('/', { value: 'x' }), EtcdCode.RootReadOnly, '/');
    refuses(() => store.remove('/', { recursive: true }), EtcdCode.RootReadOnly, '/');
    refuses(() => store.set('/d', { value: 'x' }), EtcdCode.NotFile, '/d');
    refuses(() => store.remove('/d'), EtcdCode.NotFile, '/d');
    refuses(() => store.remove('/d', { dir: true }), EtcdCode.DirectoryNotEmpty, '/d');
  });

  it('reports a recursive removal once, also to watchers inside the directory', () => {
    store.set('/d/k', { value: '1' });
    const above = collect('/', true);
    const inside = collect('/d/k', false);
    const sibling = collect('/dd', true);
    store.remove('/d', { recursive: true });
    assert.deepEqual(
      above.map(({ node }) => node.key),
      ['/d'],
    );
    assert.deepEqual(
      inside.map(({ action, node }) => [action, node.key]),
      [['delete', '/d']],
    );
    assert.deepEqual(sibling, []);
  });

  it('hides keys that start with an underscore from watchers above them', () => {
    const above = collect('/', true);
    const at = collect('/_h/k', false);
    store.set('/_h/k', { value: '1' });
    store.set('/a/_h', { value: '1' });
    assert.deepEqual(above, []);
    assert.equal(at.length, 1);
  });

  it('drops events beyond its history, and reports that', () => {
    for (let i = 0; i <= HISTORY_CAPACITY; i += 1) store.set('/k', { value: String(i) });
    const events: StoreEvent[] = [];
    refuses(
      () => store.watch({ key: '/k', recursive: false, stream: false, since: 1 }, (event) => events.push(event)),
      EtcdCode.EventIndexCleared,
      `the requested history has been cleared [2/1]`,
    );
    store.watch({ key: '/k', recursive: false, stream: false, since: 2 }, (event) => events.push(event));
    assert.deepEqual(
      events.map(({ node }) => node.modifiedIndex),
      [2],
    );
  });

  it('starts the history of a restored store at its index', () => {
    const back = new EtcdStore(41);
    back.set('/a', { value: '1' });
    refuses(
      () => back.watch({ key: '/a', recursive: false, stream: false, since: 41 }, () => undefined),
      EtcdCode.EventIndexCleared,
      'the requested history has been cleared [42/41]',
    );
    back.close();
  });

  it('notifies no watcher of a refresh, and keeps the value', () => {
    store.set('/a', { value: '1', ttl: 100 });
    const events = collect('/a', false);
    assert.equal(store.set('/a', { ttl: 200, refresh: true }).node.value, '1');
    assert.equal(events.length, 0);
    store.update('/a', { value: '2' });
    assert.equal(events.at(-1)?.node.ttl, undefined, 'an update without a TTL removes it');
  });

  it('numbers children in creation order', () => {
    const names = [1, 2, 3].map((value) => store.create('/queue', { value: String(value) }, true).node.key);
    assert.deepEqual(names, [
      '/queue/00000000000000000001',
      '/queue/00000000000000000002',
      '/queue/00000000000000000003',
    ]);
  });

  it('replays for a late watcher every event that an early watcher received', () => {
    const path = fc.constantFrom('/a', '/a/b', '/a/b/c', '/d');
    const change = fc.record({ path, kind: fc.constantFrom('set', 'dir', 'remove') });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), path, fc.boolean(), (changes, key, recursive) => {
        const fresh = new EtcdStore();
        const live: number[] = [];
        fresh.watch({ key, recursive, stream: true, since: 1 }, ({ etcdIndex }) => live.push(etcdIndex));
        for (const { path: target, kind } of changes)
          attempt(() =>
            kind === 'remove'
              ? fresh.remove(target, { recursive: true })
              : fresh.set(target, { value: 'v', dir: kind === 'dir' }),
          );
        const replayed: number[] = [];
        for (let since = 1; since <= fresh.index;) {
          let found: number | undefined;
          const stop = fresh.watch(
            { key, recursive, stream: false, since },
            ({ node }) => (found = node.modifiedIndex),
          );
          stop();
          if (found === undefined) break;
          replayed.push(found);
          since = found + 1;
        }
        fresh.close();
        // Live watchers inside a removed directory get the removal only while their key exists; the history contains
        // all of them.
        assert.deepEqual(
          live.filter((index) => !replayed.includes(index)),
          [],
        );
      }),
    );
  });

  function collect(key: string, recursive: boolean): StoreEvent[] {
    const events: StoreEvent[] = [];
    store.watch({ key, recursive, stream: true, since: 0 }, (event) => events.push(event));
    return events;
  }
});

describe('etcd requests', () => {
  it('clean paths like path.Clean', () => {
    for (const [path, clean] of [
      ['', '/'],
      ['/', '/'],
      ['//a///b/', '/a/b'],
      ['/a/./b/../c', '/a/c'],
      ['/../..', '/'],
    ] as const)
      assert.equal(cleanPath(path), clean);
  });

  it('accept Go’s boolean words and 64-bit integers', () => {
    const parse = (text: string) => parseParameters('PUT', new URLSearchParams(text));
    for (const word of ['1', 't', 'TRUE', 'True']) assert.equal(parse(`dir=${word}`).dir, true);
    refuses(() => parse('dir=yes'), EtcdCode.InvalidField, 'invalid value for "dir"');
    assert.equal(parse('prevIndex=18446744073709551615').prevIndex, 2 ** 64);
    refuses(() => parse('prevIndex=18446744073709551616'), EtcdCode.IndexNotANumber, 'invalid value for "prevIndex"');
    refuses(() => parse('prevValue='), EtcdCode.PrevValueRequired, '"prevValue" cannot be empty');
    assert.equal(parse('ttl=').ttl, undefined);
  });
});

function refuses(act: () => unknown, code: EtcdCode, cause: string): void {
  assert.throws(act, (error) => {
    assert.ok(error instanceof EtcdError, String(error));
    assert.deepEqual([error.code, error.etcdCause], [code, cause]);
    return true;
  });
}

function attempt(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof EtcdError)) throw error;
  }
}
