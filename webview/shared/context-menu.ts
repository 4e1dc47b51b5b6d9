/** What a menu is about, with data for the command of the selected item. */
interface MenuSubject {
  readonly webviewSection: string;
}

/**
 * Gives an element a context menu of VS Code with items of ours, by what was clicked. VS Code reads an attribute of the
 * clicked element and those around it, after this listener has set it.
 * @param targetOf Returns what an event is about; undefined for nothing in particular.
 */
export function offerMenu(element: HTMLElement, targetOf: (event: MouseEvent) => MenuSubject | undefined): void {
  element.addEventListener(
    'contextmenu',
    (event) => {
      element.dataset['vscodeContext'] = JSON.stringify({
        preventDefaultContextMenuItems: true,
        ...(targetOf(event) ?? { webviewSection: 'ground' }),
      });
    },
    { capture: true },
  );
}
