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

// The one place that knows the toolkit. An element is defined when it is first made, so that a page brings along only those that it uses.

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

/** Makes an element. @param definitions of it, and of what it consists of. */
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

/** A button that is only an icon. @param title what it does, for the tooltip and for those who hear it. */
export function iconButton(name: IconName, title: string, clicked: () => void): Button {
  const element = button('', 'secondary', clicked);
  element.appearance = 'icon';
  element.replaceChildren(icon(name));
  element.ariaLabel = title;
  element.title = title;
  return element;
}

/** A check box with its label. */
export function checkbox(label: string, checked: boolean, changed: (checked: boolean) => void): Checkbox {
  const element = make('vscode-checkbox', vsCodeCheckbox);
  say(element, label);
  element.checked = checked;
  element.addEventListener('change', () => changed(element.checked));
  return element;
}

/** A table whose rows are set as data. @param columns with their widths as CSS grids name them. */
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

/** A ring that turns while one waits. */
export function progressRing(): HTMLElement {
  return make('vscode-progress-ring', vsCodeProgressRing);
}

/** One entry of a list to choose from. */
export interface DropdownOption {
  readonly value: string;
  readonly title: string;
}

/** A list to choose from. */
export class ChoiceField {
  readonly element: HTMLElement;
  readonly #dropdown = make('vscode-dropdown', vsCodeDropdown);
  #choices = '';

  /** @param shown the label's words on the page, if any. */
  constructor(label: string, shown: string, name: string, changed: (value: string) => void) {
    this.#dropdown.ariaLabel = label;
    this.#dropdown.addEventListener('change', () => changed(this.#dropdown.value));
    this.element = html('div', `field ${name}`, ...(shown === '' ? [] : [html('span', '', shown)]), this.#dropdown);
  }

  /** Shows the entries, and which of them is chosen. */
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

/** A line to type into. @param changed hears of each keystroke, or with `whole` of what is accepted. */
export function textField(
  label: string,
  hint: string,
  name: string,
  changed: (text: string) => void,
  whole = false,
): TextField {
  const field = make('vscode-text-field', vsCodeTextField);
  field.className = `field ${name}`;
  // The toolkit takes the label that it reads out from here; the style sheet keeps it from view.
  say(field, label);
  field.placeholder = hint;
  field.addEventListener(whole ? 'change' : 'input', () => changed(field.value));
  return field;
}
