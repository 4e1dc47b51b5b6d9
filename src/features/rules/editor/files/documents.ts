import * as vscode from 'vscode';
import type { Session } from '../../../../cluster/connection/session';
import {
  parseDocument,
  type DocumentKind,
  type DocumentLine,
  type RulesDocument,
  type Span,
} from '../../../../policy/calico1/document';
import { isOf, parseDocumentUri, storedProfile } from '../../../../app/rules-uri/address';
import { policySubject, subjectOf, type DocumentContext } from '../document-context';
import { SCHEME } from '../../../../app/rules-uri/names';

/** A parsed rules document. */
export interface OpenDocument {
  readonly text: string;
  readonly document: RulesDocument;
  /** Undefined for files on disk, and while no cluster is connected. */
  readonly subject: DocumentContext | undefined;
}

const parsed = new WeakMap<
  vscode.TextDocument,
  { readonly version: number; readonly text: string; readonly document: RulesDocument }
>();

/** Parses a text document. Cached per version. */
export function read(document: vscode.TextDocument, session: Pick<Session, 'snapshot' | 'connection'>): OpenDocument {
  let known = parsed.get(document);
  if (known?.version !== document.version) {
    const text = document.getText();
    parsed.set(
      document,
      (known = { version: document.version, text, document: parseDocument(text, kindAt(document.uri)) }),
    );
  }
  return { text: known.text, document: known.document, subject: subjectAt(document.uri, session) };
}

/** Returns the kind of a document; undefined for a file on disk. */
function kindAt(uri: vscode.Uri): DocumentKind | undefined {
  const place = uri.scheme === SCHEME ? parseDocumentUri(uri) : undefined;
  return place && (place.tier === undefined ? 'profile' : 'policy');
}

/** Returns the context of a document in the connected cluster. */
function subjectAt(
  uri: vscode.Uri,
  { connection, snapshot }: Pick<Session, 'snapshot' | 'connection'>,
): DocumentContext | undefined {
  const place = uri.scheme === SCHEME ? parseDocumentUri(uri) : undefined;
  if (!place || !snapshot || connection.state !== 'connected' || !isOf(place, connection.definition)) return undefined;
  const { tier, name } = place;
  return tier === undefined
    ? subjectOf(storedProfile(name, snapshot), snapshot)
    : policySubject({ tier, name }, snapshot);
}

/** Returns the line of a document at an index. */
export function lineAt({ document }: OpenDocument, line: number): DocumentLine {
  return document.lines[line] ?? { offset: 0, syntax: { kind: 'blank', problems: [] }, section: undefined };
}

/** Converts a span of the text to a range. */
export function rangeOf(document: vscode.TextDocument, { start, end }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
