import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/emitter';
import { followDeployment } from '../../../src/cluster/marathon/deployment';
import type { MarathonEvent } from '../../../src/cluster/marathon/events';

describe('following a deployment', () => {
  const setUp = () => {
    const events = new Emitter<MarathonEvent>((error) => assert.fail(String(error)));
    const state = { running: ['d'] as readonly string[], progress: [] as string[] };
    const end = new AbortController();
    const follow = (start = () => Promise.resolve('d')) =>
      followDeployment({ onEvent: events.event, running: () => Promise.resolve(state.running) }, start, {
        signal: end.signal,
        progress: (message) => state.progress.push(message),
        interval: 1,
      });
    return { events, state, end, follow };
  };

  it('ends with its event, reporting steps and failing tasks', async () => {
    const { events, state, follow } = setUp();
    const following = follow();
    await Promise.resolve();
    events.fire({ type: 'deployment_info', deployment: 'other', actions: ['StopApplication /x'] });
    events.fire({ type: 'deployment_info', deployment: 'd', actions: ['StartApplication /a', 'StartApplication /b'] });
    events.fire({
      type: 'status_update_event',
      task: { app: '/a', status: 'TASK_FAILED', message: 'no such network' },
    });
    events.fire({ type: 'deployment_success', deployment: 'other' });
    events.fire({ type: 'deployment_success', deployment: 'd' });
    await following;
    assert.deepEqual(state.progress, [
      'StartApplication /a, StartApplication /b',
      'A task of /a failed: no such network',
    ]);
  });

  it('fails with Marathon’s reason', async () => {
    const { events, follow } = setUp();
    const following = follow();
    await Promise.resolve();
    events.fire({ type: 'deployment_failed', deployment: 'd', reason: 'no offers' });
    await assert.rejects(following, { kind: 'server', message: 'The deployment failed: no offers' });
  });

  it('handles a final event that arrives before the deployment’s ID', async () => {
    const { events, state, follow } = setUp();
    const following = follow(() => {
      events.fire({ type: 'deployment_failed', deployment: 'd', reason: 'too fast' });
      return Promise.resolve('d');
    });
    await assert.rejects(following, /too fast/);
    assert.deepEqual(state.progress, []);
  });

  it('ends when the ID is no longer listed, even without an event', async () => {
    const { state, follow } = setUp();
    const following = follow();
    state.running = [];
    await following;
  });

  it('stops following when aborted', async () => {
    const { end, follow } = setUp();
    const following = follow();
    end.abort();
    await assert.rejects(following, { kind: 'cancelled' });
  });

  it('throws what starting throws', async () => {
    const { follow } = setUp();
    await assert.rejects(
      follow(() => Promise.reject(new Error('locked'))),
      /locked/,
    );
  });
});
