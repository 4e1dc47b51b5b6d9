import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Command } from '../../app/ids';
import type { Reporter } from '../../app/reporter';
import { readMenuTarget } from './protocol';
import type { MatrixPanel } from './panel';

/** An item of the context menus of cells and headings. */
export type MenuItem = 'explain' | 'explainFrom' | 'explainTo' | 'copyName' | 'copyAddress';

/** Runs an item of a context menu. @param argument What the menu is about, from the page. */
export async function runMenuItem(
  item: MenuItem,
  argument: unknown,
  matrix: MatrixPanel,
  reporter: Pick<Reporter, 'done'>,
): Promise<void> {
  const target = readMenuTarget(argument);
  if (!target) return;
  if (target.webviewSection === 'cell') {
    if (item === 'explain') matrix.explain(target);
    return;
  }
  const party = matrix.partyNamed(target.party);
  if (!party) return;
  switch (item) {
    case 'explainFrom':
    case 'explainTo':
      await vscode.commands.executeCommand(Command.explain, { [item === 'explainTo' ? 'to' : 'from']: party.id });
      break;
    case 'copyName':
    case 'copyAddress': {
      const text = item === 'copyName' ? party.name : party.addresses.join('\n');
      await vscode.env.clipboard.writeText(text);
      reporter.done(l10n.t('Copied {0}', text));
      break;
    }
    case 'explain':
      break;
  }
}
