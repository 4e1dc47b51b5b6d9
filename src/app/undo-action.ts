import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Command } from './ids';
import type { MessageAction } from './reporter';

/** Identifies a change in the history: the first one of an object since a moment. */
export interface ChangeSince {
  /** The stored name of a profile, or the name of a policy and its tier. */
  readonly of: string | { readonly tier: string; readonly name: string };
  /** Milliseconds since the epoch, before the change was made. */
  readonly since: number;
}

/** Returns the button that undoes one change, as long as nobody changed the same since. */
export function undoAction(change: ChangeSince): MessageAction {
  return { title: l10n.t('Undo'), run: () => vscode.commands.executeCommand(Command.undoPolicy, change) };
}

/** Parses the argument of the command; undefined for the last change. */
export function readChange(value: unknown): ChangeSince | undefined {
  if (typeof value !== 'object' || value === null || !('since' in value) || !('of' in value)) return undefined;
  const { of, since } = value;
  if (typeof since !== 'number') return undefined;
  if (typeof of === 'string') return { of, since };
  return typeof of === 'object' && of !== null && 'tier' in of && 'name' in of
    ? { of: { tier: String(of.tier), name: String(of.name) }, since }
    : undefined;
}
