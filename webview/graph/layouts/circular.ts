import { ROOM, type LayoutNode, type Places } from './place';

/** Minimum radius of the ring. */
const RING = 175;

/** Places stars on a ring, with groups side by side and the hub in the center. */
export function circular(nodes: readonly LayoutNode[]): Places {
  const ring = nodes
    .filter(({ hub }) => !hub)
    .toSorted((a, b) => compare(a.group ?? '\uffff', b.group ?? '\uffff') || compare(a.id, b.id));
  const radius = Math.max(RING, (ring.length * ROOM) / Math.PI);
  const around = ring.map(({ id }, index) => {
    const angle = (index / ring.length) * 2 * Math.PI - Math.PI / 2;
    return [id, { x: Math.round(radius * Math.cos(angle)), y: Math.round(radius * Math.sin(angle)) }] as const;
  });
  const hubs = nodes.filter(({ hub }) => hub).map(({ id }, index) => [id, { x: 0, y: index * 2 * ROOM }] as const);
  return new Map([...around, ...hubs]);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
