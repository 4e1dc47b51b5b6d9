import assert from 'node:assert/strict';
import type { OpenCluster } from '../../../../src/cluster/connection/opened';
import type { ClusterDefinition } from '../../../../src/cluster/connection/definition';
import { ClusterError } from '../../../../src/cluster/connection/errors';
import { Session } from '../../../../src/cluster/connection/session';

const one: ClusterDefinition = { name: 'one', etcd: ['http://127.0.0.1:1'] };
const two: ClusterDefinition = { name: 'two', etcd: ['http://127.0.0.1:2'] };

describe('session', () => {
  const setUp = () => {
    const closed: string[] = [];
    const asked: {
      readonly name: string;
      readonly answer: (cluster: OpenCluster) => void;
      readonly refuse: (error: unknown) => void;
    }[] = [];
    const cluster = (name: string): OpenCluster =>
      ({
        docker: [],
        close: () => closed.push(name),
        sources: {
          policy: {
            follow: (_: unknown, signal: AbortSignal) =>
              new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
          },
        },
      }) as unknown as OpenCluster;
    const session = new Session({
      pollInterval: () => 1000,
      log: () => undefined,
      credentials: () => Promise.resolve({}),
      open: ({ name }) => new Promise((answer, refuse) => asked.push({ name, answer, refuse })),
    });
    const states: string[] = [];
    session.onDidChangeConnection(({ state }) => states.push(state));
    return { session, asked, closed, states, cluster };
  };
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

  it('connects, reports its state, and closes the cluster on disconnect', async () => {
    const { session, asked, closed, states, cluster } = setUp();
    const connecting = session.connect(one);
    await turn();
    asked[0]!.answer(cluster('one'));
    assert.equal((await connecting).state, 'connected');
    assert.ok(session.snapshot);
    session.disconnect();
    assert.deepEqual([states, closed], [['connecting', 'connected', 'disconnected'], ['one']]);
    assert.equal(session.snapshot, undefined);
  });

  it('keeps the failure of an unreachable cluster, and can try again', async () => {
    const { session, asked, cluster } = setUp();
    const first = session.connect(one);
    await turn();
    asked[0]!.refuse(new ClusterError('unreachable', 'No response.', 'Start it.'));
    const failed = await first;
    assert.deepEqual(failed.state === 'failed' && failed.failure, {
      kind: 'unreachable',
      message: 'No response.',
      advice: 'Start it.',
    });
    const again = session.reconnect();
    await turn();
    asked[1]!.answer(cluster('one'));
    assert.equal((await again).state, 'connected');
    session.dispose();
  });

  it('keeps the later of two connections, and closes the earlier one', async () => {
    const { session, asked, closed, cluster } = setUp();
    const first = session.connect(one);
    await turn();
    const second = session.connect(two);
    await turn();
    asked[1]!.answer(cluster('two'));
    await second;
    asked[0]!.answer(cluster('one'));
    await first;
    const { connection } = session;
    assert.equal(connection.state === 'connected' && connection.definition.name, 'two');
    assert.deepEqual(closed, ['one']);
    session.dispose();
  });

  it('is disconnected after a cancelled attempt', async () => {
    const { session, asked, closed, cluster } = setUp();
    const cancel = new AbortController();
    const attempt = session.connect(one, cancel.signal);
    await turn();
    cancel.abort();
    asked[0]!.answer(cluster('one'));
    assert.equal((await attempt).state, 'disconnected');
    assert.deepEqual(closed, ['one']);
  });
});
