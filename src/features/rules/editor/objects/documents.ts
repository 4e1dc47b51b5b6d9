import type * as vscode from 'vscode';
import { connectionOf, type DocumentSessions } from '../../../../app/rules-uri/session';
import { dataOf } from '../../../../cluster/model/indexes';
import { resourceNamed, type ResourceDraft } from '../../../../cluster/model/resources';
import { parseDocumentUri } from '../../../../app/rules-uri/address';
import { OBJECT_LANGUAGE, SCHEME } from '../../../../app/rules-uri/names';
import type { ResourceId } from '../../../../policy/resources';
import { readResourceDocument, type ResourceDocument } from '../../../../policy/documents';

/** Selects the documents of objects. */
export const OBJECT_DOCUMENTS: vscode.DocumentFilter = { scheme: SCHEME, language: OBJECT_LANGUAGE };

/** A parsed document of an object. */
export interface OpenObject {
  readonly id: ResourceId;
  readonly document: ResourceDocument;
}

interface Parsed extends OpenObject {
  readonly version: number;
  draft?: ResourceDraft;
}

const parsed = new WeakMap<vscode.TextDocument, Parsed>();

/** Parses a text document, once per version. Returns undefined if it is not the document of an object. */
export function readObject(document: vscode.TextDocument): OpenObject | undefined {
  const known = parsed.get(document);
  if (known?.version === document.version) return known;
  const id = document.uri.scheme === SCHEME ? parseDocumentUri(document.uri)?.resource : undefined;
  if (!id) return undefined;
  const open = { id, version: document.version, document: readResourceDocument(document.getText(), id) };
  parsed.set(document, open);
  return open;
}

/** Returns the object that a document would store; undefined if it has errors, or the cluster has no such object. */
export function draftOfObject(document: vscode.TextDocument, sessions: DocumentSessions): ResourceDraft | undefined {
  const open = readObject(document);
  const place = parseDocumentUri(document.uri);
  const object = open?.document.object;
  const snapshot = place && connectionOf(place, sessions)?.store.snapshot;
  if (!snapshot || !object || !resourceNamed(open.id, dataOf(snapshot.policy))) return undefined;
  const known = parsed.get(document);
  if (!known) return undefined;
  return (known.draft ??= { id: open.id, object });
}
