import * as l10n from '@vscode/l10n';
import { writtenKind } from '../../../../policy/resources';
import * as vscode from 'vscode';
import type { ClusterDefinition } from '../../../../cluster/connection/definition';
import { dataOf, networksOf, profileNamed } from '../../../../cluster/model/indexes';
import { policyNamed } from '../../../../cluster/model/policies';
import { ClusterError } from '../../../../cluster/connection/errors';
import type { Snapshot } from '../../../../cluster/model/snapshot';
import { connected, targets, type CommandContext } from '../../../../app/commands';
import { parseDocument, type Section } from '../../../../policy/calico1/document';
import { displayName } from '../../../../policy/calico1/names';
import type { PolicyId } from '../../../../policy/calico1/policy';
import { decodeProfile, type BrokenProfile, type Profile } from '../../../../policy/calico1/profile';
import { resourcePlaceIn, type ResourcePlace } from '../../../../app/resource-place';
import { resourceNamed } from '../../../../cluster/model/resources';
import { placeIn, type RulePlace } from '../../../../app/preview/rule-focus';
import { locatePolicyRule, locateRule } from '../../../tree';
import { resourceIn, type NodeOf } from '../../../../app/tree-nodes';
import { askForRules } from './choice';
import { contentOf } from './content';
import { SCHEME } from '../../../../app/rules-uri/names';
import { addressOf, documentName, policyAddressOf, resourceAddressOf } from '../../../../app/rules-uri/address';
import { lineIn } from '../../../../app/rules-uri/rule-lines';
import { columnBesidePages } from '../../../../webviews/webview';

/** Milliseconds to wait for VS Code to reload a file. */
const PATIENCE = 2_000;

type Row = NodeOf<'profile' | 'brokenProfile' | 'direction' | 'rule' | 'tags' | 'tag'> | RulePlace;
type PolicyRow = NodeOf<'policy' | 'brokenPolicy' | 'policyRule'>;

/**
 * Opens the documents of the selected profiles and policies: their rules, or the stored JSON if unreadable.
 * @param args Rows of the tree, or the position of one rule; then the selected rows; then whether the focus stays.
 */
export async function openRules(context: CommandContext, args: readonly unknown[]): Promise<void> {
  const { definition, store } = connected(context);
  const preserveFocus = keepsFocus(args[2]);
  const objects = targets(args, context.tree, 'resource', 'resourceRule').map(placeOfObject);
  const inObject = resourcePlaceIn(args[0]);
  if (inObject || objects.length > 0) {
    for (const object of inObject ? [inObject] : objects)
      await openObject(object, definition, store.snapshot, preserveFocus);
    return;
  }
  const place = placeIn(args[0]);
  if (place) {
    if (place.policy) await openPolicy({ id: place.policy, ...place }, definition, store.snapshot, preserveFocus);
    else await openRow(place, definition, store.snapshot, preserveFocus);
    return;
  }
  const rows = targets(
    args,
    context.tree,
    ...(['profile', 'brokenProfile', 'direction', 'rule', 'tags', 'tag'] as const),
    ...(['policy', 'brokenPolicy', 'policyRule'] as const),
  );
  const chosen = rows.length > 0 ? rows : await askForRules(store.snapshot);
  for (const row of chosen)
    if ('resource' in row) await openObject(row, definition, store.snapshot, preserveFocus);
    else if (isOfPolicy(row))
      await openPolicy(placeOfPolicy(row, store.snapshot), definition, store.snapshot, preserveFocus);
    else await openRow(row, definition, store.snapshot, preserveFocus);
}

function placeOfObject(row: NodeOf<'resource' | 'resourceRule'>): ResourcePlace {
  const path = row.kind === 'resourceRule' ? ['spec', row.direction, row.index] : [];
  return { resource: resourceIn(row), path };
}

async function openObject(
  { resource, path }: ResourcePlace,
  cluster: ClusterDefinition,
  snapshot: Snapshot,
  preserveFocus: boolean,
): Promise<void> {
  const { kind, name } = resource;
  if (!resourceNamed(resource, dataOf(snapshot.policy)))
    throw new ClusterError(
      'not-found',
      l10n.t('The {0} {1} no longer exists.', writtenKind(kind), name),
      l10n.t('Someone else removed it.'),
    );
  const editor = await showAt(resourceAddressOf(cluster, resource), preserveFocus);
  const { document } = editor;
  await broughtUpToDate(document, contentOf({ cluster: cluster.name, resource, name, of: 'resource' }, snapshot)?.text);
  if (path.length > 0) goTo(editor, lineIn(document.getText(), { resource, path }, snapshot));
}

/** A policy, and one of its rules to reveal. */
interface PolicyPlace extends Partial<Pick<RulePlace, 'direction' | 'position'>> {
  readonly id: PolicyId;
}

function isOfPolicy(row: Row | PolicyRow): row is PolicyRow {
  return 'kind' in row && (row.kind === 'policy' || row.kind === 'brokenPolicy' || row.kind === 'policyRule');
}

function placeOfPolicy(row: PolicyRow, snapshot: Snapshot): PolicyPlace {
  const id = { tier: row.tier, name: row.policy };
  const found = row.kind === 'policyRule' ? locatePolicyRule(row, snapshot) : undefined;
  return row.kind === 'policyRule' && found ? { id, direction: row.direction, position: found.position } : { id };
}

async function openPolicy(
  { id, direction, position }: PolicyPlace,
  cluster: ClusterDefinition,
  snapshot: Snapshot,
  preserveFocus: boolean,
): Promise<void> {
  const policy = policyNamed(id, dataOf(snapshot.policy));
  if (!policy)
    throw new ClusterError(
      'not-found',
      l10n.t('The policy {0} no longer exists.', id.name),
      l10n.t('Someone else removed it.'),
    );
  const of = policy.kind === 'broken' ? 'policy' : 'document';
  const editor = await showAt(policyAddressOf(cluster, id, of), preserveFocus);
  const { document } = editor;
  if (policy.kind === 'broken') return;
  await broughtUpToDate(document, contentOf({ cluster: cluster.name, ...id, of }, snapshot)?.text);
  if (!direction || position === undefined) return;
  goTo(editor, lineIn(document.getText(), { profile: '', policy: id, direction, position }, snapshot));
}

async function openRow(
  row: Row,
  cluster: ClusterDefinition,
  snapshot: Snapshot,
  preserveFocus: boolean,
): Promise<void> {
  const profile = profileNamed(row.profile, dataOf(snapshot.policy));
  if (!profile)
    throw new ClusterError(
      'not-found',
      l10n.t('The profile {0} no longer exists.', displayName(row.profile, networksOf(snapshot))),
      l10n.t('Someone else removed it.'),
    );
  const name = documentName(profile.name, snapshot);
  if (profile.kind === 'broken') {
    for (const of of brokenLeaves(profile)) await showAt(addressOf(cluster, name, of), preserveFocus);
    return;
  }
  const editor = await showAt(addressOf(cluster, name), preserveFocus);
  await broughtUpToDate(editor.document, contentOf({ cluster: cluster.name, name, of: 'document' }, snapshot)?.text);
  goTo(editor, lineOf(row, editor.document.getText(), profile, snapshot));
}

function goTo(editor: vscode.TextEditor, line: number | undefined): void {
  if (line === undefined) return;
  editor.selection = new vscode.Selection(line, 0, line, 0);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Shows a document where it is visible, else beside one of our pages. */
async function showAt(address: ReturnType<typeof addressOf>, preserveFocus: boolean): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.from({ scheme: SCHEME, ...address });
  const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  return vscode.window.showTextDocument(uri, {
    preview: preserveFocus,
    preserveFocus,
    viewColumn: visible?.viewColumn ?? columnBesidePages(),
  });
}

/** Whether the last argument of the command asks for the focus to stay where it is. */
function keepsFocus(options: unknown): boolean {
  return (
    typeof options === 'object' && options !== null && 'preserveFocus' in options && options.preserveFocus === true
  );
}

/**
 * VS Code shows a recently closed file in its old state and reloads it shortly after. Until then, its lines don't match
 * the rules.
 */
function broughtUpToDate(document: vscode.TextDocument, text: string | undefined): Promise<void> {
  const isUpToDate = () => text === undefined || document.isDirty || document.getText() === text;
  if (isUpToDate()) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(end, PATIENCE);
    const listener = vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document === document && isUpToDate()) end();
    });
  });
}

/** Returns the stored leaves that are unreadable. */
function brokenLeaves({ name, stored }: BrokenProfile): readonly ('tags' | 'rules')[] {
  const none = { tags: undefined, rules: undefined, labels: undefined };
  return (['tags', 'rules'] as const).filter(
    (leaf) => decodeProfile(name, { ...none, [leaf]: stored[leaf] }).kind === 'broken',
  );
}

/** Returns the line of a tree row or of a rule, also in an edited text. */
function lineOf(row: Row, text: string, profile: Profile, snapshot: Snapshot): number | undefined {
  const place =
    'position' in row
      ? row
      : row.kind === 'rule'
        ? { direction: row.direction, position: locateRule(row, snapshot)?.position ?? 0 }
        : undefined;
  if (place) return lineIn(text, { ...place, profile: profile.name }, snapshot);
  const section = 'kind' in row ? sectionOf(row) : undefined;
  const line = parseDocument(text).lines.findIndex(
    ({ syntax }) => syntax.kind === 'section' && syntax.section === section,
  );
  return line < 0 ? undefined : line;
}

function sectionOf(row: Exclude<Row, RulePlace>): Section | undefined {
  if (row.kind === 'direction') return row.direction;
  return row.kind === 'tags' || row.kind === 'tag' ? 'tags' : undefined;
}
