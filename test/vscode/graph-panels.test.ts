import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openCluster } from '../../src/cluster/connection/open';
import type { ClusterDefinition } from '../../src/cluster/connection/definition';
import { Session, type SessionOptions } from '../../src/cluster/connection/session';
import { Sessions } from '../../src/cluster/connection/sessions';
import type { CommandContext } from '../../src/app/commands';
import { demoName } from '../../src/app/local-demos';
import type { ExplanationView } from '../../src/features/explanation/protocol';
import { Inspector } from '../../src/features/explanation/inspector';
import { ClusterGraphs } from '../../src/features/graph/panels/cluster-graphs';
import type { GraphFile } from '../../src/features/graph/export/json';
import { LayoutStorage } from '../../src/features/graph/panels/layout-storage';
import { OpenGraphs } from '../../src/features/graph/panels/open-graphs';
import type { GraphHost } from '../../src/features/graph/panels/panel';
import { GraphPanels } from '../../src/features/graph/panels/panels';
import type { Graph, GraphAction } from '../../src/features/graph/protocol/state';
import { Command, SECTION, Setting, View } from '../../src/app/ids';
import { RulesHost, until } from './rules-host';

const TWIN = 'Twin';
/** The demo as a configured cluster, identified by its addresses. */
const twinOf = ({ identity: _, ...addresses }: ClusterDefinition): ClusterDefinition => ({ ...addresses, name: TWIN });
const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
const tabs = () =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(View.graph));
const labels = () => tabs().map(({ label }) => label);
const shown = (expected: readonly string[]) =>
  until(
    (check) => vscode.window.tabGroups.onDidChangeTabs(check),
    () => (JSON.stringify(labels().toSorted()) === JSON.stringify(expected.toSorted()) ? true : undefined),
    () => labels().join(),
  );
const configure = (clusters: readonly ClusterDefinition[]) =>
  vscode.workspace.getConfiguration(SECTION).update(Setting.clusters, clusters, vscode.ConfigurationTarget.Global);

const DEMO_NAME = demoName('mesos');

describe('graph panels', () => {
  const host = new RulesHost();
  let demo: ClusterDefinition;
  let folder: vscode.Uri;
  const file = (name: string) => vscode.Uri.joinPath(folder, name);
  const text = async (name: string) => Buffer.from(await vscode.workspace.fs.readFile(file(name))).toString();

  before(async function () {
    this.timeout(60_000);
    await host.start();
    const { session, globalStorageUri } = host.stars;
    assert.ok(session.connection.state === 'connected');
    demo = session.connection.definition;
    folder = vscode.Uri.joinPath(globalStorageUri, 'exports');
    await vscode.workspace.fs.createDirectory(folder);
    await host.put('management-ui', [{ action: 'allow', protocol: 'tcp', dst_ports: [9001] }]);
    await configure([twinOf(demo)]);
    const watch = session.connection.store.watchObservation();
    await session.connection.store.when(
      ({ observation }) => observation.state === 'answered' && observation.resources.length > 0,
      AbortSignal.timeout(15_000),
    );
    watch.dispose();
  });

  after(async () => {
    await host.closeAll();
    await vscode.workspace.fs.delete(folder, { recursive: true });
    await configure([]);
    await host.stop();
  });

  describe('by commands', () => {
    afterEach(() => host.closeAll());

    it('include one for the connected cluster, more on request, and one for each other cluster, titled by cluster', async () => {
      await run(Command.showGraph);
      await shown([DEMO_NAME]);
      await run(Command.showGraph);
      assert.deepEqual(labels(), [DEMO_NAME]);
      await run(Command.newGraph);
      await shown([DEMO_NAME, DEMO_NAME]);
      await run(Command.showGraphToSide);
      await shown([DEMO_NAME, DEMO_NAME, DEMO_NAME]);
      assert.ok(tabs().some(({ group }) => group.viewColumn === vscode.ViewColumn.Two));
      await run(Command.showGraphOf, TWIN);
      await shown([DEMO_NAME, DEMO_NAME, DEMO_NAME, TWIN]);
      await run(Command.showGraphOf, TWIN);
      assert.equal(labels().filter((label) => label === TWIN).length, 1);
      assert.ok(
        host.stars.session.connection.state === 'connected' &&
          host.stars.session.connection.definition.name === DEMO_NAME,
      );
    });

    it('name their cluster only while another is known', async () => {
      const naming = () =>
        vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ label }) => label.includes(DEMO_NAME))
          .length;
      const named = (count: number) =>
        until(
          (check) => vscode.window.tabGroups.onDidChangeTabs(check),
          () => (naming() === count ? true : undefined),
          () => labels().join(),
        );
      await run(Command.showGraph);
      await named(1);
      await run(Command.explain, { from: '192.168.0.1', to: '192.168.0.2', protocol: 'tcp', port: 9000 });
      await named(2);
      await run(Command.showMatrix);
      await named(3);
      await configure([]);
      await named(0);
      await shown(['Calico Stars']);
      await configure([twinOf(demo)]);
      await named(3);
    });

    it('export to files all facts, and the page’s drawing', async () => {
      await run(Command.showGraph);
      await run(Command.exportJson, file('graph.json'));
      const { format, cluster, nodes } = JSON.parse(await text('graph.json')) as GraphFile;
      assert.deepEqual([format, cluster], ['calico-stars-graph', DEMO_NAME]);
      assert.deepEqual(
        nodes
          .filter(({ kind }) => kind === 'probe')
          .map(({ id }) => id)
          .toSorted(),
        ['B', 'C', 'F'],
      );
      await run(Command.exportGraphCsv, file('graph.csv'));
      assert.match(await text('graph.csv'), /^from,to,kind,state,ports,expected,agreement\r\n[^]*,probe,/);
      await run(Command.exportSvg, file('graph.svg'));
      assert.match(await text('graph.svg'), /^<\?xml [^>]*\?>\n<svg [^]*Connectivity in Local Demo[^]*<\/svg>\n$/);
      await run(Command.exportPng, file('graph.png'));
      assert.deepEqual(
        [...(await vscode.workspace.fs.readFile(file('graph.png'))).slice(0, 4)],
        [0x89, 0x50, 0x4e, 0x47],
      );
      await run(Command.exportDot, file('graph.dot'));
      assert.match(await text('graph.dot'), /^digraph stars \{/);
      await run(Command.exportMermaid, file('graph.mmd'));
      await run(Command.copyMermaid);
      assert.equal(await vscode.env.clipboard.readText(), await text('graph.mmd'));
    });
  });

  describe('of several clusters', () => {
    let sessions: Sessions;
    let made: Session[];
    let graphs: ClusterGraphs;
    let declined: string[];
    const options: SessionOptions = {
      pollInterval: () => 200,
      log: () => undefined,
      credentials: () => Promise.resolve({}),
      open: openCluster,
    };
    const graphIn = (of: GraphHost) =>
      until(
        (check) => of.onDidChange(check),
        () => (of.graph.present?.kind === 'graph' ? of.graph.present : undefined),
        () => JSON.stringify(of.graph.present),
      );
    const of = (cluster: string) => graphs.identified({ cluster });
    const actionsOf = (graph: Graph): readonly GraphAction[] => graph.banner?.actions ?? [];

    beforeEach(() => {
      sessions = new Sessions(options);
      made = [];
      declined = [];
      const silent = { onDidChange: new vscode.EventEmitter<undefined>().event };
      const context = {
        session: sessions,
        sessions,
        newSession: () => {
          const other = new Session(options);
          made.push(other);
          return other;
        },
        lastCluster: () => undefined,
        demos: { onDidChange: silent.onDidChange, definitions: [demo], running: ['mesos'] },
        previews: {
          ...silent,
          currentIn: () => undefined,
          show: () => assert.fail('a preview of another cluster'),
          hide: () => undefined,
        },
        ruleFocus: { ...silent, placeIn: () => undefined },
        reporter: {
          log: { error: (message: string) => assert.fail(message) },
          info: (message: string) => declined.push(message),
          failure: (error: unknown) => assert.fail(String(error)),
        },
      } as unknown as CommandContext;
      graphs = new ClusterGraphs(
        context,
        new LayoutStorage({ get: () => undefined, update: () => Promise.resolve() } as unknown as vscode.Memento),
      );
    });

    afterEach(() => {
      graphs.dispose();
      sessions.dispose();
      for (const other of made) other.dispose();
    });

    it('share one session per other cluster, connected while a panel is visible, disposed with the last panel', async () => {
      await sessions.connect(demo);
      const [one, two] = [graphs.hostFor(of(TWIN)), graphs.hostFor(of(TWIN))];
      assert.deepEqual([made.length, made[0]?.connection.state], [1, 'disconnected']);
      const looks = [one.host.watchObservation(), two.host.watchObservation()];
      const graph = await graphIn(one.host);
      assert.deepEqual(
        [one.host.cluster, made[0]?.connection.state === 'connected' && made[0].connection.definition.name],
        [TWIN, TWIN],
      );
      assert.equal(two.host.graph.present, graph, 'computed once');
      looks[0]?.dispose();
      assert.equal(made[0]?.connection.state, 'connected');
      looks[1]?.dispose();
      assert.equal(made[0].connection.state, 'disconnected');
      one.dispose();
      const third = graphs.hostFor(of(TWIN));
      assert.equal(made.length, 1);
      two.dispose();
      third.dispose();
      graphs.hostFor(of(TWIN)).dispose();
      assert.equal(made.length, 2);
    });

    it('are read-only while another cluster is connected, whatever the page requests', async () => {
      await sessions.connect(demo);
      const lent = graphs.hostFor(of(TWIN));
      const twin = lent.host;
      const look = twin.watchObservation();
      const graph = await graphIn(twin);
      assert.deepEqual(
        actionsOf(graph).map(({ title, command, cluster }) => [title, command, cluster]),
        [['Connect to Twin', 'connect', TWIN]],
      );
      twin.graph.run({ id: 'x', title: '', command: 'addRule', rule: { profile: host.id('client'), text: 'allow' } });
      twin.graph.open('C');
      assert.match(declined.join(), /Twin is shown read-only/);
      const inspector = new Inspector(() => twin.graph.explaining);
      // The collector may have answered before the policy was read: like a panel, update on each change.
      const updates = twin.onDidChange(() => inspector.update());
      const view = await new Promise<ExplanationView>((resolve) =>
        inspector.follow(
          () => twin.graph.connectionOf({ from: 'C', to: 'F' }),
          (seen) => seen && seen.halves.length > 0 && resolve(seen),
        ),
      );
      assert.deepEqual(
        [
          view.blocks,
          view.misses.filter(({ change, place }) => change ?? place),
          view.halves.flatMap(({ steps }) => steps.filter(({ place }) => place)),
        ],
        [[], [], []],
      );
      updates.dispose();
      inspector.receive({ type: 'try', change: 'anything' });
      inspector.receive({ type: 'apply', change: 'anything' });
      assert.equal((await host.stored('client')).inbound_rules.length, 1);
      look.dispose();
      lent.dispose();
    });

    it('are editable while their cluster is connected, and read-only again afterward', async () => {
      const lent = graphs.hostFor(of(TWIN));
      const twin = lent.host;
      const look = twin.watchObservation();
      await graphIn(twin);
      await sessions.connect(twinOf(demo));
      assert.equal(made[0]?.connection.state, 'disconnected', 'one connection is enough');
      const joined = await graphIn(twin);
      assert.equal(
        actionsOf(joined).some(({ command }) => command === 'connect'),
        false,
      );
      const { explaining } = twin.graph;
      await sessions.connect(demo);
      assert.deepEqual([twin.cluster, graphs.connected.cluster], [TWIN, DEMO_NAME]);
      assert.equal(twin.graph.explaining, explaining, 'goes on while another is current');
      sessions.disconnect(TWIN);
      const left = await graphIn(twin);
      assert.notEqual(twin.graph.explaining, explaining);
      assert.deepEqual(
        actionsOf(left).map(({ command }) => command),
        ['connect'],
      );
      look.dispose();
      lent.dispose();
      assert.equal(made.at(-1)?.connection.state, 'disconnected');
    });

    it('without a cluster stay with the next one, while another becomes current', async () => {
      const lent = graphs.hostFor({ cluster: null });
      assert.equal(lent.host.cluster, undefined);
      await sessions.connect(demo);
      const look = lent.host.watchObservation();
      await graphIn(lent.host);
      await sessions.connect(twinOf(demo));
      assert.deepEqual([lent.host.cluster, graphs.connected.cluster], [DEMO_NAME, TWIN]);
      sessions.disconnect(DEMO_NAME);
      assert.equal(lent.host.graph.present?.kind, 'empty');
      look.dispose();
      lent.dispose();
    });

    it('show if their cluster was removed from the settings', () => {
      const lent = graphs.hostFor(of('Atlantis'));
      const gone = lent.host;
      const look = gone.watchObservation();
      assert.ok(gone.graph.present?.kind === 'empty');
      assert.equal(gone.graph.present.reason, 'unknown-cluster');
      look.dispose();
      lent.dispose();
    });

    it('keep their cluster by addresses, even if another cluster gets its name', async () => {
      const lent = graphs.hostFor(of(TWIN));
      const look = lent.host.watchObservation();
      await graphIn(lent.host);
      await configure([{ ...twinOf(demo), etcd: ['http://127.0.0.1:1'] }]);
      await until(
        (check) => lent.host.onDidChange(check),
        () =>
          lent.host.graph.present?.kind === 'empty' && lent.host.graph.present.reason === 'unknown-cluster'
            ? true
            : undefined,
        () => JSON.stringify(lent.host.graph.present),
      );
      await configure([{ ...twinOf(demo), name: 'Renamed' }]);
      await graphIn(lent.host);
      look.dispose();
      lent.dispose();
      await configure([twinOf(demo)]);
    });

    it('are restored from their page’s state, or with the connected cluster if that state is invalid', async () => {
      await sessions.connect(demo);
      const open = new OpenGraphs();
      const extension = vscode.extensions.getExtension('calico-stars.calico-stars') ?? assert.fail();
      const panels = new GraphPanels(extension.extensionUri, graphs, open);
      const restored = (state: unknown) => {
        const panel = vscode.window.createWebviewPanel(View.graph, 'restoring', vscode.ViewColumn.Active);
        panels.restore(panel, state);
        return panel.title;
      };
      assert.equal(restored({ version: 2, panel: { cluster: TWIN } }), TWIN);
      for (const state of [undefined, 'x', { panel: 3 }, { panel: { cluster: { name: TWIN } } }, { version: 2 }])
        assert.equal(restored(state), DEMO_NAME);
      await shown([TWIN, ...Array.from({ length: 5 }, () => DEMO_NAME)]);
      open.dispose();
      await shown([]);
    });
  });
});
