import { drag, type D3DragEvent } from 'd3-drag';
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

/** A star that is being dragged. */
interface Held extends Point {
  readonly id: string;
  readonly element: Element;
}

type Dragging = D3DragEvent<SVGGElement, unknown, Held>;

/** Makes the stars in a group draggable. They stay where they are dropped. */
export function makeDraggable(stars: SVGGElement, { stage, placeOf, moved, dropped }: DragOptions): void {
  select(stars).call(
    drag<SVGGElement, unknown, Held | null>()
      .container(stage)
      .subject(({ sourceEvent }: { sourceEvent: Event }) => held(sourceEvent.target))
      .on('start', ({ subject: { element } }: Dragging) => element.classList.add('dragged'))
      .on('drag', ({ subject: { id }, x, y }: Dragging) => moved(id, { x: Math.round(x), y: Math.round(y) }))
      .on('end', ({ subject: { element } }: Dragging) => {
        element.classList.remove('dragged');
        dropped();
      }),
  );

  function held(target: EventTarget | null): Held | null {
    const element = target instanceof Element ? target.closest('[data-node]') : null;
    const id = element?.getAttribute('data-node');
    const place = typeof id === 'string' ? placeOf(id) : undefined;
    return element && typeof id === 'string' && place ? { ...place, id, element } : null;
  }
}
