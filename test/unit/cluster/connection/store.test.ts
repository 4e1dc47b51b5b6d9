import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { ClusterError } from '../../../../src/cluster/connection/errors';
import type { Observation, PolicyData, Snapshot } from '../../../../src/cluster/model/snapshot';
import type { Source } from '../../../../src/cluster/connection/source';
import { ClusterStore, type ClusterSources, type DatastoreData } from '../../../../src/cluster/connection/store';
import { endpoint, network, profile } from '../fixtures';

/** A source that the test controls. */
class Feed<T> implements Source<T> {
  deliver: (data: T) => void = () => assert.fail('not followed');
  fail: (error: unknown) => void = () => assert.fail('not followed');
  followed = 0;

  follow(deliver: (data: T) => void, signal: AbortSignal): Promise<void> {
    this.followed += 1;
    this.deliver = deliver;
    return new Promise((resolve, reject) => {
      this.fail = reject;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

const policy = (...profiles: PolicyData['profiles']): PolicyData => ({
  profiles,
  endpoints: [endpoint('e'.repeat(64), ['client'], '192.168.0.2')],
  pools: [],
});
const data = (value: PolicyData): DatastoreData => ({ policy: value, networks: [network('n', 'client')] });

describe('store', () => {
  const open: ClusterStore[] = [];
  const make = (sources: Partial<ClusterSources> = {}, patience = 0) => {
    const feed = new Feed<DatastoreData>();
    const logged: string[] = [];
    const store = new ClusterStore(
      { policy: feed, ...sources },
      { pollInterval: () => 5, log: (message) => logged.push(message), patience },
    );
    open.push(store);
    return { feed, store, logged };
  };
  afterEach(() => {
    mock.timers.reset();
    open.splice(0).forEach((store) => store.dispose());
  });

  it('starts loading, and distinguishes absent parts', () => {
    const { store } = make();
    assert.deepEqual(store.snapshot, {
      policy: { state: 'loading' },
      marathon: { state: 'absent' },
      networks: { state: 'loading' },
      observation: { state: 'none' },
    });
  });

  it('keeps the identity of unchanged parts, and fires nothing for an equal update', () => {
    const { feed, store } = make();
    let events = 0;
    store.onDidChange(() => (events += 1));
    feed.deliver(data(policy(profile('client', []))));
    const first = store.snapshot;
    feed.deliver(data(policy(profile('client', []))));
    assert.equal(store.snapshot, first);
    assert.equal(events, 1);
    feed.deliver(data(policy(profile('client', [{ action: 'allow' }]))));
    assert.notEqual(store.snapshot.policy, first.policy);
    assert.equal(store.snapshot.networks, first.networks);
    assert.equal(events, 2);
  });

  it('keeps the last good data of a failed part, and follows it again', async () => {
    const { feed, store, logged } = make();
    feed.deliver(data(policy(profile('client', []))));
    const failed = store.when(({ policy: part }) => part.state === 'failed');
    feed.fail(new ClusterError('unreachable', 'etcd can’t be reached.', 'Start it.', 'ECONNREFUSED'));
    const { policy: part } = await failed;
    assert.equal(part.state === 'failed' && part.failure.message, 'etcd can’t be reached.');
    assert.equal(part.state === 'failed' && part.data?.profiles.length, 1);
    assert.ok(part.state === 'failed' && Date.now() - part.since < 5_000);
    assert.match(logged[0]!, /ECONNREFUSED/);
    await until(() => feed.followed === 2);
    feed.deliver(data(policy(profile('client', []))));
    assert.equal(store.snapshot.policy.state, 'ready');
  });

  it('notifies listeners of increasing age until the part is current again', async () => {
    const { feed, store } = make();
    feed.deliver(data(policy(profile('client', []))));
    const failed = store.when(({ policy: part }) => part.state === 'failed');
    mock.timers.enable({ apis: ['setInterval'] });
    feed.fail(new ClusterError('unreachable', 'etcd can’t be reached.'));
    const { policy: part } = await failed;
    const snapshots: Snapshot[] = [];
    store.onDidChange((snapshot) => snapshots.push(snapshot));
    mock.timers.tick(15_000);
    assert.deepEqual(
      snapshots.map(({ policy: now }) => now === part),
      [true, true, true],
    );
    await until(() => feed.followed === 2);
    feed.deliver(data(policy(profile('client', []))));
    mock.timers.tick(60_000);
    assert.equal(snapshots.length, 4);
  });

  it('polls the collector only while it is watched', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    let asked = 0;
    const observe = (): Promise<Observation> => Promise.resolve({ state: 'answered', at: (asked += 1), resources: [] });
    const { store } = make({ observe });
    /** Advances to the next poll and answers it. */
    const poll = async () => {
      mock.timers.tick(5);
      await new Promise(setImmediate);
    };
    await poll();
    assert.equal(asked, 0);
    const [one, two] = [store.watchObservation(), store.watchObservation()];
    assert.equal(asked, 1);
    await poll();
    await poll();
    one.dispose();
    one.dispose();
    await poll();
    assert.equal(asked, 3);
    two.dispose();
    await poll();
    assert.equal(asked, 3);
  });

  it('aborts a request when the policy changes', async () => {
    const signals: AbortSignal[] = [];
    const observe = (signal: AbortSignal): Promise<Observation> => {
      signals.push(signal);
      if (signals.length > 1) return Promise.resolve({ state: 'answered', at: 1, resources: [] });
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new ClusterError('cancelled', 'cancelled')), { once: true }),
      );
    };
    const { feed, store } = make({ observe });
    feed.deliver(data(policy(profile('client', []))));
    const watching = store.watchObservation();
    await until(() => signals.length === 1);
    feed.deliver(data(policy(profile('client', [{ action: 'allow' }]))));
    assert.equal(signals[0]!.aborted, true);
    await store.when(({ observation }) => observation.state === 'answered');
    watching.dispose();
  });

  it('shows trouble of a part that was read only after it lasted, with the time it began', async () => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 50_000 });
    const { feed, store } = make({}, 3_000);
    feed.deliver(data(policy(profile('client', []))));
    const before = store.snapshot;
    feed.fail(new ClusterError('timeout', 'No.'));
    await new Promise(setImmediate);
    mock.timers.tick(2_999);
    assert.equal(store.snapshot, before);
    mock.timers.tick(1);
    const { policy: part } = store.snapshot;
    assert.ok(part.state === 'failed' && part.since === 50_000 && part.data);
  });

  it('shows nothing of trouble that passes, and reads again at once when asked to', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { feed, store } = make({}, 3_000);
    feed.deliver(data(policy(profile('client', []))));
    const before = store.snapshot;
    feed.fail(new ClusterError('timeout', 'No.'));
    await new Promise(setImmediate);
    store.retry();
    await until(() => feed.followed === 2);
    feed.deliver(data(policy(profile('client', []))));
    mock.timers.tick(60_000);
    assert.equal(store.snapshot, before);
  });

  it('keeps the last answer of a collector that stops answering', async () => {
    const answer = { state: 'answered', at: 1, resources: [] } as const;
    const lost = { state: 'unreachable', at: 2, failure: { kind: 'timeout', message: 'No.' } } as const;
    const answers: Observation[] = [answer, lost, lost];
    const { store } = make({ observe: () => Promise.resolve(answers.shift() ?? answer) });
    const watching = store.watchObservation();
    const { observation } = await store.when(({ observation: { state } }) => state === 'unreachable');
    assert.deepEqual(observation, { ...lost, last: answer });
    await store.when((snapshot) => snapshot.observation.state === 'answered');
    watching.dispose();
  });

  it('rejects pending waits when it is disposed', async () => {
    const { store } = make();
    const waiting = store.when(() => false);
    store.dispose();
    await assert.rejects(waiting);
  });

  it('isolates a failing listener from others, and logs it', () => {
    const { feed, store, logged } = make();
    const seen: Snapshot[] = [];
    store.onDidChange(() => {
      throw new Error('broken listener');
    });
    store.onDidChange((snapshot) => seen.push(snapshot));
    feed.deliver(data(policy()));
    assert.equal(seen.length, 1);
    assert.match(logged.join(), /broken listener/);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
