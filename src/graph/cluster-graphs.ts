import * as vscode from 'vscode';
import { messageOf } from '../cluster/errors';
import type { Disposable } from '../cluster/events';
import { Usage } from '../cluster/usage';
import type { CommandContext } from '../commands/context';
import { DEMO_NAME } from '../demo/demo';
import { Explaining } from '../explainer/explaining';
import { Command, SECTION, Setting } from '../ids';
import { configuredClusters } from '../settings';
import { BoundGraph, type Borrowed } from './bound-graph';
import { ClusterGraph } from './cluster-graph';
import * as empty from './empty';
import type { Keeper } from './keeper';
import { OtherGraph } from './other-graph';
import type { GraphHost } from './panel';
import { recordingExport, waysOfConnected } from './ways';

/** The graphs of all clusters that are looked at: one of each, however many panels show it. */
export class ClusterGraphs implements Disposable {
  /** Of the cluster that is connected, whichever that is. */
  readonly connected: ClusterGraph;
  readonly #others = new Map<string, { readonly graph: OtherGraph; readonly users: Usage }>();
  readonly #subscriptions: readonly Disposable[];

  constructor(private readonly context: CommandContext, private readonly keeper: Keeper) {
    const { session, previews, ruleFocus, demo } = context;
    this.connected = new ClusterGraph({
      session, keeper,
      explaining: new Explaining(context),
      ways: waysOfConnected(context),
      upon: { previews, ruleFocus },
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

  /** The graph that a panel shows: of a cluster by its name, or null for the connected one. It is let go of with the disposable. */
  hostFor(cluster: string | null): { readonly host: GraphHost } & Disposable {
    if (cluster === null) return { host: this.connected, dispose: () => undefined };
    const host = new BoundGraph(cluster, this.connected, () => this.#borrow(cluster));
    return { host, dispose: () => host.dispose() };
  }

  /** The clusters that there are besides the connected one: those of the settings, and the demo while it runs. */
  get names(): readonly string[] {
    const names = [...(this.context.demo.running ? [DEMO_NAME] : []), ...configuredClusters().clusters.map(({ name }) => name)];
    return [...new Set(names)];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const { graph } of this.#others.values()) graph.dispose();
    this.connected.dispose();
  }

  /** The sessions of clusters end with the last panel that shows them. */
  #borrow(name: string): Borrowed {
    let other = this.#others.get(name);
    if (!other) {
      const graph = this.#make(name);
      const users = new Usage(() => undefined, () => {
        this.#others.delete(name);
        graph.dispose();
      });
      this.#others.set(name, (other = { graph, users }));
    }
    const use = other.users.use();
    return { graph: other.graph, dispose: () => use.dispose() };
  }

  #make(name: string): OtherGraph {
    const { newSession, demo, reporter } = this.context;
    const isDemo = name === DEMO_NAME;
    const join = () => void (isDemo ? vscode.commands.executeCommand(Command.startDemo) : vscode.commands.executeCommand(Command.connect, name));
    return new OtherGraph({
      name, join,
      definition: () => (isDemo ? demo.definition : configuredClusters().clusters.find((cluster) => cluster.name === name)),
      absent: isDemo ? empty.demoStopped : empty.unknownCluster(name),
      session: newSession(),
      keeper: this.keeper,
      exportRecording: recordingExport(reporter),
      decline: (reason) => reporter.info(reason, { title: `Connect to ${name}`, run: join }),
      report: (error) => this.#report(error),
    });
  }

  #follow(): void {
    for (const { graph } of this.#others.values()) graph.follow();
  }

  #report(error: unknown): void {
    this.context.reporter.log.error(messageOf(error));
  }
}
