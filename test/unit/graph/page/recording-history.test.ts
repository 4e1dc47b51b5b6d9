import assert from 'node:assert/strict';
import type { Span } from '../../../../src/features/graph/protocol/timeline';
import { areasOf } from '../../../../webview/graph/time/chart-shape';
import { RecordingHistory } from '../../../../webview/graph/time/recording-history';
import { comparedTogether, membersCompared } from '../../../../webview/graph/time/together';
import { differences } from '../../../../webview/graph/time/time-text';
import { graphOf } from '../../../pages/graph/graph-states';

const span = (from: number, until: number, reachable: number, unreachable = 0): Span => ({
  from,
  until,
  reachable,
  unreachable,
  unknown: 0,
});
const mark = (at: number) => ({ at, changes: [{ profile: 'p', text: `change ${at}`, rules: [] }] });

function past(spans: readonly Span[], marks: readonly number[] = [], live = true): RecordingHistory {
  const all = new RecordingHistory();
  all.receive({ type: 'timeline', first: 0, since: 0, spans: [...spans], marks: marks.map(mark), live });
  return all;
}

describe('timeline of the page', () => {
  it('is received in full, then by additions, and drops what the host dropped', () => {
    const all = past([span(0, 10, 1), span(20, 20, 2)], [5]);
    all.receive({ type: 'timeline', first: 0, since: 1, spans: [span(20, 30, 2), span(40, 40, 3)], live: true });
    assert.deepEqual(
      all.spans.map(({ from, until }) => [from, until]),
      [
        [0, 10],
        [20, 30],
        [40, 40],
      ],
    );
    all.receive({
      type: 'timeline',
      first: 1,
      since: 2,
      spans: [span(40, 50, 3), span(60, 60, 4)],
      marks: [],
      live: true,
    });
    assert.deepEqual(
      all.spans.map(({ from, until }) => [from, until]),
      [
        [20, 30],
        [40, 50],
        [60, 60],
      ],
    );
    assert.deepEqual([all.begin, all.end, all.marks], [20, 60, []]);
    all.receive({ type: 'timeline', first: 9, since: 9, spans: [span(90, 90, 1)], live: true });
    assert.deepEqual(all.spans, [span(90, 90, 1)]);
  });

  it('steps from change to change', () => {
    const all = past([span(10, 15, 1), span(20, 25, 2), span(30, 30, 3)], [18, 28]);
    assert.deepEqual([all.before(22), all.before(20), all.before(10), all.before(5)], [20, 10, 10, 10]);
    assert.deepEqual([all.after(10), all.after(29), all.after(30)], [20, 30, undefined]);
    assert.deepEqual([all.at(5)?.reachable, all.at(17)?.reachable, all.at(99)?.reachable], [1, 1, 3]);
    assert.deepEqual(
      [all.marksAround(18), all.marksAround(20)].map(({ before, after }) => [before?.at, after?.at]),
      [
        [undefined, 28],
        [18, 28],
      ],
    );
    assert.deepEqual([all.markBy(17), all.markBy(18)?.at], [undefined, 18]);
    assert.deepEqual(
      all.marksBetween(18, 28).map(({ at }) => at),
      [28],
    );
  });

  it('extends to the present while live, and is never empty', () => {
    assert.deepEqual(past([span(10_000, 20_000, 1)]).axis(50_000), { begin: 10_000, end: 50_000 });
    assert.deepEqual(past([span(10_000, 20_000, 1)], [30_000], false).axis(50_000), { begin: 10_000, end: 30_000 });
    assert.deepEqual(past([span(10_000, 10_000, 1)], [], false).axis(0), { begin: 10_000, end: 11_000 });
    assert.deepEqual(past([]).axis(7_000), { begin: 7_000, end: 8_000 });
  });
});

describe('timeline chart', () => {
  const axis = { begin: 0, end: 100 };

  it('stacks the counts, with steps where they changed', () => {
    const { reachable, unreachable, unknown } = areasOf([span(0, 40, 1, 1), span(50, 90, 2, 0)], axis, 100, 10);
    assert.equal(reachable, 'M0,5H50L50,0H100L100,10H50L50,10H0Z');
    assert.equal(unreachable, 'M0,0H50L50,5H0Z');
    assert.equal(unknown, '');
  });

  it('has a gap if nothing was observed', () => {
    const { reachable } = areasOf([span(0, 20, 2), { ...span(60, 100, 1), resumed: true }], axis, 100, 10);
    assert.equal(reachable, 'M0,0H20L20,10H0ZM60,5H100L100,10H60Z');
  });

  it('merges changes that are too close together to distinguish', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => span(index / 50, index / 50, index % 7, 1));
    const { reachable } = areasOf(many, axis, 300, 60);
    assert.ok(reachable.length < 20_000, String(reachable.length));
  });
});

describe('text of differences', () => {
  it('counts them if several are drawn as one', () => {
    const graph = graphOf([
      { id: 'A', url: 'http://a/', targets: [{ url: 'http://b/', reachable: true }] },
      { id: 'B', url: 'http://b/', targets: [] },
    ]);
    const [edge, node] = [graph.edges[0] ?? assert.fail(), graph.nodes[0] ?? assert.fail()];
    const compared = (...how: ('appeared' | 'vanished' | undefined)[]) =>
      how.map((one) => (one ? { ...edge, compared: { how: one, text: one } } : edge));
    assert.equal(comparedTogether(compared(undefined)), undefined);
    assert.deepEqual(comparedTogether(compared('appeared', undefined, 'appeared')), {
      how: 'appeared',
      text: '2 appeared',
    });
    assert.deepEqual(comparedTogether(compared('vanished', 'appeared')), {
      how: 'changed',
      text: '1 appeared, 1 vanished',
    });
    assert.equal(
      membersCompared([
        { ...node, compared: 'vanished' },
        { ...node, compared: 'vanished' },
      ]),
      'vanished',
    );
    assert.equal(membersCompared([{ ...node, compared: 'vanished' }, node]), undefined);
  });

  it('counts what the probes found, and names each', () => {
    const graph = graphOf([
      { id: 'A', url: 'http://a/', targets: [{ url: 'http://b/', reachable: true }] },
      { id: 'B', url: 'http://b/', targets: [{ url: 'http://a/', reachable: false }] },
    ]);
    assert.deepEqual(differences(graph), { summary: 'no differences', list: [] });
    const [nodes, edges] = [
      graph.nodes.map((node) => (node.id === 'B' ? { ...node, compared: 'appeared' as const } : node)),
      graph.edges.map((edge) => ({
        ...edge,
        compared:
          edge.state === 'reachable'
            ? { how: 'appeared' as const, text: 'appeared' }
            : { how: 'vanished' as const, text: 'vanished' },
      })),
    ];
    assert.deepEqual(differences({ nodes, edges }), {
      summary: '1 appeared, 1 vanished, 1 star appeared or vanished',
      list: ['A · a → B · b appeared', 'B · b → A · a vanished', 'B · b appeared'],
    });
  });
});
