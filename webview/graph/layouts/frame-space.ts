import { unionOf, type Box } from '../scene/box';
import type { Point } from '../scene/point';
import { ROOM, type Frame, type LayoutNode, type Places } from './place';

/** Side of the square that a star takes. */
export const CELL = 2 * ROOM;
/** Margin around the stars in a frame with a gap to the next frame, and the height of its title. */
export const EDGE = 30;
export const TITLE = 44;

/** What new stars of a frame keep off. */
export interface Surroundings {
  /** The stars in the frame and in those around it. */
  readonly own: readonly Box[];
  /** Other stars and frames, and where groups will be when they are collapsed. */
  readonly foreign: readonly Box[];
  /** What the frame and those around it contain; undefined if they are empty. */
  readonly hull: Box | undefined;
}

/** The boxes of stars and frames. */
export class FrameSpace {
  readonly #parents: ReadonlyMap<string, string | undefined>;

  constructor(
    private readonly nodes: readonly LayoutNode[],
    private readonly frames: readonly Frame[],
  ) {
    this.#parents = new Map([
      ...frames.map(({ id, parent }) => [id, parent] as const),
      ...nodes.map(({ id, group }) => [id, group] as const),
    ]);
  }

  around({ id }: Frame, places: Places): Surroundings {
    const own = new Set([id, ...this.#upwards(id)]);
    const isOwn = (star: string) => this.#upwards(star).some((key) => own.has(key));
    const cells = (ids: readonly string[]) =>
      ids.flatMap((star) => {
        const at = places.get(star);
        return at ? [cellAt(at)] : [];
      });
    const stars = this.nodes.map((node) => node.id);
    const mine = cells(stars.filter(isOwn));
    const others = this.frames.filter((frame) => !own.has(frame.id));
    return {
      own: mine,
      foreign: [
        ...cells(stars.filter((star) => !isOwn(star))),
        ...cells(others.map((frame) => frame.id).filter((frame) => !isOwn(frame))),
        ...others.flatMap((frame) => {
          const inside = isOwn(frame.id) ? [] : cells(stars.filter((star) => this.#upwards(star).includes(frame.id)));
          return inside.length === 0 ? [] : [grown(unionOf(inside))];
        }),
      ],
      hull: mine.length === 0 ? undefined : grown(unionOf(mine)),
    };
  }

  /** Returns the frames around a star or frame, from the inside. */
  #upwards(id: string): readonly string[] {
    const around: string[] = [];
    for (let at = this.#parents.get(id); at !== undefined; at = this.#parents.get(at)) around.push(at);
    return around;
  }
}

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The square that a star takes. */
export function cellAt({ x, y }: Point): Box {
  return { left: x - ROOM, top: y - ROOM, right: x + ROOM, bottom: y + ROOM };
}

/** The box of a frame around what is in it. */
function grown({ left, top, right, bottom }: Box): Box {
  return { left: left - EDGE, top: top - EDGE - TITLE, right: right + EDGE, bottom: bottom + EDGE };
}
