import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isTreeNode } from '../../app/commands';
import type { DocumentSessions } from '../../app/rules-uri/session';
import { Disposables } from '../../base/disposables';
import { parseJson } from '../../base/json';
import { shortIdentity, type ClusterDefinition } from '../../cluster/connection/definition';
import { showPlainText } from '../../webviews/read-only-text';
import { detailsOf } from './details';
import { hasDetails, type DetailsRow } from './subject';

const SCHEME = 'calico-stars-details';

/** Shows everything known about rows as read-only documents, each of which stays with its cluster. */
export class DetailsDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: Disposables;

  constructor(private readonly sessions: DocumentSessions) {
    this.#subscriptions = new Disposables([
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      sessions.onDidChange(() => this.#update()),
      this.#changed,
    ]);
  }

  /** Opens the details of a row. The tree keeps the focus, as for a file in the Explorer. */
  async open(node: DetailsRow, name: string, cluster: ClusterDefinition): Promise<void> {
    const uri = vscode.Uri.from({
      scheme: SCHEME,
      path: `/${cluster.name.replaceAll('/', '∕')}/${name.replaceAll('/', '∕')}`,
      query: JSON.stringify([shortIdentity(cluster), node]),
    });
    await showPlainText(uri, { preview: true, preserveFocus: true });
  }

  provideTextDocumentContent({ path, query }: vscode.Uri): string {
    const [, cluster = ''] = path.split('/');
    const [id, node] = readQuery(query);
    const session = this.sessions.all.find(
      ({ connection }) => connection.state !== 'disconnected' && shortIdentity(connection.definition) === id,
    );
    const details = session?.snapshot && node ? detailsOf(node, session.snapshot) : undefined;
    return [
      l10n.t('Cluster: {0}', cluster),
      '',
      details ?? (session ? l10n.t('It no longer exists.') : l10n.t('{0} is not connected.', cluster)),
    ].join('\n');
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #update(): void {
    for (const document of vscode.workspace.textDocuments) {
      const { uri } = document;
      if (uri.scheme === SCHEME && document.getText() !== this.provideTextDocumentContent(uri)) this.#changed.fire(uri);
    }
  }
}

function readQuery(query: string): readonly [id: string | undefined, node: DetailsRow | undefined] {
  const read = parseJson(query);
  const [id, node]: readonly unknown[] = Array.isArray(read) ? (read as readonly unknown[]) : [];
  return [typeof id === 'string' ? id : undefined, isTreeNode(node) && hasDetails(node) ? node : undefined];
}
