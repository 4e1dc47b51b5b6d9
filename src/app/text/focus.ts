import type * as vscode from 'vscode';

/** The lists and inputs that are shown, or about to be. */
const open = new Set<vscode.QuickInput>();

let pageInFront: () => Promise<unknown> = () => Promise.resolve();

/**
 * Sets how to wait for the page in front. When the Command Palette closes, VS Code returns the focus to that page, and
 * an input that is shown before the page gets it would lose it.
 */
export function waitForPage(wait: () => Promise<unknown>): void {
  pageInFront = wait;
}

/** Shows a list or input, so that it has the focus. */
export async function present(input: vscode.QuickInput): Promise<void> {
  input.onDidHide(() => open.delete(input));
  const follows = open.size > 0;
  open.add(input);
  // One that follows another takes its place, and has the focus.
  if (!follows) await pageInFront();
  input.show();
}
