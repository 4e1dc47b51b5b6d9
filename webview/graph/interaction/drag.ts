import { drag } from 'd3-drag';
import { select } from 'd3-selection';
import type { Point } from '../scene/point';

/** What dragging needs to know and to tell. */
export interface DragOptions {
  /** The group in whose coordinates stars have their places. */
  readonly stage: SVGGElement;
  readonly placeOf: (id: string) => Point | undefined;
  readonly moved: (id: string, place: Point) => void;
  readonly dropped: () => void;
}

/** Lets a star be dragged; where it is dropped, it stays. */
export function makeDraggable(element: SVGGElement, id: string, { stage, placeOf, moved, dropped }: DragOptions): void {
  select(element).call(
    drag<SVGGElement, unknown, Point>()
      .container(stage)
      .subject(() => placeOf(id) ?? { x: 0, y: 0 })
      .on('start', () => element.classList.add('dragged'))
      .on('drag', ({ x, y }: Point) => moved(id, { x: Math.round(x), y: Math.round(y) }))
      .on('end', () => {
        element.classList.remove('dragged');
        dropped();
      }),
  );
}
