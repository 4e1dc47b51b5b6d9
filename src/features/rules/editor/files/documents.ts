import * as vscode from 'vscode';
import { connectionOf, type DocumentSessions } from '../../../../app/rules-uri/session';
import {
  parseDocument,
  type DocumentKind,
  type DocumentLine,
  type RulesDocument,
  type Span,
} from '../../../../policy/calico1/document';
import { parseDocumentUri, storedProfile } from '../../../../app/rules-uri/address';
import { policySubject, subjectOf, type DocumentContext } from '../document-context';
import { SCHEME } from '../../../../app/rules-uri/names';

/** A parsed rules document. */
export interface OpenDocument {
  readonly text: string;
  readonly document: RulesDocument;
  /** Undefined for files on disk, and while their cluster is not connected. */
  readonly subject: DocumentContext | undefined;
}

const parsed = new WeakMap<
  vscode.TextDocument,
  { readonly version: number; readonly text: string; readonly document: RulesDocument }
>();

/** Parses a text document. Cached per version. */
export function read(document: vscode.TextDocument, sessions: DocumentSessions): OpenDocument {
  let known = parsed.get(document);
  if (known?.version !== document.version) {
    const text = document.getText();
    parsed.set(
      document,
      (known = { version: document.version, text, document: parseDocument(text, kindAt(document.uri)) }),
    );
  }
  return { text: known.text, document: known.document, subject: subjectAt(document.uri, sessions) };
}

/** Returns the kind of a document; undefined for a file on disk. */
function kindAt(uri: vscode.Uri): DocumentKind | undefined {
  const place = uri.scheme === SCHEME ? parseDocumentUri(uri) : undefined;
  return place && (place.tier === undefined ? 'profile' : 'policy');
}

/** Returns the context of a document in its cluster. */
function subjectAt(uri: vscode.Uri, sessions: DocumentSessions): DocumentContext | undefined {
  const place = uri.scheme === SCHEME ? parseDocumentUri(uri) : undefined;
  const snapshot = place && connectionOf(place, sessions)?.store.snapshot;
  if (!snapshot) return undefined;
  const { tier, name } = place;
  return tier === undefined
    ? subjectOf(storedProfile(name, snapshot), snapshot)
    : policySubject({ tier, name }, snapshot);
}

/** Returns the line of a document at an index. */
export function lineAt({ document }: OpenDocument, line: number): DocumentLine {
  return document.lines[line] ?? { offset: 0, syntax: { kind: 'blank', problems: [] }, section: undefined };
}

/** Returns a function that converts a span of a text to a range, for texts that are not open. */
export function rangesIn(text: string): (span: Span) => vscode.Range {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
  const at = (offset: number) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return new vscode.Position(line, offset - (starts[line] ?? 0));
  };
  return ({ start, end }) => new vscode.Range(at(start), at(end));
}

/** Converts a span of the text to a range. */
export function rangeOf(document: vscode.TextDocument, { start, end }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
