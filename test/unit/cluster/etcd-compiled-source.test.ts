import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { COMPILED, compiledOf, compileInSlices } from '../../../src/cluster/analysis/compiled';
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
  const compiled: unknown[] = [];
  let told: () => void = () => undefined;
  const note = (data: unknown) => {
    compiled.push(data);
    told();
  };
  const end = new AbortController();
  let tell: (state: DatastoreData) => void = () => undefined;
  const delivered: DatastoreData[] = [];

  before(() => {
    subscribe(COMPILED, note);
    const source = compiledSource({
      follow: (deliver, signal) =>
        new Promise((resolve) => {
          tell = deliver;
          signal.addEventListener('abort', () => resolve());
        }),
    });
    void source.follow((state) => delivered.push(state), end.signal);
  });

  beforeEach(() => {
    compiled.length = 0;
    delivered.length = 0;
  });

  after(() => {
    unsubscribe(COMPILED, note);
    end.abort();
  });

  it('come at once, and the last one’s policy is compiled in slices if the cluster is large', async () => {
    const [first, last] = [stateOf(30_000), stateOf(600)];
    tell(first);
    tell(last);
    assert.deepEqual(delivered, [first, last]);
    while (!compiled.includes(last.policy)) await new Promise<void>((resolve) => (told = resolve));
    assert.deepEqual(compiled, [last.policy]);
    assert.equal(compiledOf(last.policy).model.directory.members.length, 600);
    assert.equal(compiled.length, 1);
  });

  it('of a small cluster are compiled once a view asks', async () => {
    const small = stateOf(3);
    tell(small);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([delivered, compiled], [[small], []]);
    compiledOf(small.policy);
    assert.deepEqual(compiled, [small.policy]);
  });

  it('have one compilation for all that ask meanwhile', async () => {
    const { policy } = stateOf(600);
    await Promise.all([compileInSlices(policy), compileInSlices(policy)]);
    assert.deepEqual(compiled, [policy]);
  });
});
