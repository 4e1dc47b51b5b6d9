import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf } from '../../../cluster/connection/errors';
import { BoundSession } from '../../../cluster/connection/bound-session';
import { shortIdentity, type ClusterDefinition } from '../../../cluster/connection/definition';
import type { Disposable } from '../../../base/emitter';
import { ReferenceCount } from '../../../base/reference-count';
import type { CommandContext } from '../../../app/commands';
import { demoNamed } from '../../../app/local-demos';
import { KnownClusters } from '../../demo';
import { Explaining, type ExplainedCluster } from '../../explanation';
import { Command } from '../../../app/ids';
import { configuredClusters } from '../../../app/settings';
import { BoundGraph, type SharedGraph } from './bound-graph';
import { ClusterGraph } from './cluster-graph';
import * as empty from '../state/empty';
import { NextGraph } from './next-graph';
import type { LayoutStorage } from './layout-storage';
import { OtherGraph } from './other-graph';
import type { GraphHost } from './panel';
import type { PanelOf } from '../protocol/messages';
import { recordingExport, connectedHandlers } from '../graph-actions';

/** The identity of no cluster. */
const UNKNOWN = '';

/** The graphs of all viewed clusters, one per cluster. */
export class ClusterGraphs implements Disposable {
  /** The graph of the current cluster. */
  readonly connected: ClusterGraph;
  /** The clusters whose graphs can be shown. */
  readonly known: KnownClusters;
  /** The graphs of clusters that the window is or was connected to, by short identity. */
  readonly #own = new Map<string, { readonly graph: ClusterGraph; readonly session: BoundSession }>();
  readonly #others = new Map<string, { readonly graph: OtherGraph; readonly users: ReferenceCount }>();
  readonly #subscription: Disposable;

  constructor(
    private readonly context: CommandContext,
    private readonly layoutStorage: LayoutStorage,
  ) {
    this.connected = this.#graphOf(context);
    this.known = new KnownClusters(context.demos);
    this.#subscription = this.known.onDidChange(() => this.#follow());
  }

  /** Adds the identity to a panel's cluster if only its name is known. */
  identified({ cluster, id }: PanelOf): PanelOf {
    if (cluster === null || id !== undefined) return { cluster, ...(id !== undefined && { id }) };
    const definition = this.#definitionOf(cluster, undefined);
    return { cluster, ...(definition && { id: shortIdentity(definition) }) };
  }

  /**
   * Returns the graph for a panel. Dispose it to release the graph.
   * @param of Without a cluster, the panel stays with the current one or, if there is none, with the one that is
   * connected next.
   */
  hostFor({ cluster, id }: PanelOf): { readonly host: GraphHost } & Disposable {
    const host =
      cluster === null
        ? new NextGraph(this.connected, (joined) => this.own(joined))
        : new BoundGraph(cluster, this.own(id ?? UNKNOWN), () => this.#share(cluster, id));
    return { host, dispose: () => host.dispose() };
  }

  /** Returns the graph of the window's session with a cluster. @param id The cluster's short identity. */
  own(id: string): ClusterGraph {
    let own = this.#own.get(id);
    if (!own) {
      const session = new BoundSession(this.context.sessions, id, (error) => this.#report(error));
      this.#own.set(id, (own = { session, graph: this.#graphOf({ ...this.context, session }) }));
    }
    return own.graph;
  }

  /** Returns what explains connections in a cluster: its own graph while it is connected, else the current one's. */
  explained(id: string | undefined): ExplainedCluster {
    const own = id === undefined ? this.connected : this.own(id);
    const graph = () => (own.id === undefined ? this.connected : own);
    return {
      get cluster() {
        return graph().cluster;
      },
      get id() {
        return graph().id;
      },
      get explaining() {
        return graph().explaining;
      },
      onDidChange: (listener) =>
        vscode.Disposable.from(own.onDidChange(listener), this.connected.onDidChange(listener)),
    };
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const { graph } of this.#others.values()) graph.dispose();
    for (const { graph, session } of this.#own.values()) {
      graph.dispose();
      session.dispose();
    }
    this.connected.dispose();
  }

  #graphOf(context: CommandContext): ClusterGraph {
    const { session, previews, ruleFocus } = context;
    return new ClusterGraph({
      session,
      layoutStorage: this.layoutStorage,
      explaining: new Explaining(context),
      handlers: connectedHandlers(context),
      overlays: { previews, ruleFocus },
      shown: (state) => {
        const last = state.kind === 'empty' && state.reason === 'no-cluster' ? context.lastCluster() : undefined;
        return last === undefined || demoNamed(last) ? state : empty.noClusterAfter(last);
      },
      report: (error) => this.#report(error),
    });
  }

  /** A cluster's session ends with its last panel. */
  #share(name: string, id: string | undefined): SharedGraph {
    const key = id ?? name;
    let other = this.#others.get(key);
    if (!other) {
      const graph = this.#make(name, id);
      const users = new ReferenceCount(
        () => undefined,
        () => {
          this.#others.delete(key);
          graph.dispose();
        },
      );
      this.#others.set(key, (other = { graph, users }));
    }
    const use = other.users.use();
    return { graph: other.graph, dispose: () => use.dispose() };
  }

  #make(name: string, id: string | undefined): OtherGraph {
    const { newSession, reporter } = this.context;
    // The cluster may have been renamed in the meantime.
    const makeConnected = () =>
      void vscode.commands.executeCommand(Command.connect, this.#definitionOf(name, id)?.name ?? name);
    return new OtherGraph({
      name,
      makeConnected,
      definition: () => this.#definitionOf(name, id),
      absent: demoNamed(name) ? empty.demoStopped(name) : empty.unknownCluster(name),
      session: newSession(),
      layoutStorage: this.layoutStorage,
      exportRecording: recordingExport(reporter),
      decline: (reason) => reporter.info(reason, { title: l10n.t('Connect to {0}', name), run: makeConnected }),
      report: (error) => this.#report(error),
    });
  }

  /** Returns a cluster's current definition. undefined if it is unknown or its name now refers to another cluster. */
  #definitionOf(name: string, id: string | undefined): ClusterDefinition | undefined {
    const {
      demos,
      sessions: { all },
    } = this.context;
    const connected = all.flatMap(({ connection }) =>
      connection.state === 'disconnected' ? [] : [connection.definition],
    );
    const known = [...connected, ...demos.definitions, ...configuredClusters().clusters].filter((cluster) =>
      id === undefined ? cluster.name === name : shortIdentity(cluster) === id,
    );
    return known.find((cluster) => cluster.name === name) ?? known[0];
  }

  #follow(): void {
    for (const { graph } of this.#others.values()) graph.follow();
  }

  #report(error: unknown): void {
    this.context.reporter.log.error(messageOf(error));
  }
}
