import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Session } from '../../../../cluster/connection/session';
import { ClusterError } from '../../../../cluster/connection/errors';
import { isTag } from '../../../../policy/calico1/felix';
import { rangeOf } from '../files/documents';
import { occurrencesOf, tagAt, type Occurrence, type TagAt } from './occurrences';
import { shownTag, storedTag, subjectOf } from '../document-context';
import { nameOf } from './uses';

/** Where a tag stands in all profiles. */
export function referenceProvider(session: Session): vscode.ReferenceProvider {
  return {
    provideReferences(document, position, { includeDeclaration }) {
      const found = tagAt(document, position, session);
      return (
        found &&
        allOf(found, session)
          .filter(({ use }) => includeDeclaration || use.section !== 'tags')
          .map(({ location }) => location)
      );
    },
  };
}

/** The profiles that carry the tag that a rule names. */
export function definitionProvider(session: Session): vscode.DefinitionProvider {
  return {
    provideDefinition(document, position) {
      const found = tagAt(document, position, session);
      return (
        found &&
        allOf(found, session)
          .filter(({ use }) => use.section === 'tags')
          .map(({ location }) => location)
      );
    },
  };
}

/**
 * Renames a tag in all profiles. VS Code lists every change and asks before any of them is made; each profile is then
 * saved like any edited document, by compare-and-swap.
 */
export function renameProvider(session: Session): vscode.RenameProvider {
  return {
    prepareRename(document, position) {
      const found = tagAt(document, position, session);
      if (!found) throw new ClusterError('invalid', l10n.t('Tags can be renamed only in a connected cluster.'));
      return { range: rangeOf(document, found.word), placeholder: found.word.value };
    },
    provideRenameEdits(document, position, newName) {
      const found = tagAt(document, position, session);
      if (!found) return undefined;
      if (!isTag(newName))
        throw new ClusterError(
          'invalid',
          l10n.t('“{0}” is not a valid tag. Tags consist of letters, digits, dots, dashes and underscores.', newName),
        );
      const renamed = storedTag(newName, found.subject);
      const edit = new vscode.WorkspaceEdit();
      for (const { location, profile } of allOf(found, session)) {
        const subject = subjectOf(profile.name, found.subject.snapshot);
        const label = l10n.t('Rename the tag {0} to {1} in all profiles', found.word.value, newName);
        edit.replace(location.uri, location.range, subject ? shownTag(renamed, subject) : renamed, {
          needsConfirmation: true,
          label,
          description: nameOf(profile, found.subject),
        });
      }
      return edit;
    },
  };
}

function allOf(found: TagAt, { connection }: Session): readonly Occurrence[] {
  return connection.state === 'connected' ? occurrencesOf(found, connection.definition) : [];
}
