import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { COMPILED, compiledOf } from '../../../src/cluster/analysis/compiled';
import { compiledSource } from '../../../src/cluster/etcd/compiled-source';
import type { DatastoreData } from '../../../src/cluster/connection/store';
import { endpoint, profile } from './fixtures';

/** The state of a datastore with some endpoints. */
function stateOf(endpoints: number): DatastoreData {
  const all = Array.from({ length: endpoints }, (_, index) =>
    endpoint(`e${index}`, ['p'], `10.0.${index >> 8}.${index & 255}`),
  );
  return { policy: { profiles: [profile('p', [{ action: 'allow' }])], endpoints: all, pools: [] }, networks: [] };
}

describe('The states of a datastore', () => {
  /** Follows a source of one state, and tells how often a policy was compiled until it is delivered. */
  async function deliver(state: DatastoreData): Promise<number> {
    const compiled: unknown[] = [];
    const note = (data: unknown) => compiled.push(data);
    subscribe(COMPILED, note);
    const end = new AbortController();
    const source = compiledSource({
      follow: (tell, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve());
          tell(state);
        }),
    });
    await new Promise<void>((resolve) => {
      void source.follow((data) => {
        assert.equal(data, state);
        end.abort();
        resolve();
      }, end.signal);
    });
    unsubscribe(COMPILED, note);
    return compiled.length;
  }

  it('come with their policy compiled if the cluster is large', async () => {
    const state = stateOf(600);
    assert.equal(await deliver(state), 1);
    const { model } = compiledOf(state.policy);
    assert.equal(model.directory.members.length, 600);
    assert.equal(model.profiles.size, 1);
  });

  it('come at once if it is small', async () => {
    assert.equal(await deliver(stateOf(3)), 0);
  });
});
