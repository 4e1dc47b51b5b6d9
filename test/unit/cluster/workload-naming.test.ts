import assert from 'node:assert/strict';
import { finished } from '../../../src/base/time-slices';
import { named, type Naming } from '../../../src/cluster/model/workload-naming';
import type { WorkloadEndpoint } from '../../../src/cluster/model/snapshot';
import { endpoint } from './fixtures';

const all = Array.from({ length: 40 }, (_, place) => pod(`shop/web-${place}`, place));

function pod(name: string, place: number): WorkloadEndpoint {
  return { ...endpoint(`e${place}`, ['kns.shop'], `10.0.0.${place}`), pod: name };
}

/** Names endpoints after others. None belongs to an app. */
function namedAfter(endpoints: readonly WorkloadEndpoint[], before?: Naming): Naming {
  return finished(named(endpoints, () => undefined, before));
}

/** The names of workloads that are other objects than before. */
function madeIn(now: Naming, before: Naming): readonly string[] {
  const known = new Set(before.workloads);
  return now.workloads.filter((workload) => !known.has(workload)).map(({ name }) => name);
}

describe('named workloads', () => {
  const before = namedAfter(all);

  it('are sorted as people list them', () => {
    const shuffled = namedAfter([...all.slice(12), ...all.slice(0, 12).toReversed()]);
    assert.deepEqual(
      shuffled.sorted.map(({ name }) => name),
      all.map(({ pod: name }) => name),
    );
  });

  it('stay the same objects while their endpoints do, whatever comes, goes or changes beside them', () => {
    const came = namedAfter([...all.slice(0, 3), pod('shop/new', 99), ...all.slice(3)], before);
    assert.deepEqual(madeIn(came, before), ['shop/new']);
    assert.deepEqual(madeIn(namedAfter(all.slice(5), before), before), []);
    const changed = namedAfter(all.with(7, pod('shop/web-7', 77)), before);
    assert.deepEqual(madeIn(changed, before), ['shop/web-7']);
  });

  it('change if their names do', () => {
    const twins = namedAfter([...all, pod('shop/web-7', 77)], before);
    assert.deepEqual(
      madeIn(twins, before).map((name) => name.replace(/ .*/, '')),
      ['shop/web-7', 'shop/web-7'],
    );
    assert.equal(new Set(twins.sorted.map(({ name }) => name)).size, all.length + 1);
  });
});
