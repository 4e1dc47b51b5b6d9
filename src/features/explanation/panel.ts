import * as l10n from '@vscode/l10n';
import { Disposables } from '../../base/disposables';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { KnownClusters } from '../demo';
import { fillPanel, whileVisible } from '../../webviews/webview';
import { Command } from '../../app/ids';
import { entitle } from '../../app/text/window';
import { parseConnection, type ConnectionRequest } from './connection';
import type { Explainer } from './explaining';
import { Inspector } from './inspector';
import { isFromExplanationPage, type FromExplanationPage, type ToExplanationPage } from './messages';
import type { ExplanationView } from './protocol';

/** The cluster of an explanation, by name and identity. */
const clusterOf = z.object({ name: z.string(), id: z.string() });
type ClusterOf = z.infer<typeof clusterOf>;

type Nothing = Extract<ToExplanationPage, { type: 'nothing' }>;

/** The connected cluster and its explainer. */
export interface ExplainedCluster {
  readonly cluster: string | undefined;
  readonly id: string | undefined;
  readonly explaining: Explainer;
  readonly onDidChange: vscode.Event<unknown>;
}

/** An explanation of one connection in an editor tab, updated while it is visible. */
export class ExplanationPanel implements vscode.Disposable {
  readonly #inspector: Inspector;
  readonly #listeners: Disposables;
  /** The title of the explanation that was shown last. */
  #title: string | undefined;

  /**
   * Fills a new or restored panel. Disposed when the panel is closed.
   * @param of The cluster of the explanation. If unknown, the one that is connected next.
   * @param naming Tells when the tab has to name its cluster.
   */
  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    readonly request: ConnectionRequest,
    private readonly connected: ExplainedCluster,
    private of: ClusterOf | undefined,
    private readonly naming: Pick<KnownClusters, 'hasOthersThan' | 'onDidChange'>,
  ) {
    const { explaining, onDidChange } = connected;
    this.#inspector = new Inspector(() => explaining);
    this.#listeners = new Disposables([
      panel.onDidDispose(() => this.dispose()),
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isFromExplanationPage(message)) this.#receive(message);
      }),
      onDidChange(() => this.#inspector.update()),
      naming.onDidChange(() => this.#entitle()),
      whileVisible(panel, () => ({ dispose: () => this.#inspector.end() })),
    ]);
    fillPanel(panel, extensionUri, 'explanation');
  }

  /** Whether the panel explains a connection of the connected cluster. */
  isOf(id: string | undefined): boolean {
    return this.of?.id === id;
  }

  dispose(): void {
    this.#listeners.dispose();
    this.panel.dispose();
  }

  #receive(message: FromExplanationPage): void {
    switch (message.type) {
      case 'ready':
        this.#inspector.follow(
          () => this.#asked(),
          (explanation) => this.#show(explanation),
        );
        break;
      case 'connect': {
        const { connectTo } = this.#nothing;
        if (connectTo !== undefined) void vscode.commands.executeCommand(Command.connect, connectTo);
        break;
      }
      default:
        this.#inspector.receive(message);
    }
  }

  #asked(): ConnectionRequest | undefined {
    const { id, cluster: name } = this.connected;
    if (id !== undefined && name !== undefined) this.of ??= { id, name };
    return this.isOf(id) ? this.request : undefined;
  }

  #show(explanation: ExplanationView | null): void {
    if (explanation) {
      this.#title = explanation.title;
      this.#entitle();
    }
    const connection: KeptConnection = { ...this.request, ...(this.of && { cluster: this.of }) };
    void this.panel.webview.postMessage(
      (explanation
        ? { type: 'explanation', explanation, connection, ...(this.of && { cluster: this.of.name }) }
        : this.#nothing) satisfies ToExplanationPage,
    );
  }

  /** The tab names the cluster if it could be another. */
  #entitle(): void {
    if (this.#title === undefined) return;
    const named = this.of && this.naming.hasOthersThan(this.of.name);
    entitle(this.panel, this.of && named ? l10n.t('{0} in {1}', this.#title, this.of.name) : this.#title);
  }

  /** Why there is no explanation, and the cluster to connect to for it. */
  get #nothing(): Nothing {
    const { cluster, id, explaining } = this.connected;
    const type = 'nothing';
    if (this.of && !this.isOf(id)) {
      const { name } = this.of;
      // Connecting by that name would change nothing.
      if (cluster === name)
        return {
          type,
          reason: l10n.t(
            'This explains a connection in the cluster that was named {0} before. The cluster with that name now has other addresses.',
            name,
          ),
        };
      return {
        type,
        reason: l10n.t('This explains a connection in {0}, which is not connected.', name),
        connectTo: name,
      };
    }
    const { snapshot } = explaining;
    return {
      type,
      reason: snapshot ? l10n.t('The cluster’s policy is not loaded yet.') : l10n.t('No cluster is connected.'),
    };
  }
}

/** The page's saved state: the connection and its cluster. */
interface KeptConnection extends ConnectionRequest {
  readonly cluster?: ClusterOf;
}

/** Reads the connection that a page saved before a restart. */
export function keptConnection(state: unknown): KeptConnection | undefined {
  const kept = typeof state === 'object' && state !== null && 'connection' in state ? state.connection : undefined;
  const request = parseConnection(kept);
  const { data } = z.object({ cluster: clusterOf }).safeParse(kept);
  return request && { ...request, ...data };
}
