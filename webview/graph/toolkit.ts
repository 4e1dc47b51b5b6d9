import { provideVSCodeDesignSystem, vsCodeButton, vsCodeCheckbox, vsCodeDataGrid, vsCodeDataGridCell, vsCodeDataGridRow, vsCodeDropdown, vsCodeOption, vsCodeProgressRing, vsCodeTextField, type Button, type Checkbox, type DataGrid } from '@vscode/webview-ui-toolkit';

declare global {
  interface HTMLElementTagNameMap {
    'vscode-button': Button;
    'vscode-checkbox': Checkbox;
    'vscode-data-grid': DataGrid;
  }
}

/** The one place that knows the toolkit: which of its elements are used, and under which names. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox(), vsCodeDataGrid(), vsCodeDataGridCell(), vsCodeDataGridRow(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing(), vsCodeTextField());
}

/** A push button. */
export function button(title: string, appearance: 'primary' | 'secondary', clicked: () => void): Button {
  const element = document.createElement('vscode-button');
  element.appearance = appearance;
  element.textContent = title;
  element.addEventListener('click', clicked);
  return element;
}

/** A check box with its label. */
export function checkbox(label: string, checked: boolean, changed: (checked: boolean) => void): Checkbox {
  const element = document.createElement('vscode-checkbox');
  element.textContent = label;
  element.checked = checked;
  element.addEventListener('change', () => changed(element.checked));
  return element;
}

/** A table whose rows are set as data. @param columns with their widths as CSS grids name them. */
export function dataGrid(label: string, columns: readonly { readonly key: string; readonly title: string; readonly width: string }[]): DataGrid {
  const element = document.createElement('vscode-data-grid');
  element.ariaLabel = label;
  element.generateHeader = 'sticky';
  element.gridTemplateColumns = columns.map(({ width }) => width).join(' ');
  element.columnDefinitions = columns.map(({ key, title }) => ({ columnDataKey: key, title }));
  return element;
}

/** A ring that turns while one waits. */
export function progressRing(): HTMLElement {
  return document.createElement('vscode-progress-ring');
}
