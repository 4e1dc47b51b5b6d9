import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { icons } from '../../base/text/markup';
import { ask, choose } from '../../app/text/window';
import { parseScript } from './lines';

/** What a typed command starts with. */
const DEFAULT_COMMAND = 'calicoctl profile ';

/**
 * Returns the active editor's selection if it contains several commands, else what the user pastes or types; undefined
 * if canceled. One selected command is where typing starts, selected.
 */
export async function givenScript(title: string): Promise<string | undefined> {
  const selection = selectedText();
  if (selection === undefined) return askScript(title);
  return selection.includes('\n') ? selection : askCommand(title, selection, true);
}

function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) return undefined;
  const text = editor.document.getText(editor.selection);
  return text.includes('calicoctl') ? text.trim() : undefined;
}

async function askScript(title: string): Promise<string | undefined> {
  // A browser asks the user, and VS Code reports an error, when the clipboard is read without permission.
  const readsOnRequest = vscode.env.uiKind === vscode.UIKind.Web;
  const copied = readsOnRequest ? undefined : await commandsInClipboard();
  const isScript = copied?.includes('\n') === true;
  if (readsOnRequest || isScript) {
    const count = isScript ? parseScript(copied).filter(({ kind }) => kind === 'command').length : undefined;
    const fromClipboard = {
      label: icons`$(clippy) ${l10n.t('From the clipboard')}`,
      ...(count !== undefined && { description: count === 1 ? l10n.t('1 command') : l10n.t('{0} commands', count) }),
      clipboard: true,
    };
    const typed = { label: icons`$(edit) ${l10n.t('Type a command…')}`, clipboard: false };
    const choice = await choose(isScript ? [fromClipboard, typed] : [typed, fromClipboard], { title });
    if (!choice) return undefined;
    if (choice.clipboard) return copied ?? vscode.env.clipboard.readText();
  }
  return askCommand(title, isScript ? DEFAULT_COMMAND : (copied ?? DEFAULT_COMMAND));
}

function askCommand(title: string, value: string, selected = false): Promise<string | undefined> {
  return ask({
    title,
    prompt: l10n.t('Shows a plan first. Nothing changes before you confirm it.'),
    value,
    selected,
    check: (text) => {
      const [line] = parseScript(text);
      if (line?.kind !== 'invalid') return undefined;
      return line.incomplete ? { incomplete: line.reason } : line.reason;
    },
  });
}

async function commandsInClipboard(): Promise<string | undefined> {
  const text = (await vscode.env.clipboard.readText()).trim();
  return text.includes('calicoctl profile') ? text : undefined;
}
