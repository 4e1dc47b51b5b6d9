/**
 * Tracks the star under the pointer, or else with the keyboard focus.
 * @param changed Called with its ID, or without one.
 */
export function followAttention(area: HTMLElement, changed: (id: string | undefined) => void): void {
  let pointed: string | undefined;
  let focused: string | undefined;
  let last: string | undefined;
  const tell = () => {
    const next = pointed ?? focused;
    if (next === last) return;
    last = next;
    changed(next);
  };
  area.addEventListener('pointerover', ({ target }) => {
    pointed = starOf(target);
    tell();
  });
  area.addEventListener('pointerleave', () => {
    pointed = undefined;
    tell();
  });
  area.addEventListener('focusin', ({ target }) => {
    focused = target instanceof Element && target.matches(':focus-visible') ? starOf(target) : undefined;
    tell();
  });
  area.addEventListener('focusout', () => {
    focused = undefined;
    tell();
  });
}

function starOf(target: EventTarget | null): string | undefined {
  return target instanceof Element
    ? (target.closest('[data-node]')?.getAttribute('data-node') ?? undefined)
    : undefined;
}
