/** Handles activated elements of the picture. */
export interface ActivationListener {
  /** Returns the element that an event applies to. */
  targetOf(event: MouseEvent): EventTarget | null;
  /** Opens the details of an element. Returns false if it has none. */
  open(target: EventTarget | null): boolean;
  /** Goes to what an element represents. */
  goTo(target: EventTarget | null): void;
  /** Closes the details. Returns false if they are not open. */
  close(): boolean;
}

/** Opens elements by click, Space or Enter, goes to them by double click, and closes the details by Escape. */
export function followActivation(element: HTMLElement, listener: ActivationListener): void {
  let clicked: EventTarget | null = null;
  element.addEventListener('click', (event) => {
    // The first click of a double click opens the details, which can move another element under the pointer.
    if (event.detail > 1) return;
    clicked = listener.targetOf(event);
    listener.open(clicked);
  });
  element.addEventListener('dblclick', ({ detail, target }) => listener.goTo(detail > 1 ? clicked : target));
  element.addEventListener(
    'keydown',
    (event) => {
      const { key, target } = event;
      const done = key === ' ' || key === 'Enter' ? listener.open(target) : key === 'Escape' && listener.close();
      if (!done) return;
      event.preventDefault();
      // An Escape that closes the details does nothing else.
      event.stopPropagation();
    },
    { capture: true },
  );
}
