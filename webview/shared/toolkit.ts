import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDataGrid,
  vsCodeDataGridCell,
  vsCodeDataGridRow,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
  type Button,
  type Checkbox,
  type DataGrid,
  type Dropdown,
  type TextField,
} from '@vscode/webview-ui-toolkit';
import { html, say } from './dom';
import { icon, type IconName } from './icons';

// The only module that imports the toolkit. Elements are registered on first use, so that a page's bundle contains only
// those that it uses.

declare global {
  interface HTMLElementTagNameMap {
    'vscode-button': Button;
    'vscode-checkbox': Checkbox;
    'vscode-data-grid': DataGrid;
    'vscode-dropdown': Dropdown;
    'vscode-option': HTMLElement;
    'vscode-progress-ring': HTMLElement;
    'vscode-text-field': TextField;
  }
}

const defined = new Set<string>();

/** Creates an element. @param definitions Its own and those of its parts. */
function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  ...definitions: readonly (() => unknown)[]
): HTMLElementTagNameMap[Name] {
  if (!defined.has(name)) {
    defined.add(name);
    provideVSCodeDesignSystem().register(...definitions.map((define) => define()));
  }
  return document.createElement(name);
}

/** A push button. */
export function button(title: string, appearance: 'primary' | 'secondary', clicked: () => void): Button {
  const element = make('vscode-button', vsCodeButton);
  element.appearance = appearance;
  say(element, title);
  element.addEventListener('click', clicked);
  return element;
}

/** A button with only an icon. @param title What it does, for tooltip and screen readers. */
export function iconButton(name: IconName, title: string, clicked: () => void): Button {
  const element = button('', 'secondary', clicked);
  element.appearance = 'icon';
  element.replaceChildren(icon(name));
  element.ariaLabel = title;
  element.title = title;
  return element;
}

/** A check box with its label. */
export class CheckField {
  readonly element = make('vscode-checkbox', vsCodeCheckbox);
  #shown = false;

  /** @param changed Called when the user changes it. */
  constructor(label: string, changed: (checked: boolean) => void) {
    say(this.element, label);
    this.element.addEventListener('change', () => {
      const { checked } = this.element;
      // The toolkit tells of every change, also of those by the page.
      if (checked === this.#shown) return;
      this.#shown = checked;
      changed(checked);
    });
  }

  show(checked: boolean): void {
    this.#shown = checked;
    if (this.element.checked !== checked) this.element.checked = checked;
  }
}

/** A table whose rows are set as data. @param columns With widths as in CSS grids. */
export function dataGrid(
  label: string,
  columns: readonly { readonly key: string; readonly title: string; readonly width: string }[],
): DataGrid {
  const element = make('vscode-data-grid', vsCodeDataGrid, vsCodeDataGridRow, vsCodeDataGridCell);
  element.ariaLabel = label;
  element.generateHeader = 'sticky';
  element.gridTemplateColumns = columns.map(({ width }) => width).join(' ');
  element.columnDefinitions = columns.map(({ key, title }) => ({ columnDataKey: key, title }));
  return element;
}

/** An indefinite progress ring. */
export function progressRing(): HTMLElement {
  return make('vscode-progress-ring', vsCodeProgressRing);
}

/** One entry of a dropdown. */
export interface DropdownOption {
  readonly value: string;
  readonly title: string;
}

/** A dropdown. */
export class ChoiceField {
  readonly element: HTMLElement;
  readonly #dropdown = make('vscode-dropdown', vsCodeDropdown);
  #choices = '';

  /** @param shown The visible label, if any. */
  constructor(label: string, shown: string, name: string, changed: (value: string) => void) {
    this.#dropdown.ariaLabel = label;
    this.#dropdown.addEventListener('change', () => changed(this.#dropdown.value));
    this.element = html('div', `field ${name}`, ...(shown === '' ? [] : [html('span', '', shown)]), this.#dropdown);
  }

  /** Updates the entries and the selection. */
  show(choices: readonly DropdownOption[], value: string): void {
    const now = JSON.stringify(choices);
    if (now !== this.#choices) {
      this.#choices = now;
      this.#dropdown.replaceChildren(...choices.map((choice) => optionOf(choice, choice.value === value)));
    }
    if (this.#dropdown.value !== value) this.#dropdown.value = value;
  }
}

function optionOf({ value, title }: DropdownOption, selected: boolean): HTMLElement {
  const option = make('vscode-option', vsCodeOption);
  option.setAttribute('value', value);
  option.toggleAttribute('selected', selected);
  say(option, title);
  return option;
}

/** A text field. @param changed Called for each keystroke or, with `whole`, for accepted input. */
export function textField(
  label: string,
  hint: string,
  name: string,
  changed: (text: string) => void,
  whole = false,
): TextField {
  const field = make('vscode-text-field', vsCodeTextField);
  field.className = `field ${name}`;
  // The toolkit takes its accessible label from here; the style sheet hides it.
  say(field, label);
  field.placeholder = hint;
  field.addEventListener(whole ? 'change' : 'input', () => changed(field.value));
  return field;
}
