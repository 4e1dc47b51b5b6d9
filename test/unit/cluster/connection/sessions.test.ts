import assert from 'node:assert/strict';
import { BoundSession } from '../../../../src/cluster/connection/bound-session';
import { shortIdentity, type ClusterDefinition } from '../../../../src/cluster/connection/definition';
import { ClusterError } from '../../../../src/cluster/connection/errors';
import type { OpenCluster } from '../../../../src/cluster/connection/opened';
import type { Connection } from '../../../../src/cluster/connection/session';
import { Sessions } from '../../../../src/cluster/connection/sessions';

const one: ClusterDefinition = { name: 'one', etcd: ['http://127.0.0.1:1'] };
const two: ClusterDefinition = { name: 'two', context: 'two' };

const nameOf = (connection: Connection) =>
  connection.state === 'disconnected' ? undefined : `${connection.definition.name} ${connection.state}`;

describe('sessions of a window', () => {
  let closed: string[];
  let unreachable: Set<string>;
  let sessions: Sessions;
  beforeEach(() => {
    closed = [];
    unreachable = new Set();
    sessions = new Sessions({
      pollInterval: () => 1000,
      log: (message) => assert.fail(message),
      credentials: () => Promise.resolve({}),
      open: ({ name }) => {
        if (unreachable.has(name)) return Promise.reject(new ClusterError('unreachable', `No answer of ${name}.`));
        const policy = {
          follow: (_: unknown, signal: AbortSignal) =>
            new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
        };
        return Promise.resolve({
          docker: [],
          close: () => closed.push(name),
          sources: { policy },
        } as unknown as OpenCluster);
      },
    });
  });
  afterEach(() => sessions.dispose());

  it('stay connected side by side, and the last one is current', async () => {
    const states: (string | undefined)[] = [];
    await sessions.connect(one);
    sessions.onDidChangeConnection((connection) => states.push(nameOf(connection)));
    await sessions.connect(two);
    assert.deepEqual(
      sessions.all.map(({ connection }) => nameOf(connection)),
      ['one connected', 'two connected'],
    );
    assert.equal(nameOf(sessions.connection), 'two connected');
    sessions.makeCurrent('one');
    assert.deepEqual(states, ['two connecting', 'two connected', 'one connected']);
    assert.deepEqual(closed, []);
  });

  it('end one by one: the one that was current before follows', async () => {
    await sessions.connect(one);
    await sessions.connect(two);
    sessions.disconnect();
    assert.deepEqual([closed, nameOf(sessions.connection)], [['two'], 'one connected']);
    await sessions.connect(two);
    sessions.disconnect('one');
    assert.deepEqual([closed, nameOf(sessions.connection)], [['two', 'one'], 'two connected']);
    sessions.disconnect();
    assert.equal(sessions.connection.state, 'disconnected');
  });

  it('fail alone', async () => {
    unreachable.add('two');
    await sessions.connect(one);
    assert.equal((await sessions.connect(two)).state, 'failed');
    assert.equal(sessions.named('one')?.connection.state, 'connected');
    assert.deepEqual(closed, []);
  });

  it('a command stays with its cluster while another becomes current', async () => {
    await sessions.connect(one);
    await sessions.connect(two);
    await sessions.act('one', async () => {
      assert.equal(nameOf(sessions.connection), 'one connected');
      sessions.makeCurrent('two');
      await Promise.resolve();
      assert.deepEqual([sessions.acting, sessions.connection].map(nameOf), ['one connected', 'two connected']);
      sessions.act(undefined, () => assert.equal(nameOf(sessions.acting), 'one connected'));
      await sessions.connect(two);
      assert.equal(nameOf(sessions.acting), 'two connected');
    });
    assert.equal(nameOf(sessions.acting), 'two connected');
  });

  it('a command of a cluster that is not connected acts on no other', async () => {
    await sessions.connect(one);
    assert.equal(
      sessions.act('two', () => sessions.acting.state),
      'disconnected',
    );
    assert.equal(nameOf(sessions.connection), 'one connected');
  });

  it('listeners see the current cluster, whatever command changed it', async () => {
    await sessions.connect(one);
    await sessions.connect(two);
    const seen: (string | undefined)[] = [];
    sessions.onDidChangeConnection(() => seen.push(nameOf(sessions.acting)));
    sessions.act('two', () => sessions.makeCurrent('one'));
    assert.deepEqual(seen, ['one connected']);
  });

  it('a view stays with its cluster, or with the next one', async () => {
    const [bound, next] = [shortIdentity(two), undefined].map((id) => new BoundSession(sessions, id, assert.ifError));
    assert.ok(bound && next);
    const seen: (string | undefined)[] = [];
    bound.onDidChangeConnection((connection) => seen.push(nameOf(connection)));
    await sessions.connect(one);
    assert.deepEqual([bound.connection, next.connection].map(nameOf), [undefined, 'one connected']);
    await sessions.connect({ ...two, name: 'renamed' });
    assert.deepEqual([bound.connection, next.connection].map(nameOf), ['renamed connected', 'one connected']);
    assert.ok(bound.snapshot);
    sessions.disconnect('renamed');
    assert.deepEqual(seen, ['renamed connecting', 'renamed connected', undefined]);
    bound.dispose();
    next.dispose();
  });
});
