import * as vscode from 'vscode';
import type { Sessions } from '../../cluster/connection/sessions';
import { View } from '../../app/ids';
import { dropOn, type Drop } from './drag-plan';
import type { TreeNode } from '../../app/tree-nodes';

/** The MIME type with which VS Code allows dropping rows within the same tree. */
const ROWS = `application/vnd.code.tree.${View.cluster.toLowerCase()}`;

/** Lets rows be dragged within the tree, and reports what a drop means. */
export class RowDrag implements vscode.TreeDragAndDropController<TreeNode>, vscode.Disposable {
  readonly dragMimeTypes = [ROWS];
  readonly dropMimeTypes = [ROWS];
  readonly #dropped = new vscode.EventEmitter<Drop>();
  readonly onDidDrop = this.#dropped.event;
  #dragged: readonly TreeNode[] = [];

  constructor(private readonly sessions: Pick<Sessions, 'snapshot' | 'named' | 'act'>) {}

  handleDrag(source: readonly TreeNode[], transfer: vscode.DataTransfer): void {
    this.#dragged = source;
    transfer.set(ROWS, new vscode.DataTransferItem(''));
  }

  handleDrop(target: TreeNode | undefined, transfer: vscode.DataTransfer): void {
    const cluster = target?.cluster;
    // What is dragged to another cluster stays where it is.
    if (!transfer.get(ROWS) || this.#dragged.some((row) => row.cluster !== cluster)) return;
    const { snapshot } = (cluster === undefined ? undefined : this.sessions.named(cluster)) ?? this.sessions;
    const drop = dropOn(this.#dragged, target, snapshot);
    if (drop) this.sessions.act(cluster, () => this.#dropped.fire(drop));
  }

  dispose(): void {
    this.#dropped.dispose();
  }
}
