import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GraphEdge } from '../../../../src/features/graph/protocol/elements';
import type { Graph } from '../../../../src/features/graph/protocol/state';
import { LIMITS, Recording } from '../../../../src/features/graph/recording/recording';
import { graphOf } from '../../../pages/graph/graph-states';
import { arbitraryGraph, sorted } from './arbitrary-graph';

/** Graphs at intervals of so many milliseconds; null is a pause. */
const sequence = fc.array(
  fc.record({ graph: fc.option(arbitraryGraph, { freq: 6 }), after: fc.integer({ min: 1, max: 50 }) }),
  { maxLength: 40 },
);
const SMALL = { ...LIMITS, spans: 8, stride: 3 };

interface Seen {
  readonly at: number;
  readonly graph: Graph;
}

function record(
  steps: readonly { readonly graph: Graph | null; readonly after: number }[],
  limits = LIMITS,
): { recording: Recording; seen: readonly Seen[] } {
  const recording = new Recording('test', limits);
  const seen: Seen[] = [];
  let at = 1_000;
  for (const { graph, after } of steps) {
    at += after;
    if (graph) {
      recording.see(graph, at);
      seen.push({ at, graph });
    } else recording.pause();
  }
  return { recording, seen };
}

describe('a recording', () => {
  it('shows at each time what was shown then, in any order of access', () => {
    fc.assert(
      fc.property(sequence, fc.integer(), (steps, seed) => {
        const { recording, seen } = record(steps);
        const shuffled = seen.toSorted((a, b) => ((a.at * 7919 + seed) % 101) - ((b.at * 7919 + seed) % 101));
        for (const { at, graph } of shuffled)
          assert.deepEqual(sorted(recording.at(at) ?? assert.fail()), sorted(graph));
      }),
    );
  });

  it('does so for everything it keeps after dropping the oldest', () => {
    fc.assert(
      fc.property(sequence, (steps) => {
        const { recording, seen } = record(steps, SMALL);
        const { bounds } = recording;
        assert.ok(recording.spans().length <= SMALL.spans + SMALL.stride);
        if (!bounds) return;
        for (const { at, graph } of seen.filter((one) => one.at >= bounds.from))
          assert.deepEqual(sorted(recording.at(at) ?? assert.fail()), sorted(graph));
        assert.deepEqual(recording.at(0), recording.at(bounds.from));
        assert.equal(recording.next - recording.first, recording.spans().length);
      }),
    );
  });

  it('stays within its limits for any number of changes', () => {
    const limits = { spans: 20, marks: 3, size: 40_000, stride: 5 };
    const recording = new Recording('test', limits);
    for (let poll = 0; poll < 500; poll += 1) {
      recording.see(graphOf([{ id: `n${poll % 7}`, url: `http://${'x'.repeat(poll % 300)}/`, targets: [] }]), poll);
      recording.mark({ at: poll, changes: [{ profile: 'p', text: `change ${poll}`, rules: [] }] });
    }
    assert.ok(recording.spans().length <= limits.spans && recording.spans().length > 5);
    assert.deepEqual(
      recording.marks.map(({ at }) => at),
      [497, 498, 499],
    );
    assert.ok(JSON.stringify(recording.content).length < limits.size * 2);
  });

  it('adds nothing for polls without changes', () => {
    const recording = new Recording('test');
    for (let poll = 0; poll < 100; poll += 1)
      recording.see(graphOf([{ id: 'A', url: 'http://a/', targets: [] }], poll), poll * 1_000);
    assert.deepEqual(recording.spans(), [{ from: 0, until: 99_000, reachable: 0, unreachable: 0, unknown: 0 }]);
    assert.equal(recording.at(50_000)?.observedAt, 50_000);
  });

  it('adds nothing for other addresses in a collapsed group', () => {
    const recording = new Recording('test');
    const graph = graphOf([{ id: 'A', url: 'http://a/', targets: [] }]);
    const held = (address: string): Graph => ({
      ...graph,
      nodes: graph.nodes.map((node) => ({ ...node, kind: 'group', holdsAddresses: [address] })),
    });
    recording.see(held('10.0.0.1'), 1_000);
    recording.see(held('10.0.0.2'), 2_000);
    assert.deepEqual(
      recording.spans().map(({ from, until }) => [from, until]),
      [[1_000, 2_000]],
    );
    assert.equal(recording.at(2_000)?.nodes[0]?.holdsAddresses, undefined);
  });

  it('distinguishes a pause without observations from a time without changes', () => {
    const recording = new Recording('test');
    const graph = graphOf([{ id: 'A', url: 'http://a/', targets: [] }]);
    recording.see(graph, 1_000);
    recording.pause();
    recording.see(graph, 9_000);
    recording.see(graph, 10_000);
    assert.deepEqual(
      recording.spans().map(({ from, until, resumed }) => [from, until, resumed]),
      [
        [1_000, 1_000, undefined],
        [9_000, 10_000, true],
      ],
    );
    assert.equal(recording.at(5_000)?.observedAt, 1_000);
  });

  it('omits previews, highlights and actions', () => {
    const recording = new Recording('test');
    const graph = graphOf([
      { id: 'A', url: 'http://a/', targets: [{ url: 'http://b/', reachable: true }] },
      { id: 'B', url: 'http://b/', targets: [] },
    ]);
    const ghost: GraphEdge = {
      from: 'B',
      to: 'A',
      kind: 'ghost',
      state: 'unknown',
      probes: [],
      preview: { effect: 'opens', text: 'opens on 9000' },
    };
    recording.see(
      {
        ...graph,
        edges: [
          ...graph.edges.map((edge) => ({
            ...edge,
            lit: true as const,
            preview: { effect: 'closes' as const, text: 'closes' },
          })),
          ghost,
        ],
        banner: {
          reason: 'some-silent',
          title: 'Silent',
          detail: '',
          actions: [{ id: 'x', title: 'Add Rule', command: 'addRule' }],
        },
        preview: { title: 'draft', opened: 1, closed: 0, opens: ['B → A'], closes: [] },
      },
      1,
    );
    const { content: _, ...recorded } = graph;
    assert.deepEqual(
      sorted(recording.at(1) ?? assert.fail()),
      sorted({ ...recorded, banner: { reason: 'some-silent', title: 'Silent', detail: '', actions: [] } }),
    );
  });

  it('counts probe targets by state', () => {
    const recording = new Recording('test');
    recording.see(
      graphOf([
        {
          id: 'A',
          url: 'http://a/',
          targets: [
            { url: 'http://b/', reachable: true },
            { url: 'http://c/', reachable: false },
          ],
        },
        { id: 'B', url: 'http://b/', targets: [{ url: 'http://a/', reachable: true }] },
      ]),
      1,
    );
    assert.deepEqual(recording.spans(), [{ from: 1, until: 1, reachable: 2, unreachable: 1, unknown: 0 }]);
  });

  it('has no marks from before the first observation, and keeps them in order', () => {
    const recording = new Recording('test');
    const change = { profile: 'p', text: 'Create profile p', rules: [] };
    recording.mark({ at: 1, changes: [change] });
    recording.see(graphOf([{ id: 'A', targets: null }]), 10);
    recording.mark({ at: 20, changes: [change] });
    recording.mark({ at: 15, changes: [change] });
    recording.mark({ at: 30, changes: [] });
    assert.deepEqual(
      recording.marks.map(({ at }) => at),
      [20, 20],
    );
  });
});
