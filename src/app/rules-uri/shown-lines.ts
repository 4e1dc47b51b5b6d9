import * as vscode from 'vscode';
import { Disposables } from '../../base/disposables';
import type { ClusterDefinition } from '../../cluster/connection/definition';
import type { Snapshot } from '../../cluster/model/snapshot';
import { addressOf, documentName, policyAddressOf, resourceAddressOf } from './address';
import { documentAt } from './document-at';
import type { RulePlace } from '../preview/rule-focus';
import type { ResourcePlace } from '../resource-place';
import { SCHEME } from './names';
import { lineIn, textOf, type DocumentPlace } from './rule-lines';

/** What a document is of: a profile, a policy of a tier, or an object. */
type DocumentSubject = Pick<RulePlace, 'profile' | 'policy'> | Pick<ResourcePlace, 'resource'>;

/** Returns the URI of the document of a place, or of its subject. */
export function uriOf(place: DocumentSubject, cluster: ClusterDefinition, snapshot: Snapshot): vscode.Uri {
  const address =
    'resource' in place
      ? resourceAddressOf(cluster, place.resource)
      : place.policy
        ? policyAddressOf(cluster, place.policy)
        : addressOf(cluster, documentName(place.profile, snapshot));
  return vscode.Uri.from({ scheme: SCHEME, ...address });
}

/**
 * Returns a function that tells the line of a place, from 1, in the text that opening it shows: with the unsaved changes
 * of its document, if there are any.
 */
export function linesOf(cluster: ClusterDefinition, snapshot: Snapshot): (place: DocumentPlace) => number | undefined {
  const texts = new Map<string, string | undefined>();
  return (place) => {
    const uri = uriOf(place, cluster, snapshot);
    const key = uri.toString();
    if (!texts.has(key)) {
      const open = documentAt(uri);
      texts.set(key, open?.isDirty ? open.getText() : textOf(place, snapshot));
    }
    const text = texts.get(key);
    const line = text === undefined ? undefined : lineIn(text, place, snapshot);
    return line === undefined ? undefined : line + 1;
  };
}

/** Milliseconds without typing, after which lines are told again. */
const PAUSE = 150;

/** Calls a listener when lines may have moved, because someone edits a document. */
export function followLines(listener: () => void): vscode.Disposable {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const moved = ({ uri }: vscode.TextDocument) => {
    if (uri.scheme !== SCHEME) return;
    clearTimeout(waiting);
    waiting = setTimeout(listener, PAUSE);
  };
  const parts = new Disposables([
    vscode.workspace.onDidChangeTextDocument(({ document }) => moved(document)),
    vscode.workspace.onDidCloseTextDocument(moved),
  ]);
  return new vscode.Disposable(() => {
    clearTimeout(waiting);
    parts.dispose();
  });
}
