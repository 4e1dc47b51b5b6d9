import assert from 'node:assert/strict';
import type { GraphConnection } from '../../../../src/features/graph/state/model';
import { graphState } from '../../../../src/features/graph/state/model';
import { Recorder } from '../../../../src/features/graph/recording/recorder';
import { answered, demo, LATE_503, UI_OPEN, UI_TO_PROBE, type DemoOptions } from '../demo-cluster';

const at = (policySince: number, options: DemoOptions): GraphConnection =>
  ({ ...demo(options), policySince }) as GraphConnection;
const see = (recorder: Recorder, connection: GraphConnection, now: number, id = 'local-demo') =>
  recorder.see(id, connection, graphState(connection), now);

describe('recorder', () => {
  it('marks rule changes in calicoctl’s words', () => {
    const recorder = new Recorder();
    see(recorder, at(0, { observation: answered([]) }), 1_000);
    see(recorder, at(1_500, { observation: answered([]), inbound: { 'management-ui': [UI_OPEN] } }), 2_000);
    see(
      recorder,
      at(2_500, { observation: answered([]), inbound: { 'management-ui': [UI_OPEN], frontend: [UI_TO_PROBE] } }),
      3_000,
    );
    assert.deepEqual(recorder.of('local-demo')?.marks, [
      {
        at: 1_500,
        changes: [
          {
            profile: 'management-ui',
            text: 'Replace rule allow from tag management-ui by allow tcp to ports 9001 in management-ui, inbound',
            rules: [
              { how: 'removed', direction: 'inbound', text: 'allow from tag management-ui' },
              { how: 'added', direction: 'inbound', text: 'allow tcp to ports 9001' },
            ],
          },
        ],
      },
      {
        at: 2_500,
        changes: [
          {
            profile: 'frontend',
            text: 'Replace rule allow from tag frontend by allow tcp from tag management-ui to ports 9000 in frontend, inbound',
            rules: [
              { how: 'removed', direction: 'inbound', text: 'allow from tag frontend' },
              { how: 'added', direction: 'inbound', text: 'allow tcp from tag management-ui to ports 9000' },
            ],
          },
        ],
      },
    ]);
  });

  it('marks nothing if policy was only read again', () => {
    const recorder = new Recorder();
    for (const now of [1_000, 2_000]) see(recorder, at(0, { observation: answered([]) }), now);
    assert.deepEqual(recorder.of('local-demo')?.marks, []);
  });

  it('pauses while there is no graph, and starts no recording without a cluster', () => {
    const recorder = new Recorder();
    see(recorder, { state: 'disconnected' }, 1, '');
    assert.equal(recorder.of(undefined), undefined);
    see(recorder, at(0, { observation: answered([]) }), 1_000);
    see(recorder, at(0, { observation: { state: 'unreachable', at: 2_000, failure: LATE_503 } }), 2_000);
    see(recorder, at(0, { observation: answered([]) }), 3_000);
    assert.deepEqual(
      recorder
        .of('local-demo')
        ?.spans()
        .map(({ from, until, resumed }) => [from, until, resumed]),
      [
        [1_000, 1_000, undefined],
        [3_000, 3_000, true],
      ],
    );
  });

  it('keeps the recordings of the most recent clusters', () => {
    const recorder = new Recorder();
    const named = (name: string): GraphConnection =>
      ({ ...demo({ observation: answered([]) }), name }) as GraphConnection;
    for (const name of ['one', 'two', 'three', 'four']) see(recorder, named(name), 1, name);
    assert.deepEqual(
      ['one', 'two', 'three', 'four'].map((name) => recorder.of(name) !== undefined),
      [false, true, true, true],
    );
  });
});
