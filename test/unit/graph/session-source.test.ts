import assert from 'node:assert/strict';
import type { OpenCluster } from '../../../src/cluster/connection/opened';
import { Session } from '../../../src/cluster/connection/session';
import { SessionSource } from '../../../src/features/graph/panels/session-source';

/** A session whose clusters never answer but count requests to their collector. */
function sessionOf(asked: string[]): Session {
  const silent = { follow: () => new Promise<void>(() => undefined) };
  return new Session({
    pollInterval: () => 60_000,
    log: (message) => assert.fail(message),
    credentials: () => Promise.resolve({}),
    open: ({ name }) =>
      Promise.resolve({
        sources: { policy: silent, observe: () => (asked.push(name), Promise.resolve({ state: 'loading' })) },
        close: () => undefined,
      } as unknown as OpenCluster),
  });
}

describe('session source of the graph', () => {
  const definition = (name: string) => ({ name, etcd: ['http://127.0.0.1:2379'], loadBalancer: 'http://127.0.0.1:80' });

  it('polls the collector only while watched, and continues with the next cluster', async () => {
    const asked: string[] = [];
    const session = sessionOf(asked);
    const source = new SessionSource(session, (error) => assert.fail(String(error)));
    await session.connect(definition('one'));
    assert.deepEqual(asked, []);
    const [first, second] = [source.watchObservation(), source.watchObservation()];
    assert.deepEqual(asked, ['one']);
    await session.connect(definition('two'));
    assert.deepEqual(asked, ['one', 'two']);
    first.dispose();
    first.dispose();
    await session.connect(definition('three'));
    assert.deepEqual(asked, ['one', 'two', 'three']);
    second.dispose();
    await session.connect(definition('four'));
    assert.deepEqual(asked, ['one', 'two', 'three']);
    session.dispose();
    source.dispose();
  });

  it('reports connection changes, with the route to the collector', async () => {
    const session = sessionOf([]);
    const source = new SessionSource(session, (error) => assert.fail(String(error)));
    const states: string[] = [];
    source.onDidChange(() => states.push(source.connection.state));
    await session.connect(definition('one'));
    const { connection } = source;
    assert.ok(connection.state === 'connected');
    assert.deepEqual(connection.collector, { address: 'http://127.0.0.1:80', virtualHost: 'my.marathon.app' });
    session.disconnect();
    assert.deepEqual([...new Set(states)], ['connecting', 'connected', 'disconnected']);
    source.dispose();
  });
});
