import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../../../scripts/process';
import { Etcd2 } from '../../../src/cluster/etcd/stores/etcd2';
import type { WatchEvent } from '../../../src/cluster/etcd/stores/kv';
import { HttpClient } from '../../../src/cluster/connection/http/client';
import { RateLimit } from '../../../src/base/rate-limit';

describe('etcd v2 client', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  /** A server that gives these answers in turn, and the requested paths. */
  async function scripted(
    ...answers: readonly { readonly status?: number; readonly body: unknown; readonly index?: number }[]
  ): Promise<{ address: string; asked: string[] }> {
    const asked: string[] = [];
    const handle: RequestListener = (request, response) => {
      asked.push(request.url ?? '');
      const answer = answers[asked.length - 1];
      if (!answer) return;
      response.writeHead(answer.status ?? 200, { 'X-Etcd-Index': String(answer.index ?? 1) });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    };
    const server = createServer(handle);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  }

  const store = (...addresses: string[]) =>
    new Etcd2(addresses.map((address) => new HttpClient({ address, service: 'etcd' })));

  async function take(events: AsyncIterable<WatchEvent>, count: number): Promise<WatchEvent[]> {
    const taken: WatchEvent[] = [];
    for await (const event of events) if (taken.push(event) === count) break;
    return taken;
  }

  it('repeats an empty wait with the same index', async () => {
    const { address, asked } = await scripted(
      { body: '' },
      { body: { action: 'set', node: { key: '/a/b', value: 'x', modifiedIndex: 12 } } },
    );
    const [event] = await take(store(address).watch('/a/', '9', new AbortController().signal), 1);
    assert.deepEqual(event, {
      kind: 'changes',
      changes: [{ kind: 'put', entry: { key: '/a/b', value: 'x', revision: '12' } }],
    });
    assert.deepEqual(
      asked.map((url) => new URL(url, address).searchParams.get('waitIndex')),
      ['10', '10'],
    );
  });

  it('reads the current state if changes are too frequent to request one by one', async () => {
    const { address, asked } = await scripted(
      { body: { action: 'set', node: { key: '/a/b', value: 'x', modifiedIndex: 12 } } },
      {
        body: {
          action: 'get',
          node: { key: '/a', dir: true, nodes: [{ key: '/a/c', value: 'y', modifiedIndex: 40 }] },
        },
        index: 50,
      },
      { body: { action: 'set', node: { key: '/a/d', value: 'z', modifiedIndex: 51 } } },
    );
    const rateLimits = [0, 1, 0];
    const rateLimit = Object.assign(new RateLimit(), { next: () => rateLimits.shift() ?? 0 });
    const events = await take(store(address).watch('/a/', '9', new AbortController().signal, rateLimit), 3);
    assert.deepEqual(events[1], {
      kind: 'changes',
      changes: [
        { kind: 'delete', key: '/a/' },
        { kind: 'put', entry: { key: '/a/c', value: 'y', revision: '40' } },
      ],
    });
    assert.deepEqual(
      asked.map((url) => new URL(url, address).searchParams.get('waitIndex')),
      ['10', null, '51'],
    );
  });

  it('treats silence as no failure, even after response headers', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'X-Etcd-Index': '9' });
      if (asked.length === 1) response.flushHeaders();
      else response.end(JSON.stringify({ action: 'set', node: { key: '/a/b', value: 'x', modifiedIndex: 12 } }));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const quiet = new Etcd2([new HttpClient({ address, service: 'etcd' })], 100);
    const [event] = await take(quiet.watch('/a/', '9', new AbortController().signal), 1);
    assert.equal(event?.kind, 'changes');
    assert.equal(asked.length, 2);
  });

  it('waits for the index after the last event', async () => {
    const set = (modifiedIndex: number) => ({
      body: { action: 'set', node: { key: '/a/b', value: '', modifiedIndex } },
    });
    const { address, asked } = await scripted(set(12), set(40));
    await take(store(address).watch('/a/', '9', new AbortController().signal), 2);
    assert.deepEqual(
      asked.map((url) => new URL(url, address).searchParams.get('waitIndex')),
      ['10', '13'],
    );
  });

  it('requires a full read if the history is too short', async () => {
    const { address } = await scripted({
      status: 400,
      body: { errorCode: 401, message: 'The event in requested index is outdated and cleared', cause: '', index: 2000 },
    });
    assert.deepEqual(await take(store(address).watch('/a/', '9', new AbortController().signal), 5), [
      { kind: 'resync' },
    ]);
  });

  for (const action of ['delete', 'expire']) {
    it(`treats one ${action} of a directory as the removal of everything in it`, async () => {
      const { address } = await scripted({ body: { action, node: { key: '/a/dir', dir: true, modifiedIndex: 12 } } });
      assert.deepEqual(await take(store(address).watch('/a/', '9', new AbortController().signal), 1), [
        { kind: 'changes', changes: [{ kind: 'delete', key: '/a/dir/' }] },
      ]);
    });
  }

  it('never swaps on index 0, which is not a condition', async () => {
    const { address, asked } = await scripted();
    await assert.rejects(store(address).compareAndSwap('/a', 'x', '0'), { kind: 'unexpected-answer' });
    assert.deepEqual(asked, []);
  });

  it('switches to the next address if one is down, and keeps using it', async () => {
    const { address, asked } = await scripted(
      { body: { action: 'get', node: { key: '/a', value: '1', modifiedIndex: 5 } } },
      { body: { action: 'get', node: { key: '/a', value: '2', modifiedIndex: 6 } } },
    );
    const both = store(`http://127.0.0.1:${await freePort()}`, address);
    assert.equal((await both.get('/a'))?.value, '1');
    assert.equal((await both.get('/a'))?.value, '2');
    assert.equal(both.address, address);
    assert.equal(asked.length, 2);
  });

  it('reports that nothing is listening', async () => {
    const address = `http://127.0.0.1:${await freePort()}`;
    await assert.rejects(store(address).get('/a'), {
      kind: 'unreachable',
      message: `etcd at ${address} can’t be reached: nothing is listening there.`,
    });
  });

  it('reports that credentials are required', async () => {
    const { address } = await scripted({ status: 401, body: { message: 'Insufficient credentials' } });
    await assert.rejects(store(address).get('/a'), { kind: 'unauthorized' });
  });

  it('reports that another kind of server responds', async () => {
    const { address } = await scripted({ body: '<html>Welcome</html>' });
    await assert.rejects(store(address).get('/a'), { kind: 'unexpected-answer' });
  });
});
