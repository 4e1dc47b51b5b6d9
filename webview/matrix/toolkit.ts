import { provideVSCodeDesignSystem, vsCodeButton, vsCodeCheckbox, vsCodeDropdown, vsCodeOption, vsCodeProgressRing, vsCodeTextField, type Dropdown, type TextField } from '@vscode/webview-ui-toolkit';
import { html } from '../graph/svg';

export { button, checkbox } from '../graph/toolkit';

declare global {
  interface HTMLElementTagNameMap {
    'vscode-dropdown': Dropdown;
    'vscode-text-field': TextField;
  }
}

/** The toolkit's elements that this page uses. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing(), vsCodeTextField());
}

/** One entry of a list to choose from. */
export interface Choice {
  readonly value: string;
  readonly title: string;
}

/** A list to choose from. */
export class ChoiceField {
  readonly element: HTMLElement;
  readonly #dropdown = document.createElement('vscode-dropdown');
  #choices = '';

  /** @param shown the label's words on the page, if any. */
  constructor(label: string, shown: string, name: string, changed: (value: string) => void) {
    this.#dropdown.ariaLabel = label;
    this.#dropdown.addEventListener('change', () => changed(this.#dropdown.value));
    this.element = html('div', `field ${name}`, ...(shown === '' ? [] : [html('span', '', shown)]), this.#dropdown);
  }

  /** Shows the entries, and which of them is chosen. */
  show(choices: readonly Choice[], value: string): void {
    const now = JSON.stringify(choices);
    if (now !== this.#choices) {
      this.#choices = now;
      this.#dropdown.replaceChildren(...choices.map((choice) => optionOf(choice, choice.value === value)));
    }
    if (this.#dropdown.value !== value) this.#dropdown.value = value;
  }
}

function optionOf({ value, title }: Choice, selected: boolean): HTMLElement {
  const option = document.createElement('vscode-option');
  option.setAttribute('value', value);
  option.toggleAttribute('selected', selected);
  option.textContent = title;
  return option;
}

/** A line to type into. @param changed hears of each keystroke, or with `whole` of what is accepted. */
export function textField(label: string, hint: string, name: string, changed: (text: string) => void, whole = false): TextField {
  const field = document.createElement('vscode-text-field');
  field.className = `field ${name}`;
  // The toolkit takes the label that it reads out from here; the style sheet keeps it from view.
  field.textContent = label;
  field.placeholder = hint;
  field.addEventListener(whole ? 'change' : 'input', () => changed(field.value));
  return field;
}
