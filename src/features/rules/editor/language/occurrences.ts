import * as vscode from 'vscode';
import type { ClusterDefinition } from '../../../../cluster/connection/definition';
import type { Session } from '../../../../cluster/connection/session';
import { formatProfile } from '../../../../policy/calico1/document';
import type { Profile } from '../../../../policy/calico1/profile';
import { lineAt, read } from '../files/documents';
import { documentAt } from '../files/files';
import { SCHEME } from '../../../../app/rules-uri/names';
import { addressOf, documentName } from '../../../../app/rules-uri/address';
import { translations, storedTag, type DocumentContext } from '../document-context';
import { profilesWithTag, tagUses, type TagUse } from './uses';
import { wordAt, type DocumentWord } from './tokens';

/** The tag at a position, with what it is in the cluster. */
export interface TagAt {
  readonly word: DocumentWord;
  /** As it is stored. */
  readonly tag: string;
  readonly subject: DocumentContext;
}

/** The tag at a position of a profile's document. */
export function tagAt(document: vscode.TextDocument, position: vscode.Position, session: Session): TagAt | undefined {
  const open = read(document, session);
  const word = wordAt(lineAt(open, position.line), document.offsetAt(position));
  return word?.kind === 'tag' && open.subject
    ? { word, tag: storedTag(word.value, open.subject), subject: open.subject }
    : undefined;
}

/** One place where a tag stands, in any profile's document. */
export interface Occurrence {
  readonly location: vscode.Location;
  readonly use: TagUse;
  readonly profile: Profile;
}

/** Every place where a tag stands: in the texts as they are being edited, and for all other profiles as they would open. */
export function occurrencesOf({ tag, subject }: TagAt, definition: ClusterDefinition): readonly Occurrence[] {
  return profilesWithTag(tag, subject).flatMap((profile) => {
    const name = documentName(profile.name, subject.snapshot);
    const uri = vscode.Uri.from({ scheme: SCHEME, ...addressOf(definition, name) });
    const text =
      documentAt(uri)?.getText() ?? formatProfile(profile, name, translations(profile.name, subject.snapshot));
    const lines = startsOf(text);
    return tagUses(tag, text, profile.name, subject.snapshot).map((use) => ({
      location: new vscode.Location(uri, new vscode.Range(at(use.start, lines), at(use.end, lines))),
      use,
      profile,
    }));
  });
}

/** Where the lines of a text begin. */
function startsOf(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
}

function at(offset: number, lines: readonly number[]): vscode.Position {
  const line = lines.findLastIndex((start) => start <= offset);
  return new vscode.Position(line, offset - (lines[line] ?? 0));
}
