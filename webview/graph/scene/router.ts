import { unionOf, type Box } from './box';
import { pointAt, type Bend } from './curve';
import { curveOf, edgeShape } from './edge-shape';
import { titleBox, titleOfFrame } from './labels/frame-title';
import { labelBoxes, type Labelled, type LabelSide } from './labels/label-places';
import { estimatedLabel, estimatedTitle } from './labels/label-size';
import { routesOf, type Routes } from './routes';
import type { EdgeShape, NodeShape, Scene } from './scene';

/**
 * The size of letters that edges keep off, compared to a zoom of one: whole graphs are often zoomed out. Many edges have
 * no room for that.
 */
const SCALE = 1.3;
const FEW = 60;

/** Routes the edges of a changing scene. Routes depend only on places and names, and are kept as long as these are. */
export class Router {
  readonly #nodes = new WeakMap<NodeShape, NodeShape>();
  readonly #edges = new WeakMap<EdgeShape, { readonly bend: Bend; readonly shape: EdgeShape }>();
  #key = '';
  #routes: Routes = { bends: [], sides: new Map() };

  /** Returns the scene with detours. Unchanged stars and edges keep their shapes. */
  route(scene: Scene): Scene {
    const labels = scene.nodes.map(estimated);
    const scale = scene.edges.length > FEW ? 1 : SCALE;
    const titles = scene.frames.map((frame) => titleBox(frame, estimatedTitle(titleOfFrame(frame.name)), scale));
    const byId = new Map(scene.nodes.map((shape) => [shape.node.id, shape]));
    const ends = scene.edges.flatMap(({ edge }) => {
      const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
      return from && to ? [{ edge, from, to }] : [];
    });
    const key = JSON.stringify([labels, titles, ends.map(({ edge: { from, to } }) => [from, to])]);
    if (key !== this.#key) {
      this.#key = key;
      this.#routes = routesOf(
        labels,
        ends.map(({ edge, from, to }) => ({
          from: edge.from,
          to: edge.to,
          curve: (bend) => curveOf(edge, from, to, bend),
        })),
        titles,
        scale,
      );
    }
    const { bends, sides } = this.#routes;
    const nodes = scene.nodes.map((shape) => this.#nodeShape(shape, sides.get(shape.node.id)));
    const edges = scene.edges.map((shape, index) => {
      const [bend, end] = [bends[index], ends[index]];
      return bend && end ? this.#edgeShape(shape, end, bend) : shape;
    });
    const texts = labels.flatMap((label) => labelBoxes(label, sides.get(label.id) ?? 'below', 2, scale));
    const routed = unionOf([NOWHERE, ...texts, ...edges.map(({ curve }) => dot(pointAt(curve, 0.5)))]);
    return { ...scene, nodes, edges, ...(scene.nodes.length > 0 && { routed }) };
  }

  #nodeShape(shape: NodeShape, labelSide: LabelSide | undefined): NodeShape {
    const known = this.#nodes.get(shape);
    if (known?.labelSide === labelSide && known) return known;
    const routed = { ...shape, labelSide };
    this.#nodes.set(shape, routed);
    return routed;
  }

  #edgeShape(
    shape: EdgeShape,
    { from, to }: { readonly from: NodeShape; readonly to: NodeShape },
    bend: Bend,
  ): EdgeShape {
    const known = this.#edges.get(shape);
    if (known?.bend === bend) return known.shape;
    const routed = edgeShape(shape.edge, curveOf(shape.edge, from, to, bend));
    this.#edges.set(shape, { bend, shape: routed });
    return routed;
  }
}

const NOWHERE: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };

function dot({ x, y }: { readonly x: number; readonly y: number }): Box {
  return { left: x, top: y, right: x, bottom: y };
}

function estimated({ node, place, radius, labelAbove }: NodeShape): Labelled {
  return { id: node.id, place, radius, above: labelAbove, ...estimatedLabel(node) };
}
