// Replaces @vscode/webview-ui-toolkit for pages without a browser: elements with the properties that pages set and the
// events that they listen to, without the toolkit's appearance. The toolkit itself is tested in a real browser.

/** A definition consists of an element's name and class. */
type Define = () => readonly [name: string, element: CustomElementConstructor];

const plain = (name: string): Define => {
  return () => [name, class extends HTMLElement {}];
};

export const vsCodeButton: Define = () => [
  'vscode-button',
  class extends HTMLElement {
    appearance = '';
    get disabled(): boolean {
      return this.hasAttribute('disabled');
    }
    set disabled(disabled: boolean) {
      this.toggleAttribute('disabled', disabled);
    }
  },
];

export const vsCodeCheckbox: Define = () => [
  'vscode-checkbox',
  class extends HTMLElement {
    disabled = false;
    #checked = false;
    get checked(): boolean {
      return this.#checked;
    }
    /** Tells of every change, whoever made it. */
    set checked(checked: boolean) {
      if (checked === this.#checked) return;
      this.#checked = checked;
      this.dispatchEvent(new Event('change', { bubbles: true }));
    }
    override click(): void {
      this.checked = !this.checked;
    }
  },
];

class Valued extends HTMLElement {
  value = '';
  placeholder = '';
}

export const vsCodeTextField: Define = () => ['vscode-text-field', class extends Valued {}];
export const vsCodeDropdown: Define = () => ['vscode-dropdown', class extends Valued {}];
export const vsCodeOption = plain('vscode-option');
export const vsCodeProgressRing = plain('vscode-progress-ring');
export const vsCodeDataGrid: Define = () => [
  'vscode-data-grid',
  class extends HTMLElement {
    rowsData: readonly object[] = [];
    columnDefinitions: readonly object[] = [];
  },
];
export const vsCodeDataGridRow = plain('vscode-data-grid-row');
export const vsCodeDataGridCell = plain('vscode-data-grid-cell');

/** Registers each element once. */
export function provideVSCodeDesignSystem(): { register(...definitions: readonly ReturnType<Define>[]): void } {
  return {
    register: (...definitions) => {
      for (const [name, element] of definitions) if (!customElements.get(name)) customElements.define(name, element);
    },
  };
}
