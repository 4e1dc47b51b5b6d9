import assert from 'node:assert/strict';
import type { Effect, EffectChange } from '../../../src/cluster/analysis/policy-impact';
import { workloadsOf } from '../../../src/cluster/model/workloads';
import { effectSummary, effectLines, effectCounts } from '../../../src/features/preview/effect-text';
import { demoSnapshot, type DemoName } from '../graph/demo-cluster';

const SNAPSHOT = demoSnapshot();
const endpoint = (name: DemoName) => workloadsOf(SNAPSHOT).find((workload) => workload.name === name)?.endpoint ?? '';
const change = (from: DemoName, to: DemoName, port = 9000): EffectChange => ({
  from: [endpoint(from)],
  to: [endpoint(to)],
  protocol: 'tcp',
  ports: [port],
});
const effect = (opened: readonly EffectChange[], closed: readonly EffectChange[] = [], unasked = 0): Effect => ({
  opened,
  closed,
  outside: new Map(),
  unasked,
  lacksServices: false,
});

describe('effect text', () => {
  it('counts connections', () => {
    assert.equal(
      effectCounts(effect([change('client', 'frontend'), change('client', 'backend')], [change('frontend', 'client')])),
      'opens 2, closes 1',
    );
    assert.equal(effectCounts(effect([], [change('frontend', 'client')])), 'closes 1');
    assert.equal(effectCounts(effect([])), 'no effect');
  });

  it('fits into one line, and counts what does not fit', () => {
    assert.equal(
      effectSummary(effect([change('client', 'frontend')]), SNAPSHOT),
      'opens client → frontend:9000; closes nothing',
    );
    assert.equal(effectSummary(effect([]), SNAPSHOT), 'does not open or close connections');
    const many = (['client', 'frontend', 'backend', 'management-ui'] as const).map((name, port) =>
      change(name, 'client', port + 2),
    );
    assert.equal(
      effectSummary(effect(many, many.slice(0, 1)), SNAPSHOT),
      'opens client → client:2 · frontend → client:3 · backend → client:4 · and 1 more; closes client → client:2',
    );
  });

  it('lists what was not checked', () => {
    assert.equal(
      effectSummary(effect([], [], 1), SNAPSHOT),
      'does not open or close connections (1 port in use not checked)',
    );
    assert.deepEqual(effectLines(effect([change('client', 'frontend')], [], 39), SNAPSHOT, 9), {
      opens: ['client → frontend:9000'],
      closes: [],
      caveat: '(39 ports in use not checked)',
    });
    assert.equal(
      effectSummary({ ...effect([], [], 1), lacksServices: true }, SNAPSHOT),
      'does not open or close connections (1 port in use not checked) (what depends on services with unknown endpoints not checked)',
    );
  });
});
