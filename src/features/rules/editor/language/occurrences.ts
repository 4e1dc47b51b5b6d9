import * as vscode from 'vscode';
import type { ClusterDefinition } from '../../../../cluster/connection/definition';
import type { DocumentSessions } from '../../../../app/rules-uri/session';
import { formatPolicy, formatProfile } from '../../../../policy/calico1/document';
import type { TieredPolicy } from '../../../../policy/calico1/policy';
import type { Profile } from '../../../../policy/calico1/profile';
import { lineAt, rangesIn, read } from '../files/documents';
import { documentAt } from '../../../../app/rules-uri/document-at';
import { SCHEME } from '../../../../app/rules-uri/names';
import { addressOf, documentName, policyAddressOf } from '../../../../app/rules-uri/address';
import { policyContext, profileContext, storedTag, type DocumentContext } from '../document-context';
import { nameOf, rulesWithTag, tagUses, type TagUse } from './uses';
import { wordAt, type DocumentWord } from './tokens';

/** The tag at a position of a document. */
export interface TagAt {
  readonly word: DocumentWord;
  /** The stored tag. */
  readonly tag: string;
  readonly subject: DocumentContext;
}

/** Returns the tag at a position of a document; undefined if there is none, or the cluster is not connected. */
export function tagAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  sessions: DocumentSessions,
): TagAt | undefined {
  const open = read(document, sessions);
  const word = wordAt(lineAt(open, position.line), document.offsetAt(position));
  return word?.kind === 'tag' && open.subject
    ? { word, tag: storedTag(word.value, open.subject), subject: open.subject }
    : undefined;
}

/** An occurrence of a tag in the document of a profile or a policy. */
export interface Occurrence {
  readonly location: vscode.Location;
  readonly use: TagUse;
  readonly context: DocumentContext;
  /** The displayed name of the profile or policy. */
  readonly name: string;
}

/** Returns every occurrence of a tag: in open documents as they are edited, and in all others as they would open. */
export function occurrencesOf({ tag, subject }: TagAt, definition: ClusterDefinition): readonly Occurrence[] {
  return rulesWithTag(tag, subject).flatMap((rules) => {
    const { context, address, text: stored } = documentOf(rules, subject, definition);
    const uri = vscode.Uri.from({ scheme: SCHEME, ...address });
    const text = documentAt(uri)?.getText() ?? stored;
    const rangeOf = rangesIn(text);
    return tagUses(tag, text, context).map((use) => ({
      location: new vscode.Location(uri, rangeOf(use)),
      use,
      context,
      name: nameOf(rules, subject),
    }));
  });
}

/** Returns the document that a profile or a policy opens in. */
function documentOf(
  rules: Profile | TieredPolicy,
  { snapshot, policy }: DocumentContext,
  definition: ClusterDefinition,
): { readonly context: DocumentContext; readonly address: Pick<vscode.Uri, 'path' | 'query'>; readonly text: string } {
  if (rules.kind === 'policy')
    return {
      context: policyContext(rules, snapshot, policy),
      address: policyAddressOf(definition, rules),
      text: formatPolicy(rules),
    };
  const name = documentName(rules.name, snapshot);
  const context = profileContext(rules.name, snapshot, policy);
  return { context, address: addressOf(definition, name), text: formatProfile(rules, name, context.networks) };
}
