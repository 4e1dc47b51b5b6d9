import assert from 'node:assert/strict';
import { pastFacts, describeSince } from '../../../../webview/graph/details/history-text';
import { graphState } from '../../../../src/features/graph/state/model';
import { MeasurementHistory } from '../../../../src/features/graph/state/facts/measurement-history';
import type { GraphEdge, GraphProbe } from '../../../../src/features/graph/protocol/elements';
import { answered, demo } from '../demo-cluster';

const probe = (change: Partial<GraphProbe>): GraphProbe => ({
  url: 'http://b/',
  state: 'reachable',
  match: 'exact',
  changes: 0,
  ...change,
});
const edge = (...probes: GraphProbe[]): GraphEdge => ({
  from: 'A',
  to: 'B',
  kind: 'probe',
  state: 'reachable',
  probes,
});

describe('facts about an edge’s history', () => {
  it('show that it is unchanged since recording started', () => {
    assert.deepEqual(pastFacts(edge(probe({})), 1000), [['Unchanged', 'since recording started']]);
  });

  it('show the last change and the number of changes, across several probes', () => {
    const [[name, span] = [], changes] = pastFacts(
      edge(probe({ since: 60_000, changes: 1 }), probe({ since: 90_000, changes: 2 })),
      120_000,
    );
    assert.equal(name, 'Unchanged');
    assert.match(span ?? '', /^for 30 s, since .*\d/);
    assert.deepEqual(changes, ['Changes', '3 observed']);
  });

  it('are empty if it was never measured', () => {
    assert.deepEqual(pastFacts({ ...edge(probe({ state: 'unknown' })), state: 'unknown' }, 0), []);
    assert.deepEqual(pastFacts({ ...edge(), kind: 'ghost' }, 0), []);
  });

  it('count the observed changes', () => {
    const measurementHistory = new MeasurementHistory();
    const of = (at: number, ...reach: string[]) => {
      const state = graphState(demo({ observation: answered(reach, [], at) }), { measurementHistory });
      const found = state.kind === 'graph' ? state.edges.find(({ from, to }) => from === 'C' && to === 'F') : undefined;
      assert.ok(found);
      return found;
    };
    of(1_000_000);
    of(1_010_000, 'C→F');
    of(1_020_000);
    assert.deepEqual(pastFacts(of(1_050_000), 1_050_000)[1], ['Changes', '2 observed']);
  });
});

describe('comparison of a measurement with policy', () => {
  it('includes its duration if it is not as expected', () => {
    assert.equal(
      describeSince({ ...edge(), judgement: { expected: 'allowed', agreement: 'agrees', reasons: [] } }, 0),
      'as expected',
    );
    assert.equal(
      describeSince(
        { ...edge(), judgement: { expected: 'denied', agreement: 'open', since: 0, reasons: [] } },
        180_000,
      ),
      'observed, not allowed, for 3 min',
    );
    assert.equal(describeSince(edge(), 0), undefined);
  });
});
