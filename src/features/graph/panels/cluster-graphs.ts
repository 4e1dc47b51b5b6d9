import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { messageOf } from '../../../cluster/connection/errors';
import { shortIdentity, type ClusterDefinition } from '../../../cluster/connection/definition';
import type { Disposable } from '../../../base/emitter';
import { Usage } from '../../../base/reference-count';
import type { CommandContext } from '../../../app/commands';
import { DEMO_NAME } from '../../demo';
import { Explaining } from '../../explanation';
import { Command, SECTION, Setting } from '../../../app/ids';
import { configuredClusters } from '../../../app/settings';
import { BoundGraph, type Borrowed } from './bound-graph';
import { ClusterGraph } from './cluster-graph';
import * as empty from '../state/empty';
import type { Keeper } from './layout-storage';
import { OtherGraph } from './other-graph';
import type { GraphHost } from './panel';
import type { PanelOf } from '../protocol/messages';
import { recordingExport, waysOfConnected } from '../graph-actions';

/** The graphs of all clusters that are looked at: one of each, however many panels show it. */
export class ClusterGraphs implements Disposable {
  /** Of the cluster that is connected, whichever that is. */
  readonly connected: ClusterGraph;
  readonly #others = new Map<string, { readonly graph: OtherGraph; readonly users: Usage }>();
  readonly #subscriptions: readonly Disposable[];

  constructor(
    private readonly context: CommandContext,
    private readonly keeper: Keeper,
  ) {
    const { session, previews, ruleFocus, demo } = context;
    this.connected = new ClusterGraph({
      session,
      keeper,
      explaining: new Explaining(context),
      ways: waysOfConnected(context),
      upon: { previews, ruleFocus },
      shown: (state) => {
        const last = state.kind === 'empty' && state.reason === 'no-cluster' ? context.lastCluster() : undefined;
        return last === undefined ? state : empty.noClusterAfter(last);
      },
      report: (error) => this.#report(error),
    });
    // What was started or named in the settings can be looked at, and what was stopped or taken out cannot.
    this.#subscriptions = [
      demo.onDidChange(() => this.#follow()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${SECTION}.${Setting.clusters}`)) this.#follow();
      }),
    ];
  }

  /** What a panel is of, with what its cluster is known by where only the name is told: that which has the name now. */
  identified({ cluster, id }: PanelOf): PanelOf {
    if (cluster === null || id !== undefined) return { cluster, ...(id !== undefined && { id }) };
    const definition = this.#definitionOf(cluster, undefined);
    return { cluster, ...(definition && { id: shortIdentity(definition) }) };
  }

  /** The graph that a panel shows: of a cluster, or of the connected one. It is let go of with the disposable. */
  hostFor({ cluster, id }: PanelOf): { readonly host: GraphHost } & Disposable {
    if (cluster === null) return { host: this.connected, dispose: () => undefined };
    const host = new BoundGraph(cluster, id, this.connected, () => this.#borrow(cluster, id));
    return { host, dispose: () => host.dispose() };
  }

  /** The clusters that there are besides the connected one: those of the settings, and the demo while it runs. */
  get names(): readonly string[] {
    const names = [
      ...(this.context.demo.running ? [DEMO_NAME] : []),
      ...configuredClusters().clusters.map(({ name }) => name),
    ];
    return [...new Set(names)];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const { graph } of this.#others.values()) graph.dispose();
    this.connected.dispose();
  }

  /** The sessions of clusters end with the last panel that shows them. */
  #borrow(name: string, id: string | undefined): Borrowed {
    const key = id ?? name;
    let other = this.#others.get(key);
    if (!other) {
      const graph = this.#make(name, id);
      const users = new Usage(
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
    // It may be called otherwise by now.
    const join = () => void vscode.commands.executeCommand(Command.connect, this.#definitionOf(name, id)?.name ?? name);
    return new OtherGraph({
      name,
      join,
      definition: () => this.#definitionOf(name, id),
      absent: name === DEMO_NAME ? empty.demoStopped() : empty.unknownCluster(name),
      session: newSession(),
      keeper: this.keeper,
      exportRecording: recordingExport(reporter),
      decline: (reason) => reporter.info(reason, { title: l10n.t('Connect to {0}', name), run: join }),
      report: (error) => this.#report(error),
    });
  }

  /** How to reach a cluster now; undefined when nobody knows, also where its name is another cluster's by now. */
  #definitionOf(name: string, id: string | undefined): ClusterDefinition | undefined {
    const {
      demo,
      session: { connection },
    } = this.context;
    const connected = connection.state === 'disconnected' ? [] : [connection.definition];
    const known = [
      ...connected,
      ...(demo.definition ? [demo.definition] : []),
      ...configuredClusters().clusters,
    ].filter((cluster) => (id === undefined ? cluster.name === name : shortIdentity(cluster) === id));
    return known.find((cluster) => cluster.name === name) ?? known[0];
  }

  #follow(): void {
    for (const { graph } of this.#others.values()) graph.follow();
  }

  #report(error: unknown): void {
    this.context.reporter.log.error(messageOf(error));
  }
}
