import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatAge, untilNextAge } from '../../../../src/base/age';
import { newsOf } from '../../../../webview/graph/page/announcement';
import { FRESH, readSaved } from '../../../../webview/graph/page/saved';
import { fitMiddle, fitText } from '../../../../webview/graph/scene/labels/text-fit';
import { VisiblePart } from '../../../../webview/graph/arrange/visible';
import { edgeSentence, nodeFacts, nodeSentence } from '../../../../webview/graph/details/element-text';
import { graphState } from '../../../../src/features/graph/state/model';
import { exampleResources, graphOf } from '../../../pages/graph/graph-states';
import { answered, demo } from '../demo-cluster';

const example = graphOf(exampleResources());
const demoGraph = (reach: readonly string[], silent: readonly string[] = []) => {
  const state = graphState(demo({ observation: answered(reach, silent) }));
  assert.ok(state.kind === 'graph');
  return state;
};

describe('ages', () => {
  it('become coarser over time', () => {
    assert.deepEqual([0, 4999, 5000, 59_999, 60_000, 3_599_999, 3_600_000, 90_000_000].map(formatAge), [
      'just now',
      'just now',
      '5 s ago',
      '55 s ago',
      '1 min ago',
      '59 min ago',
      '1 h ago',
      '25 h ago',
    ]);
  });

  it('stay the same until the announced moment', () => {
    fc.assert(
      fc.property(fc.nat(1e8), (age) => {
        const next = untilNextAge(age);
        assert.equal(formatAge(age + next - 1), formatAge(age));
        assert.notEqual(formatAge(age + next), formatAge(age));
      }),
    );
  });
});

describe('text of a star or edge', () => {
  it('describes it for screen readers', () => {
    const { nodes, edges } = demoGraph(['C→F']);
    const [backend, client, frontend] = nodes;
    const edge = edges.find(({ from, to }) => from === 'C' && to === 'F');
    assert.ok(backend && client && frontend && edge);
    assert.equal(
      nodeSentence(
        client,
        edges.filter(({ from }) => from === 'C'),
      ),
      'C · client, profile client, reaches F of 2',
    );
    assert.equal(
      nodeSentence(
        backend,
        edges.filter(({ from }) => from === 'B'),
      ),
      'B · backend, profile backend, reaches none of 2',
    );
    assert.equal(
      edgeSentence(edge, client, frontend),
      'C · client to F · frontend: reachable, denied by policy, observed, not allowed',
    );
  });

  it('lists only known facts of a star', () => {
    const ghost = example.nodes.find(({ id }) => id === 'E');
    assert.ok(ghost);
    assert.deepEqual(
      nodeFacts(ghost).map(([name]) => name),
      ['Responds'],
    );
  });

  it('announces what changed, with counts if there is much', () => {
    assert.equal(newsOf(demoGraph([]), demoGraph(['C→F'])), 'frontend is now reachable from client.');
    assert.equal(
      newsOf(demoGraph(['C→F', 'F→B']), demoGraph(['C→F'])),
      'backend is no longer reachable from frontend.',
    );
    assert.equal(
      newsOf(demoGraph([]), demoGraph(['C→F', 'F→B', 'B→C', 'B→F'])),
      '4 connections are now reachable, 0 no longer are.',
    );
    assert.equal(newsOf(demoGraph([]), demoGraph([])), '');
  });
});

describe('labels', () => {
  const measure = (text: string) => Array.from(text).length;

  it('are truncated to the available width with an ellipsis, never within a character', () => {
    assert.equal(fitText('frontend', 8, measure), 'frontend');
    assert.equal(fitText('frontend', 5, measure), 'fron…');
    assert.equal(fitText('⭐🌟✨💫', 3, measure), '⭐🌟…');
    assert.equal(fitMiddle('frontend', 8, measure), 'frontend');
    assert.equal(fitMiddle('frontend-blue', 8, measure), 'fron…lue');
    assert.equal(fitMiddle('⭐🌟✨💫', 3, measure), '⭐…💫');
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 20 }),
        (text, room) =>
          measure(fitText(text, room, measure)) <= room && measure(fitMiddle(text, room, measure)) <= room,
      ),
    );
  });
});

describe('saved page state', () => {
  it('round-trips, and is discarded in any other format', () => {
    const saved = { ...FRESH, positions: { A: { x: 1, y: 2 } }, collapsed: ['tag a'], camera: { x: 1, y: 2, k: 3 } };
    assert.deepEqual(readSaved(JSON.parse(JSON.stringify(saved))), saved);
    for (const value of [
      undefined,
      null,
      {},
      { version: 1 },
      { ...saved, positions: { A: 'here' } },
      { ...saved, toggles: {} },
    ])
      assert.equal(readSaved(value), undefined);
  });
});

describe('view options', () => {
  const { toggles } = FRESH;

  it('hide unreachable edges and show the collector independently', () => {
    const count = (change: Partial<typeof toggles>) => {
      const { nodes, edges } = new VisiblePart().of(example, { ...toggles, ...change });
      return [nodes.length, edges.length];
    };
    assert.deepEqual(count({}), [6, 12]);
    assert.deepEqual(count({ unreachable: false }), [6, 5]);
    assert.deepEqual(count({ collector: true }), [7, 17]);
    assert.deepEqual(count({ outside: false }), [5, 11]);
  });
});
