import * as vscode from 'vscode';
import type { CommandContext } from '../../../../app/commands';
import { isOf, parseDocumentUri } from '../../../../app/rules-uri/address';
import { connectionOf, followParts } from '../../../../app/rules-uri/session';
import { dataOf } from '../../../../cluster/model/indexes';
import { isPolicyKind } from '../../../../policy/resources';
import { readObject } from './documents';
import type { ObjectLint } from './lint';
import { selectedEndpoints } from './selected-endpoints';
import { listSelection, selectionLenses, type Selection } from './selection';

/** At the top of the document of a policy: how many endpoints it selects. */
export class PolicyLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscription: { dispose(): unknown };

  constructor(
    private readonly context: Pick<CommandContext, 'session' | 'sessions'>,
    private readonly lint: Pick<ObjectLint, 'policyWith'>,
  ) {
    this.#subscription = followParts(
      context.sessions,
      ({ policy }) => [policy],
      () => this.#changed.fire(),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return [...selectionLenses(this.#selectionIn(document), new vscode.Range(0, 0, 0, 0), [document.uri])];
  }

  /** Lists what the policy of a document selects. */
  list(document: vscode.TextDocument): Promise<void> {
    return listSelection(this.#selectionIn(document));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** With unsaved changes; while the text has errors, without them. */
  #selectionIn(document: vscode.TextDocument): Selection | undefined {
    const open = readObject(document);
    const place = parseDocumentUri(document.uri);
    const connection = place && connectionOf(place, this.context.sessions);
    if (!open || !connection || !isPolicyKind(open.id.kind)) return undefined;
    const { snapshot } = connection.store;
    const data = this.lint.policyWith(document) ?? dataOf(snapshot.policy);
    const found = data && selectedEndpoints(open.id, data, snapshot);
    const { connection: current } = this.context.session;
    return (
      found && {
        ...found,
        id: open.id,
        cluster: connection.definition.name,
        isInGraph: current.state === 'connected' && isOf(place, current.definition),
      }
    );
  }
}
