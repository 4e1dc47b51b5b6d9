import * as vscode from 'vscode';
import { dataOf, networksOf, profileNamed } from '../../cluster/joins';
import { ClusterError } from '../../cluster/errors';
import type { Snapshot } from '../../cluster/snapshot';
import { connected, targets, type CommandContext } from '../../commands/context';
import { parseDocument } from '../../policy/document';
import { displayName } from '../../policy/names';
import { decodeProfile, type BrokenProfile } from '../../policy/profile';
import { locateRule } from '../../tree/children';
import type { NodeOf } from '../../tree/nodes';
import { SCHEME } from './names';
import { documentName, pathOf, type Place } from './place';

type Row = NodeOf<'profile' | 'brokenProfile' | 'direction' | 'rule' | 'tags' | 'tag'>;

/** Opens the documents of the chosen profiles: their rules, or the stored JSON of those that cannot be read. */
export async function openRules(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const { definition, store } = connected(context);
  const rows = targets(args, context.tree, 'profile', 'brokenProfile', 'direction', 'rule', 'tags', 'tag');
  const chosen: readonly Row[] = rows.length > 0 ? rows : await ask(store.snapshot);
  for (const row of chosen) await openRow(row, definition.name, store.snapshot);
}

async function openRow(row: Row, cluster: string, snapshot: Snapshot): Promise<void> {
  const profile = profileNamed(row.profile, dataOf(snapshot.policy));
  if (!profile) throw new ClusterError('not-found', `The profile ${displayName(row.profile, networksOf(snapshot))} has gone.`, 'Somebody removed it.');
  const name = documentName(profile.name, snapshot);
  if (profile.kind === 'broken') {
    for (const of of brokenLeaves(profile)) await show({ cluster, name, of });
    return;
  }
  const editor = await show({ cluster, name, of: 'document' });
  const line = lineOf(row, editor.document.getText(), snapshot);
  if (line === undefined) return;
  editor.selection = new vscode.Selection(line, 0, line, 0);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function show(place: Place): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(vscode.Uri.from({ scheme: SCHEME, path: pathOf(place) }), { preview: false });
}

/** The stored leaves that keep the profile from being read. */
function brokenLeaves({ name, stored }: BrokenProfile): readonly ('tags' | 'rules')[] {
  const none = { tags: undefined, rules: undefined, labels: undefined };
  return (['tags', 'rules'] as const).filter((leaf) => decodeProfile(name, { ...none, [leaf]: stored[leaf] }).kind === 'broken');
}

/** The line that a row of the tree stands for. */
function lineOf(row: Row, text: string, snapshot: Snapshot): number | undefined {
  const { lines, ...rules } = parseDocument(text);
  if (row.kind === 'rule') {
    const position = locateRule(row, snapshot)?.position;
    return position === undefined ? undefined : rules[row.direction][position - 1]?.line;
  }
  const section = row.kind === 'direction' ? row.direction : row.kind === 'tags' || row.kind === 'tag' ? 'tags' : undefined;
  const line = lines.findIndex(({ syntax }) => syntax.kind === 'section' && syntax.section === section);
  return line < 0 ? undefined : line;
}

async function ask(snapshot: Snapshot): Promise<readonly Row[]> {
  const items = (dataOf(snapshot.policy)?.profiles ?? []).map(({ kind, name }) => ({
    label: displayName(name, networksOf(snapshot)),
    ...(kind === 'broken' && { description: 'cannot be read' }),
    row: { kind: kind === 'broken' ? 'brokenProfile' : 'profile', profile: name } as const,
  }));
  const choice = await vscode.window.showQuickPick(items, { title: 'Open the rules of which profile?', ignoreFocusOut: true });
  return choice ? [choice.row] : [];
}
