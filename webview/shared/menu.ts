import type { Button } from '@vscode/webview-ui-toolkit';
import { html, say } from './dom';
import { button } from './toolkit';

/** Pixels between a menu and its button, and minimum distance from the page's edge. */
const GAP = 4;

/** A button that opens a panel of controls below it. A click outside or Escape closes it. */
export class Menu {
  readonly button: Button;
  readonly panel: HTMLElement;
  readonly #title = html('span');
  #open = false;
  #wasOpen = false;

  /** @param label Describes the panel for screen readers. */
  constructor(label: string, ...contents: readonly HTMLElement[]) {
    this.panel = html('div', 'menu', ...contents);
    this.panel.popover = 'auto';
    this.panel.role = 'dialog';
    this.panel.ariaLabel = label;
    this.button = button(label, 'secondary', () => this.#toggle());
    this.title = label;
    this.button.classList.add('opens-menu');
    this.button.replaceChildren(html('div', 'menu-title', this.#title, html('span', 'chevron')));
    this.button.ariaHasPopup = 'dialog';
    this.button.ariaExpanded = 'false';
    this.panel.addEventListener('beforetoggle', (event) => {
      if (event.newState === 'open') this.#open = true;
    });
    this.panel.addEventListener('toggle', (event) => {
      this.#open = event.newState === 'open';
      this.button.ariaExpanded = String(this.#open);
      if (this.#open) this.#place();
      else if (this.panel.contains(document.activeElement) || document.activeElement === document.body)
        this.button.focus();
    });
    // Pressing the button closes an open panel, like any click outside; the click must not reopen it.
    this.button.addEventListener('pointerdown', () => (this.#wasOpen = this.#open));
  }

  /** The button's label. */
  set title(title: string) {
    say(this.#title, title);
  }

  #toggle(): void {
    if (this.#wasOpen) this.#wasOpen = false;
    else if (!this.#open) this.panel.showPopover();
    else this.panel.hidePopover();
  }

  #place(): void {
    const { left, bottom } = this.button.getBoundingClientRect();
    const { width } = this.panel.getBoundingClientRect();
    this.panel.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
    this.panel.style.top = `${bottom + GAP}px`;
    this.panel.style.maxHeight = `${innerHeight - bottom - 2 * GAP}px`;
  }
}
