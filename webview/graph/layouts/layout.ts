import type { Point } from '../scene/point';
import { circular } from './circular';
import { forcing } from './force';
import { grouped } from './grouped';
import { layered } from './layered';
import { framed } from './framed';
import type { Frame, LayoutLink, LayoutName, LayoutNode, Places } from './place';

/** The input of a layout. */
export interface LayoutInput {
  readonly name: LayoutName;
  readonly nodes: readonly LayoutNode[];
  readonly links: readonly LayoutLink[];
  /** Expanded groups, outer ones first, in which the force layout places stars; absent where there are no such groups. */
  readonly frames?: readonly Frame[];
  /** Previous positions with this layout and grouping. */
  readonly known: ReadonlyMap<string, Point>;
  /** Positions set by the user, which are kept. */
  readonly pinned: ReadonlyMap<string, Point>;
}

/**
 * Places all stars. Deterministic. The force layout keeps known positions and places new stars among them. The other
 * layouts have one position per star.
 */
export function place(input: LayoutInput): Places {
  const steps = placing(input);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, in steps that a page can run one at a time. */
export function* placing(input: LayoutInput): Generator<undefined, Places> {
  const { known, pinned } = input;
  const places = yield* placed(input, new Map([...known, ...pinned]));
  return new Map([...places].map(([id, point]) => [id, pinned.get(id) ?? point]));
}

function* placed(
  { name, nodes, links, frames }: LayoutInput,
  known: ReadonlyMap<string, Point>,
): Generator<undefined, Places> {
  switch (name) {
    case 'circular':
      return circular(nodes);
    case 'layered':
      return layered(nodes, links);
    case 'force':
      if (isPlaced(nodes, known)) return known;
      if (frames) return yield* framed(nodes, links, known, frames);
      return nodes.some(({ group }) => group !== undefined)
        ? grouped(nodes, links)
        : yield* forcing(nodes, links, known);
  }
}

/** Whether all stars have positions. */
export function isPlaced(nodes: readonly LayoutNode[], known: ReadonlyMap<string, Point>): boolean {
  return nodes.every(({ id }) => known.has(id));
}
