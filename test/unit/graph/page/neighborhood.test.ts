import assert from 'node:assert/strict';
import { neighborhoodOf } from '../../../../webview/graph/scene/neighborhood';
import { compose } from '../../../../webview/graph/scene/scene';
import { exampleResources, graphOf } from '../../../pages/graph/graph-states';

const { nodes, edges } = graphOf(exampleResources());
const scene = compose(
  { nodes, edges, groups: [] },
  new Map(nodes.map(({ id }, index) => [id, { x: index * 200, y: 0 }])),
);

describe('the neighborhood of a star', () => {
  it('contains the stars it probes, the stars that probe it, and the edges between', () => {
    const around = neighborhoodOf('C', scene);
    assert.deepEqual([...(around?.nodes ?? [])].sort(), ['A', 'B', 'C', 'D', '★']);
    assert.deepEqual([...(around?.edges ?? [])].map((key) => (JSON.parse(key) as string[]).join('→')).sort(), [
      'A→C',
      'B→C',
      'C→A',
      'C→B',
      'C→D',
      '★→C',
    ]);
  });

  it('contains only the star if it has no edges', () => {
    assert.deepEqual([...(neighborhoodOf('E', { ...scene, edges: [] })?.nodes ?? [])], ['E']);
    assert.equal(neighborhoodOf('nobody', scene), undefined);
  });
});
