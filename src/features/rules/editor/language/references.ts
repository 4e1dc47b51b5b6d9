import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { connectionOf, type DocumentSessions } from '../../../../app/rules-uri/session';
import { parseDocumentUri } from '../../../../app/rules-uri/address';
import { ClusterError } from '../../../../cluster/connection/errors';
import { isTag } from '../../../../policy/calico1/felix';
import { rangeOf } from '../files/documents';
import { occurrencesOf, tagAt, type Occurrence, type TagAt } from './occurrences';
import { shownTag, storedTag } from '../document-context';
import { unsavedEdit } from './unsaved-edit';

/** Provides the occurrences of a tag in all profiles and policies. */
export function referenceProvider(sessions: DocumentSessions): vscode.ReferenceProvider {
  return {
    provideReferences(document, position, { includeDeclaration }) {
      const found = tagAt(document, position, sessions);
      return (
        found &&
        allOf(found, document, sessions)
          .filter(({ use }) => includeDeclaration || use.section !== 'tags')
          .map(({ location }) => location)
      );
    },
  };
}

/** Provides the profiles that have the tag of a rule. */
export function definitionProvider(sessions: DocumentSessions): vscode.DefinitionProvider {
  return {
    provideDefinition(document, position) {
      const found = tagAt(document, position, sessions);
      return (
        found &&
        allOf(found, document, sessions)
          .filter(({ use }) => use.section === 'tags')
          .map(({ location }) => location)
      );
    },
  };
}

/**
 * Renames a tag in all profiles and policies. VS Code lists every change and asks before any of them is made; each
 * document is then saved by the user like any edited document, by compare-and-swap.
 */
export function renameProvider(sessions: DocumentSessions): vscode.RenameProvider {
  return {
    prepareRename(document, position) {
      const found = tagAt(document, position, sessions);
      if (!found) throw new ClusterError('invalid', l10n.t('Tags can be renamed only in a connected cluster.'));
      return { range: rangeOf(document, found.word), placeholder: found.word.value };
    },
    provideRenameEdits(document, position, newName) {
      const found = tagAt(document, position, sessions);
      if (!found) return undefined;
      if (!isTag(newName))
        throw new ClusterError(
          'invalid',
          l10n.t('“{0}” is not a valid tag. Tags consist of letters, digits, dots, dashes and underscores.', newName),
        );
      const renamed = storedTag(newName, found.subject);
      const edit = new vscode.WorkspaceEdit();
      for (const { location, context, name } of allOf(found, document, sessions)) {
        const label = l10n.t('Rename the tag {0} to {1} in all profiles and policies', found.word.value, newName);
        edit.replace(location.uri, location.range, shownTag(renamed, context), {
          needsConfirmation: true,
          label,
          description: name,
        });
      }
      return unsavedEdit(edit);
    },
  };
}

function allOf(found: TagAt, { uri }: vscode.TextDocument, sessions: DocumentSessions): readonly Occurrence[] {
  const place = parseDocumentUri(uri);
  const connection = place && connectionOf(place, sessions);
  return connection ? occurrencesOf(found, connection.definition) : [];
}
