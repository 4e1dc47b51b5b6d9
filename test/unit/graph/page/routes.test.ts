import assert from 'node:assert/strict';
import { graphState } from '../../../../src/features/graph/state/model';
import type { Graph } from '../../../../src/features/graph/protocol/state';
import { arrange } from '../../../../webview/graph/arrange/arrange';
import type { Grouping } from '../../../../webview/graph/arrange/groups';
import { place } from '../../../../webview/graph/layouts/layout';
import type { LayoutName } from '../../../../webview/graph/layouts/place';
import { FRESH } from '../../../../webview/graph/page/saved';
import type { Box } from '../../../../webview/graph/scene/box';
import { pointAt } from '../../../../webview/graph/scene/curve';
import { Boxes } from '../../../../webview/graph/scene/labels/boxes';
import { titleBox, titleOfFrame } from '../../../../webview/graph/scene/labels/frame-title';
import { labelBoxes, placeLabels } from '../../../../webview/graph/scene/labels/label-places';
import { estimatedLabel, estimatedTitle } from '../../../../webview/graph/scene/labels/label-size';
import { boxesAlong } from '../../../../webview/graph/scene/along';
import { compose, Composer, type Scene } from '../../../../webview/graph/scene/scene';
import { teams } from '../../../pages/graph/graph-states';
import { answered, demo, UI_OPEN, UI_TO_PROBE } from '../demo-cluster';

const OPEN = { 'management-ui': [UI_OPEN], client: [UI_TO_PROBE], frontend: [UI_TO_PROBE], backend: [UI_TO_PROBE] };
const DEMO = graphState(demo({ inbound: OPEN, observation: answered(['C→F', 'F→B'], [], 0) })) as Graph;

function sceneOf(graph: Graph, layout: LayoutName, grouping: Grouping): Scene {
  const drawing = arrange(graph, { toggles: FRESH.toggles, query: '', grouping, collapsed: [], focus: null });
  const places = place({
    name: layout,
    nodes: drawing.nodes.map(({ id, kind, group }) => ({ id, hub: kind === 'collector', group })),
    links: drawing.edges.map(({ from, to, state }) => ({ from, to, open: state === 'reachable' })),
    known: new Map(),
    pinned: new Map(),
  });
  return compose(drawing, places);
}

/** The texts of a scene, placed as on the page. */
function textsOf(scene: Scene): readonly { readonly text: string; readonly box: Box }[] {
  const titles = scene.frames.map((frame) => ({
    text: titleOfFrame(frame.name),
    box: titleBox(frame, estimatedTitle(titleOfFrame(frame.name)), 1),
  }));
  const along = new Boxes();
  along.add(boxesAlong(scene.edges.map(({ curve }) => curve)), undefined);
  const labels = scene.nodes.map(({ node, place: at, radius, labelAbove, labelSide }) => ({
    id: node.id,
    place: at,
    radius,
    above: labelAbove,
    side: labelSide,
    ...estimatedLabel(node),
  }));
  const places = placeLabels(
    labels,
    1,
    titles.map(({ box }) => box),
    new Boxes(),
    along,
  );
  return [
    ...titles,
    ...labels.flatMap((label) => {
      const { above, beside, lines } = places.get(label.id) ?? assert.fail();
      if (lines === 0) return [];
      return labelBoxes(label, beside ?? (above ? 'above' : 'below'), lines, 1).map((box) => ({ text: label.id, box }));
    }),
  ];
}

/** The texts that edges cross. */
function crossings(scene: Scene): readonly string[] {
  const texts = textsOf(scene);
  return scene.edges.flatMap(({ edge, curve }) =>
    texts
      .filter(({ box }) =>
        Array.from({ length: 401 }, (_, index) => pointAt(curve, index / 400)).some(
          ({ x, y }) => x > box.left && x < box.right && y > box.top && y < box.bottom,
        ),
      )
      .map(({ text }) => `${edge.from}→${edge.to} crosses ${text}`),
  );
}

describe('routes of edges', () => {
  it('never cover the opposite edge', () => {
    for (const layout of ['layered', 'circular'] as const) {
      const { edges } = sceneOf(DEMO, layout, 'profile');
      const middles = edges.map(({ curve }) => pointAt(curve, 0.5));
      for (const [index, a] of middles.entries())
        for (const b of middles.slice(index + 1)) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > 4);
    }
  });

  it('stay the same, with their shapes, when only a state changes', () => {
    const drawing = {
      ...arrange(DEMO, { toggles: FRESH.toggles, query: '', grouping: 'profile', collapsed: [], focus: null }),
    };
    const places = new Map(drawing.nodes.map(({ id }, index) => [id, { x: index * 170, y: (index % 2) * 90 }]));
    const composer = new Composer();
    const before = composer.compose(drawing, places);
    const [first, ...others] = drawing.edges;
    assert.ok(first && drawing.routed);
    const after = composer.compose({ ...drawing, edges: [{ ...first, state: 'unknown' }, ...others] }, places);
    assert.deepEqual(
      after.edges.slice(1).map((edge, index) => edge === before.edges[index + 1]),
      others.map(() => true),
    );
    assert.ok(after.nodes.every((node, index) => node === before.nodes[index]));
  });

  for (const [name, graph] of [
    ['the demo', DEMO],
    ['12 stars', teams(12)],
    ['24 stars', teams(24)],
    ['60 stars', teams(60)],
  ] as const) {
    for (const [layout, grouping] of [
      ['layered', 'none'],
      ['force', 'none'],
      ['circular', 'none'],
      ['force', 'profile'],
      ['layered', 'profile'],
      ['circular', 'profile'],
    ] as const) {
      it(`keep off labels and titles: ${name}, ${layout}, grouping by ${grouping}`, () => {
        const scene = sceneOf(graph, layout, grouping);
        const named = new Set(textsOf(scene).map(({ text }) => text));
        const shown = scene.nodes.filter(({ node }) => named.has(node.id)).length;
        assert.equal(shown, scene.nodes.length);
        assert.deepEqual(crossings(scene), []);
      });
    }
  }
});
