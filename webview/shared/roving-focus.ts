/**
 * Makes a toolbar's buttons one tab stop, in which the left and right arrow keys, Home and End move. Its role is set as
 * the ARIA Authoring Practices' toolbar has it.
 * @param label Names the toolbar for screen readers.
 */
export function roveFocus(toolbar: HTMLElement, label: string): void {
  toolbar.role = 'toolbar';
  toolbar.ariaLabel = label;
  const buttons = () => [...toolbar.querySelectorAll<HTMLElement>('vscode-button')];
  const usable = () =>
    buttons().filter((button) => !button.hidden && !button.hasAttribute('disabled') && button.checkVisibility());
  let stop: HTMLElement | undefined;
  const stopAt = (button: HTMLElement | undefined) => {
    stop = button;
    for (const other of buttons()) {
      // The toolkit's buttons contain what gets the focus, once they are attached.
      const control = other.shadowRoot?.querySelector('button');
      if (control) control.tabIndex = other === button ? 0 : -1;
    }
  };
  const follow = () => {
    const now = usable();
    stopAt(stop && now.includes(stop) ? stop : now[0]);
  };
  toolbar.addEventListener('focusin', ({ target }) => {
    const button = buttons().find((candidate) => candidate === target);
    if (button) stopAt(button);
  });
  toolbar.addEventListener('keydown', (event) => {
    const now = usable();
    const at = stop ? now.indexOf(stop) : -1;
    const to = { ArrowRight: now[at + 1], ArrowLeft: now[at - 1], Home: now[0], End: now.at(-1) }[event.key];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    stopAt(to);
    to.focus();
  });
  new MutationObserver(follow).observe(toolbar, {
    attributeFilter: ['hidden', 'disabled', 'class'],
    childList: true,
    subtree: true,
  });
  new ResizeObserver(follow).observe(toolbar);
  follow();
}
