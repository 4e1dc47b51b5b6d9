import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { datastoreOf } from '../../src/cluster/connection/opened';
import type { Connection } from '../../src/cluster/connection/session';
import { doDrop } from '../../src/features/rules/drop/drop';
import type { CalicoStars } from '../../src/extension';
import { Command } from '../../src/app/ids';
import { formatRule, parseRule } from '../../src/policy/calico1/grammar';
import type { Direction } from '../../src/policy/calico1/rule';
import { RowDrag } from '../../src/features/tree/drag';
import type { Drop } from '../../src/features/tree/drag-plan';
import type { RuleNode, TreeNode } from '../../src/app/tree-nodes';

type Connected = Extract<Connection, { state: 'connected' }>;

describe('dragging rules', () => {
  let stars: CalicoStars;
  let connection: Connected;
  let messages: string[];
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const row = (profile: string, text: string, direction: Direction = 'inbound'): RuleNode => ({
    kind: 'rule',
    profile,
    direction,
    text,
    occurrence: 0,
  });
  const rules = async (profile: string) => {
    const { policy } = await datastoreOf(connection.cluster).read();
    const found = policy.profiles.find(({ name }) => name === profile);
    return found?.kind === 'profile'
      ? [...found.inbound.map(formatRule), '|', ...found.outbound.map(formatRule)]
      : assert.fail(profile);
  };
  /** The result of dragging rows onto another, as VS Code calls the tree’s controller. */
  const dropOf = (dragged: readonly TreeNode[], target: TreeNode): Drop => {
    const drag = new RowDrag(stars.session as unknown as ConstructorParameters<typeof RowDrag>[0]);
    const drops: Drop[] = [];
    drag.onDidDrop((drop) => drops.push(drop));
    const transfer = new vscode.DataTransfer();
    drag.handleDrag(dragged, transfer);
    drag.handleDrop(target, transfer);
    drag.dispose();
    return drops[0] ?? assert.fail('nothing was dropped');
  };
  const drag = (dragged: readonly TreeNode[], target: TreeNode) => {
    messages = [];
    const say = (message: string) => void messages.push(message);
    return doDrop(
      { session: stars.session, reporter: { done: say, warning: say, failure: assert.ifError } },
      dropOf(dragged, target),
    );
  };

  before(async () => {
    const extension =
      vscode.extensions.getExtension<CalicoStars>('calico-stars.calico-stars') ?? assert.fail('not installed');
    stars = await extension.activate();
    await run(Command.startDemo, 'mesos');
    assert.ok(stars.session.connection.state === 'connected');
    ({ connection } = stars.session);
  });
  beforeEach(async () => {
    const datastore = datastoreOf(connection.cluster);
    for (const name of ['here', 'there']) await datastore.createProfile(name);
    const inbound = ['allow tcp to ports 1', 'allow tcp to ports 2', 'allow tcp to ports 3'].map(
      (text) => parseRule(text).rule ?? assert.fail(text),
    );
    await datastore.updateProfile('here', (profile) => ({ ...profile, inbound }));
    await shown();
  });
  afterEach(async () => {
    for (const name of ['here', 'there']) await datastoreOf(connection.cluster).deleteProfile(name);
  });
  after(() => run(Command.stopDemo));
  /** Waits until the snapshot equals the stored state. */
  const shown = async () => {
    const stored = JSON.stringify(
      (await datastoreOf(connection.cluster).read()).policy.profiles.map(({ stored: texts }) => texts),
    );
    await connection.store.when(
      ({ policy }) =>
        policy.state === 'ready' && JSON.stringify(policy.data.profiles.map(({ stored: texts }) => texts)) === stored,
      AbortSignal.timeout(10_000),
    );
  };

  it('places them before the rule they are dropped on', async () => {
    await drag([row('here', 'allow tcp to ports 3')], row('here', 'allow tcp to ports 1'));
    assert.deepEqual(await rules('here'), [
      'allow tcp to ports 3',
      'allow tcp to ports 1',
      'allow tcp to ports 2',
      '|',
      'allow',
    ]);
    assert.deepEqual(messages, ['Moved the rule to here, inbound.']);
  });

  it('moves several to another profile, in their order', async () => {
    await drag(
      [row('here', 'allow tcp to ports 1'), row('here', 'allow tcp to ports 2')],
      row('there', 'allow from tag there'),
    );
    assert.deepEqual(await rules('here'), ['allow tcp to ports 3', '|', 'allow']);
    assert.deepEqual(await rules('there'), [
      'allow tcp to ports 1',
      'allow tcp to ports 2',
      'allow from tag there',
      '|',
      'allow',
    ]);
  });

  it('moves one to the other direction', async () => {
    await drag([row('here', 'allow tcp to ports 1')], { kind: 'direction', profile: 'here', direction: 'outbound' });
    assert.deepEqual(await rules('here'), [
      'allow tcp to ports 2',
      'allow tcp to ports 3',
      '|',
      'allow',
      'allow tcp to ports 1',
    ]);
  });

  it('says that nothing moved where a rule is dropped on its own place', async () => {
    const before = await rules('here');
    await drag([row('here', 'allow tcp to ports 1')], row('here', 'allow tcp to ports 2'));
    assert.deepEqual(messages, ['Nothing was moved: the rule is already there.']);
    assert.deepEqual(await rules('here'), before);
  });

  it('does nothing if the rule exists or was removed', async () => {
    const before = [await rules('here'), await rules('there')];
    await drag([row('here', 'allow', 'outbound')], { kind: 'profile', profile: 'there' });
    assert.match(messages.join('\n'), /there, outbound already contains the same rule/);
    await drag([row('here', 'deny udp')], { kind: 'profile', profile: 'there' });
    assert.match(messages.join('\n'), /changed in the meantime, so nothing was moved/);
    assert.deepEqual([await rules('here'), await rules('there')], before);
  });

  it('offers to allow traffic when a profile is dropped on another', async () => {
    const allowed = drag([{ kind: 'profile', profile: 'here' }], { kind: 'profile', profile: 'there' });
    const accept = () => run('workbench.action.acceptSelectedQuickOpenItem');
    while (!(await Promise.race([allowed.then(() => true), accept().then(() => false)])));
    assert.equal(
      (await rules('there')).filter((text) => /^allow tcp from tag here to ports \d+$/.test(text)).length,
      1,
    );
    assert.match(messages.join('\n'), /^Added “allow tcp from tag here to ports \d+” to there, inbound\.$/);
  });
});

describe('Markdown with calicoctl commands', () => {
  it('has a code lens that runs each block', async () => {
    const script = 'calicoctl profile show\ncalicoctl profile web tag show';
    const document = await vscode.workspace.openTextDocument({
      language: 'markdown',
      content: `# Steps\n\n\`\`\`sh\n${script}\n\`\`\`\n\n\`\`\`json\n{}\n\`\`\`\n`,
    });
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.title, command?.command, command?.arguments]),
      [[2, '$(play) Run in Calico Stars', Command.runCalicoctl, [script]]],
    );
  });

  it('has code lenses that create the sample’s networks and launch its group', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('no folder');
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'README.md'));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      20,
    );
    const of = (title: string) => lenses.find(({ command }) => command?.title === `$(play) ${title}`)?.command;
    await vscode.commands.executeCommand(Command.startDemo, 'mesos');
    const { session } = await (
      vscode.extensions.getExtension<CalicoStars>('calico-stars.calico-stars') ?? assert.fail('not installed')
    ).activate();
    assert.ok(session.connection.state === 'connected');
    const { store } = session.connection;
    for (const title of ['Create These Networks', 'Launch This Group']) {
      const { command, arguments: given = [] } = of(title) ?? assert.fail(title);
      await vscode.commands.executeCommand(command, ...(given as unknown[]));
    }
    await store.when(
      ({ networks, marathon }) =>
        networks.state === 'ready' &&
        networks.data.length === 4 &&
        marathon.state === 'ready' &&
        marathon.data.groups.includes('/calico-stars'),
      AbortSignal.timeout(20_000),
    );
    await vscode.commands.executeCommand(Command.stopDemo);
  });
});
