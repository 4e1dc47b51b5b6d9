import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { icons } from '../../base/text/markup';
import { ask, choose } from '../../app/text/window';
import { parseScript } from './lines';

/**
 * Returns the active editor's selection if it contains commands, else what the user pastes or types; undefined if
 * canceled.
 */
export async function givenScript(title: string): Promise<string | undefined> {
  return selectedText() ?? askScript(title);
}

function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) return undefined;
  const text = editor.document.getText(editor.selection);
  return text.includes('calicoctl') ? text : undefined;
}

async function askScript(title: string): Promise<string | undefined> {
  const clipboard = await vscode.env.clipboard.readText();
  const pasted = clipboard.includes('calicoctl profile') ? clipboard : undefined;
  if (pasted?.trim().includes('\n')) {
    const count = parseScript(pasted).filter(({ kind }) => kind === 'command').length;
    const choice = await choose(
      [
        {
          label: icons`$(clippy) ${l10n.t('From the clipboard')}`,
          description: count === 1 ? l10n.t('1 command') : l10n.t('{0} commands', count),
          clipboard: true,
        },
        { label: icons`$(edit) ${l10n.t('Type a command…')}`, clipboard: false },
      ],
      { title },
    );
    if (!choice) return undefined;
    if (choice.clipboard) return pasted;
  }
  return ask({
    title,
    prompt: l10n.t('Shows a plan first. Nothing changes before you confirm it.'),
    value: pasted?.trim().includes('\n') === false ? pasted.trim() : 'calicoctl profile ',
    check: (text) => {
      const [line] = parseScript(text);
      return line?.kind === 'invalid' ? line.reason : undefined;
    },
  });
}
