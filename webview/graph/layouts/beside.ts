import type { Point } from '../scene/point';
import { CELL, cellAt } from './frame-space';
import { freePlace, middleOf } from './free-place';
import type { LayoutLink, LayoutNode, Places } from './place';

/**
 * Places new stars where nothing is in the way, as close to their neighbors as possible. Whatever has a position stays
 * there. Deterministic.
 */
export function beside(
  nodes: readonly LayoutNode[],
  links: readonly Pick<LayoutLink, 'from' | 'to'>[],
  known: Places,
): Map<string, Point> {
  const places = new Map(nodes.flatMap(({ id }) => (known.has(id) ? [[id, known.get(id) ?? CENTER] as const] : [])));
  const foreign = [...places.values()].map(cellAt);
  const neighbors = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of links) {
    neighbors.get(from)?.push(to);
    neighbors.get(to)?.push(from);
  }
  for (const id of nodes.map((node) => node.id).sort()) {
    if (places.has(id)) continue;
    const preferred = middleOf(neighbors.get(id) ?? [], places) ?? middleOf([...places.keys()], places) ?? CENTER;
    const { x, y } = freePlace(preferred, { width: CELL, height: CELL }, { own: [], foreign, hull: undefined });
    const at = { x: Math.round(x), y: Math.round(y) };
    places.set(id, at);
    foreign.push(cellAt(at));
  }
  return places;
}

const CENTER: Point = { x: 0, y: 0 };
