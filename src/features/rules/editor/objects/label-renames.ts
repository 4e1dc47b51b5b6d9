import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseDocumentUri } from '../../../../app/rules-uri/address';
import { uriOf } from '../../../../app/rules-uri/shown-lines';
import type { DocumentSessions } from '../../../../app/rules-uri/session';
import { tell } from '../../../../app/text/window';
import { ClusterError } from '../../../../cluster/connection/errors';
import type { Connection } from '../../../../cluster/connection/session';
import { dataOf } from '../../../../cluster/model/indexes';
import { formatResource, labelUseAt, readManifest, schemaOf, type ObjectSource } from '../../../../policy/documents';
import { manifestFiles, MOST_FILES } from '../../manifests/workspace-files';
import { rangesIn } from '../files/documents';
import { documentAt } from '../../../../app/rules-uri/document-at';
import { unsavedEdit } from '../language/unsaved-edit';
import { refusalOf } from '../files/refusal';
import {
  carriersText,
  labelEdits,
  labelFault,
  labelText,
  renamedTo,
  type LabelEdit,
  type RenamedLabel,
} from './label-rename';

/** The object at a position, and the cluster whose policies name the same labels. */
export interface LabelPlace {
  readonly source: ObjectSource;
  /** Undefined while none is connected. */
  readonly connection: Extract<Connection, { state: 'connected' }> | undefined;
}

/** The edits of a file or document. */
interface Renamed {
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly edits: readonly LabelEdit[];
}

/**
 * Renames the key or a value of a label in all policies of a cluster and in the YAML files of the workspace. VS Code
 * lists the changes of several documents and asks before any of them is made. Nothing is saved, and what carries the
 * label keeps it.
 */
export function labelRenameProvider(
  placeAt: (document: vscode.TextDocument, position: vscode.Position) => LabelPlace | undefined,
  sessions: DocumentSessions,
): vscode.RenameProvider {
  return {
    prepareRename(document, position) {
      const { use, source } = labelAt(document, position) ?? {};
      if (!use || !source)
        throw new ClusterError(
          'invalid',
          l10n.t('There is no label to rename here: keys and values of labels in selectors can be renamed.'),
        );
      const [start, end] = [use.start, use.end].map((offset) => document.positionAt(offset + source.start));
      if (!start || !end) return undefined;
      return { range: new vscode.Range(start, end), placeholder: use.value ?? use.key };
    },
    async provideRenameEdits(document, position, newName, token) {
      const { use, connection } = labelAt(document, position) ?? {};
      const to = newName.trim();
      if (!use || to === (use.value ?? use.key)) return undefined;
      const fault = labelFault(use, to);
      if (fault !== undefined) throw new ClusterError('invalid', fault);
      const edit = await editOf(use, to, connection, token);
      if (token.isCancellationRequested) return undefined;
      return unsavedEdit(edit);
    },
  };

  function labelAt(document: vscode.TextDocument, position: vscode.Position) {
    const place = placeAt(document, position);
    if (!place?.source.schema) return undefined;
    const { source } = place;
    const use = labelUseAt(source.text, document.offsetAt(position) - source.start, place.source.schema);
    return { ...place, use };
  }

  async function editOf(
    label: RenamedLabel,
    to: string,
    connection: LabelPlace['connection'],
    token: vscode.CancellationToken,
  ): Promise<vscode.WorkspaceEdit> {
    const { files, isCut } = await manifestFiles(token);
    const inFiles = files.flatMap(({ uri, text }) => {
      const edits = readManifest(text).parts.flatMap(({ source }) => labelEdits(label, to, source));
      return edits.length > 0 ? [{ uri, text, edits }] : [];
    });
    const inCluster = connection ? renamedIn(label, to, connection) : [];
    const refused = await Promise.all(inCluster.map(({ uri }) => isRefused(uri)));
    const policy = connection && dataOf(connection.store.snapshot.policy);
    const description = [
      ...(policy ? [carriersText(label, to, policy)] : []),
      ...(refused.includes(true)
        ? [l10n.t('Left out: {0} that you may not change.', refused.filter(Boolean).length)]
        : []),
      ...(isCut ? [l10n.t('Only {0} YAML files of the workspace were searched.', MOST_FILES)] : []),
    ].join(' ');
    const renamed = [...inCluster.filter((_, index) => refused[index] !== true), ...inFiles];
    // The list shows only the changes.
    if (description !== '' && !token.isCancellationRequested) void tell('info', description);
    const metadata: vscode.WorkspaceEditEntryMetadata = {
      needsConfirmation: renamed.length > 1,
      label: l10n.t('Rename the label {0} to {1} in all policies', labelText(label), labelText(renamedTo(label, to))),
      description,
    };
    const edit = new vscode.WorkspaceEdit();
    for (const { uri, text, edits } of renamed) {
      const rangeOf = rangesIn(text);
      for (const { text: after, ...span } of edits) edit.replace(uri, rangeOf(span), after, metadata);
    }
    return edit;
  }

  async function isRefused(uri: vscode.Uri): Promise<boolean> {
    const place = parseDocumentUri(uri);
    return place !== undefined && (await refusalOf(place, sessions)) !== undefined;
  }
}

/** In open documents as they are edited, and in all others as they would open. */
function renamedIn(
  label: RenamedLabel,
  to: string,
  { definition, store }: NonNullable<LabelPlace['connection']>,
): readonly Renamed[] {
  const stored = dataOf(store.snapshot.policy)?.resources?.stored ?? [];
  return stored.flatMap((resource): readonly Renamed[] => {
    const schema = schemaOf(resource.id.kind);
    if (!schema) return [];
    const uri = uriOf({ resource: resource.id }, definition, store.snapshot);
    const text = documentAt(uri)?.getText() ?? formatResource(resource);
    const edits = labelEdits(label, to, { text, start: 0, schema });
    return edits.length > 0 ? [{ uri, text, edits }] : [];
  });
}
