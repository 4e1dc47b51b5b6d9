import * as vscode from 'vscode';
import type { CommandContext } from '../../../app/commands';
import { dataOf } from '../../../cluster/model/indexes';
import { resourceNamed } from '../../../cluster/model/resources';
import type { PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import type { ManifestPart } from '../../../policy/documents';
import { isPolicyKind } from '../../../policy/resources';
import { selectedEndpoints } from '../editor/objects/selected-endpoints';
import { listSelection, selectionLenses, type Selection } from '../editor/objects/selection';
import { isPlaced, type OpenManifests } from './open-manifests';

/** Above each policy of a file: how many endpoints it would select in the current cluster, if all of the file were applied. */
export class ManifestLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscription: { dispose(): unknown };
  readonly #known = new WeakMap<ManifestPart, { readonly snapshot: Snapshot; readonly found: Selection | undefined }>();
  #policy: PolicyData | undefined;

  constructor(
    private readonly session: CommandContext['session'],
    private readonly manifests: OpenManifests,
  ) {
    this.#subscription = session.onDidChangeSnapshot((snapshot) => {
      const policy = snapshot && dataOf(snapshot.policy);
      if (policy === this.#policy) return;
      this.#policy = policy;
      this.#changed.fire();
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return this.manifests.in(document).parts.flatMap((part) => {
      const { start } = part.document.yaml.spanOf([]);
      const at = document.positionAt(start);
      return selectionLenses(this.#selectionOf(part, document), new vscode.Range(at, at), [document.uri, start]);
    });
  }

  /** Lists what the policy at an offset selects. */
  list(document: vscode.TextDocument, offset: number): Promise<void> {
    const part = this.manifests.partAt(document, offset);
    return listSelection(part && this.#selectionOf(part, document));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** Counted once for each text and snapshot. */
  #selectionOf(part: ManifestPart, document: vscode.TextDocument): Selection | undefined {
    const { connection } = this.session;
    if (connection.state !== 'connected') return undefined;
    const { snapshot } = connection.store;
    const known = this.#known.get(part);
    if (known?.snapshot === snapshot) return known.found;
    const found = this.#select(part, document, snapshot, connection.definition.name);
    this.#known.set(part, { snapshot, found });
    return found;
  }

  #select(
    { id, document: { object } }: ManifestPart,
    document: vscode.TextDocument,
    snapshot: Snapshot,
    cluster: string,
  ): Selection | undefined {
    const policy = dataOf(snapshot.policy);
    if (!policy?.resources || !object || !isPolicyKind(id.kind) || !isPlaced(id)) return undefined;
    const drafted = this.manifests.drafted(this.manifests.in(document), policy);
    const found = selectedEndpoints(id, drafted, snapshot);
    return found && { ...found, id, cluster, isInGraph: resourceNamed(id, policy) !== undefined };
  }
}
