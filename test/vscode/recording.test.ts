import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Connection } from '../../src/cluster/connection/session';
import type { Observation, Snapshot } from '../../src/cluster/model/snapshot';
import type { CalicoStars } from '../../src/extension';
import { parseRecording } from '../../src/features/graph/recording/file';
import { Command } from '../../src/app/ids';
import { step } from '../fixtures/step';

type Connected = Extract<Connection, { state: 'connected' }>;

describe('the graph’s recording', () => {
  let stars: CalicoStars;
  let store: Connected['store'];
  let file: vscode.Uri;
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const seen = (condition: (snapshot: Snapshot) => boolean) => store.when(condition, AbortSignal.timeout(20_000));
  /** The number of targets that are reached. */
  const reachedIn = (observation: Observation) =>
    observation.state === 'answered'
      ? observation.resources.flatMap(({ targets }) => targets ?? []).filter(({ reachable }) => reachable).length
      : 0;
  const lit = (observation: Observation) => reachedIn(observation) > 0;
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const ours = (label: string) => tabs().filter((tab) => tab.label === label);
  /** VS Code reports tabs asynchronously. */
  const shown = async (label: string) => {
    while (!ours(label).some(({ isActive }) => isActive)) await new Promise((resolve) => setImmediate(resolve));
    return ours(label);
  };
  const text = async (uri: vscode.Uri) => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));

  before(async function () {
    this.timeout(60_000);
    const extension =
      vscode.extensions.getExtension<CalicoStars>('calico-stars.calico-stars') ?? assert.fail('not installed');
    stars = await extension.activate();
    file = vscode.Uri.joinPath(stars.globalStorageUri, 'demo.stars-recording.json');
    await run(Command.startDemo, 'mesos');
    assert.ok(stars.session.connection.state === 'connected');
    ({ store } = stars.session.connection);
    await run(Command.createDemoNetworks);
    await run(Command.launchGroup, 'demo');
    await seen(
      ({ marathon, policy }) =>
        marathon.state === 'ready' &&
        marathon.data.apps.filter(({ running }) => running === 1).length === 4 &&
        policy.state === 'ready' &&
        policy.data.endpoints.length === 4,
    );
  });
  after(async () => {
    await run('workbench.action.closeAllEditors');
    await run(Command.stopDemo);
  });

  it('is saved, reopened, and distinguished from other files', async () => {
    await step('contains what the graph showed and which rules changed', async () => {
      const began = Date.now();
      await run(Command.showGraph);
      await run(Command.runDemoStep, 'open-ui');
      await seen(({ observation }) => observation.state === 'answered');
      await run(Command.runDemoStep, 'open-probes');
      await seen(
        ({ observation }) =>
          observation.state === 'answered' && observation.resources.every(({ targets }) => targets !== null),
      );
      await run(Command.addRule, {
        profile: 'backend',
        direction: 'inbound',
        text: 'allow tcp from tag frontend to ports 9000',
      });
      await seen(({ observation }) => lit(observation));
      await run(Command.exportRecording, file);
      const recording = parseRecording(await text(file));
      assert.equal(recording.cluster, 'Local Demo');
      // Another demo may have been shown before.
      const spans = recording.spans().filter(({ from }) => from >= began);
      assert.deepEqual([spans[0]?.reachable, spans.at(-1)?.reachable], [0, 1]);
      const words = recording.marks.flatMap(({ changes }) => changes.map((change) => change.text));
      assert.ok(
        words.includes('Add rule allow tcp from tag frontend to ports 9000 to backend, inbound'),
        words.join('\n'),
      );
      const state = (at: number) =>
        recording.at(at)?.edges.find(({ kind, from, to }) => kind === 'probe' && from === 'F' && to === 'B')?.state;
      assert.equal(state(spans.at(-1)?.until ?? 0), 'reachable');
      assert.notEqual(state(spans[0]?.from ?? 0), 'reachable');
    });

    await step('goes on while another tab is in front of the graph', async () => {
      await run('workbench.action.files.newUntitledFile');
      while (ours('Calico Stars').some(({ isActive }) => isActive))
        await new Promise((resolve) => setImmediate(resolve));
      const hidden = Date.now();
      await run(Command.addRule, {
        profile: 'frontend',
        direction: 'inbound',
        text: 'allow tcp from tag client to ports 9000',
      });
      await seen(({ observation }) => reachedIn(observation) === 2);
      await run(Command.exportRecording, file);
      const recording = parseRecording(await text(file));
      const last = recording.spans().at(-1);
      assert.deepEqual([last?.reachable, last?.resumed], [2, undefined]);
      assert.ok((last?.from ?? 0) >= hidden);
      assert.ok((recording.marks.at(-1)?.at ?? 0) >= hidden);
      await run('workbench.action.revertAndCloseActiveEditor');
    });

    await step('is reopened in its own panel, which works without the cluster', async () => {
      await run(Command.stopDemo);
      await run(Command.openRecording, file);
      const [first] = await shown('demo.stars-recording.json');
      assert.ok(first?.input instanceof vscode.TabInputWebview);
      await run(Command.showGraph);
      await shown('Calico Stars');
      await run(Command.openRecording, file);
      assert.equal((await shown('demo.stars-recording.json')).length, 1);
    });

    await step('rejects other files', async () => {
      const other = vscode.Uri.joinPath(stars.globalStorageUri, 'other.stars-recording.json');
      await vscode.workspace.fs.writeFile(other, Buffer.from('{"format":"calico-stars-recording"}'));
      await run(Command.openRecording, other);
      await run(Command.showGraph);
      await shown('Calico Stars');
      assert.deepEqual(ours('other.stars-recording.json'), []);
      await run('notifications.clearAll');
    });
  }).timeout(180_000);
});
