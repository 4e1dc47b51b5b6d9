import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { COMPILED, compiledOf } from '../../../../src/cluster/analysis/compiled';
import { followCompiled, type CompiledState } from '../../../../src/cluster/kubernetes/compiled-source';
import { RESOURCES, type KubernetesData } from '../../../../src/cluster/kubernetes';
import { storedObject } from '../../../../src/cluster/kubernetes/objects';
import type { Deliver } from '../../../../src/cluster/connection/source';

/** The state of a cluster with some pods. */
function stateOf(pods: number): KubernetesData {
  const type = RESOURCES.get('pods') ?? assert.fail();
  const resource = { name: 'pods', type, apiVersion: 'v1', verbs: new Set(['list']) } as const;
  const objects = Array.from({ length: pods }, (_, index) => {
    const item = {
      metadata: { name: `pod-${index}`, namespace: 'shop', uid: `${index}`, resourceVersion: '1' },
      spec: { nodeName: 'node', containers: [] },
      status: { podIP: `10.0.${index >> 8}.${index & 255}` },
    };
    return storedObject(resource, item) ?? assert.fail();
  });
  const apis = { resources: new Map(), calico: 'absent', problems: [] } as const;
  return { apis, objects: new Map([['pods', objects]]) };
}

const podsIn = ({ policy }: CompiledState) => compiledOf(policy).model.directory.members.length;

describe('The states of a Kubernetes cluster', () => {
  let tell: Deliver<KubernetesData> = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let end = new AbortController();
  let delivered: CompiledState[] = [];
  let following: Promise<void> = Promise.resolve();

  beforeEach(() => {
    end = new AbortController();
    delivered = [];
    const source = {
      follow: (deliver: Deliver<KubernetesData>, signal: AbortSignal) => {
        tell = deliver;
        return new Promise<void>((resolve, reject) => {
          fail = reject;
          signal.addEventListener('abort', () => resolve());
        });
      },
    };
    following = followCompiled(source, (state) => delivered.push(state), end.signal);
  });

  /** Ends the source, and waits for what it has told before. */
  const over = async () => {
    fail(new Error('over'));
    await assert.rejects(following, /^Error: over$/);
  };

  it('come with their policy compiled', async () => {
    tell(stateOf(3));
    await over();
    const [state] = delivered;
    assert.ok(state);
    const compiled: unknown[] = [];
    const listener = (policy: unknown) => compiled.push(policy);
    subscribe(COMPILED, listener);
    try {
      assert.equal(podsIn(state), 3);
    } finally {
      unsubscribe(COMPILED, listener);
    }
    assert.deepEqual(compiled, []);
  });

  it('are compiled while other work goes on', async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      if (delivered.length === 0) setImmediate(count);
    };
    setImmediate(count);
    tell(stateOf(10_000));
    await over();
    assert.equal(delivered.length, 1);
    assert.ok(turns > 1, `${turns} turns`);
  });

  it('are left out if newer ones come meanwhile', async () => {
    for (const pods of [1, 2, 3, 4]) tell(stateOf(pods));
    await over();
    assert.deepEqual(delivered.map(podsIn), [1, 4]);
  });

  it('don’t come any more once nobody follows them', async () => {
    tell(stateOf(5_000));
    end.abort();
    await following;
    assert.deepEqual(delivered, []);
  });
});
