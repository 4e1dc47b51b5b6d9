import { drag } from 'd3-drag';
import { select } from 'd3-selection';
import type { Point } from '../scene/point';

/** Options of dragging. */
export interface DragOptions {
  /** The group whose coordinates the stars use. */
  readonly stage: SVGGElement;
  readonly placeOf: (id: string) => Point | undefined;
  readonly moved: (id: string, place: Point) => void;
  readonly dropped: () => void;
}

/** Makes a star draggable. It stays where it is dropped. */
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
