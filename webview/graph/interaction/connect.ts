import type { Point } from '../scene/point';
import { set, svg } from '../../shared/dom';

/** Options of connecting two stars. */
export interface ConnectOptions {
  /** The group whose coordinates the stars use. */
  readonly stage: SVGGElement;
  /** Returns the place of the pointer in these coordinates. */
  readonly placeOf: (event: MouseEvent) => Point;
  /** Called with the stars where the drag began and ended. */
  readonly connected: (from: string, to: string) => void;
}

/** Dragging from a star to another with Shift held asks for the connection between them. Escape ends it. */
export function connectByDrag(picture: HTMLElement, { stage, placeOf, connected }: ConnectOptions): void {
  picture.addEventListener(
    'mousedown',
    (event) => {
      const from = event.shiftKey && event.button === 0 ? starAt(event.target) : undefined;
      if (from === undefined) return;
      // Otherwise the star or the picture would move.
      event.stopPropagation();
      event.preventDefault();
      follow(event, from);
    },
    { capture: true },
  );

  function follow(begin: MouseEvent, from: string): void {
    const listening = new AbortController();
    const { signal } = listening;
    const line = svg('path', { class: 'connecting' });
    const { x, y } = placeOf(begin);
    stage.append(line);
    const end = () => {
      listening.abort();
      line.remove();
    };
    const move = (event: MouseEvent) => {
      const to = placeOf(event);
      set(line, 'd', `M${x},${y}L${to.x},${to.y}`);
    };
    window.addEventListener('mousemove', move, { signal });
    window.addEventListener('blur', end, { signal });
    window.addEventListener('keydown', ({ key }) => key === 'Escape' && end(), { signal, capture: true });
    window.addEventListener(
      'mouseup',
      ({ target }) => {
        end();
        const to = starAt(target);
        if (to !== undefined && to !== from) connected(from, to);
      },
      { signal },
    );
  }
}

function starAt(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<SVGElement>('[data-node]')?.dataset['node'] : undefined;
}
