import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { etcdOf } from '../../src/cluster/connection/definition';
import { datastoreOf } from '../../src/cluster/connection/opened';
import type { ClusterDefinition } from '../../src/cluster/connection/definition';
import type { Last } from '../../src/features/connection/last-cluster';
import { resumeWhenVisible } from '../../src/features/connection/resume';
import { SCHEME } from '../../src/app/rules-uri/names';
import { addressOf } from '../../src/app/rules-uri/address';
import type { CalicoStars } from '../../src/extension';
import { Command, SECTION, Setting } from '../../src/app/ids';
import { startLab, type Lab } from '../../src/lab/lab';
import { until } from './rules-host';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
const configure = (clusters: readonly ClusterDefinition[]) =>
  vscode.workspace.getConfiguration(SECTION).update(Setting.clusters, clusters, vscode.ConfigurationTarget.Global);

describe('the connected cluster when settings change', () => {
  let stars: CalicoStars;
  let labs: readonly [Lab, Lab];
  let one: ClusterDefinition;
  let two: ClusterDefinition;
  const connection = () => stars.session.connection;
  const connectedTo = (wanted: ClusterDefinition) =>
    until(
      (check) => stars.session.onDidChangeConnection(check),
      () => {
        const now = connection();
        return now.state === 'connected' &&
          now.definition.name === wanted.name &&
          etcdOf(now.definition)[0] === etcdOf(wanted)[0]
          ? now
          : undefined;
      },
      () =>
        JSON.stringify(
          connection().state === 'disconnected'
            ? connection()
            : { ...connection(), cluster: undefined, store: undefined },
        ),
    );
  const key = ({ endpoints: { etcd } }: Lab, leaf: string) => `${etcd}/v2/keys/calico/v1/policy/profile/web/${leaf}`;
  const stored = async (lab: Lab) =>
    ((await (await fetch(key(lab, 'rules'))).json()) as { node: { value: string } }).node.value;
  const write = (lab: Lab, leaf: string, value: string) =>
    fetch(key(lab, leaf), { method: 'PUT', body: new URLSearchParams({ value }) });
  /** Opens the rules of the profile web in the connected cluster. */
  const open = async (definition: ClusterDefinition) => {
    const now = await connectedTo(definition);
    await now.store.when(
      ({ policy }) => policy.state === 'ready' && policy.data.profiles.some(({ name }) => name === 'web'),
      AbortSignal.timeout(10_000),
    );
    return vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: SCHEME, ...addressOf(definition, 'web') }));
  };
  const edit = async (document: vscode.TextDocument, text: string) => {
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, new vscode.Position(document.lineCount, 0), text);
    assert.ok(await vscode.workspace.applyEdit(change));
    assert.ok(document.isDirty);
  };

  before(async function () {
    this.timeout(60_000);
    const extension =
      vscode.extensions.getExtension<CalicoStars>('calico-stars.calico-stars') ?? assert.fail('not installed');
    stars = await extension.activate();
    labs = [await startLab(), await startLab()];
    for (const lab of labs) {
      await write(lab, 'tags', '["web"]');
      await write(
        lab,
        'rules',
        '{"id":"web","inbound_rules":[{"action":"deny"}],"outbound_rules":[{"action":"allow"}]}',
      );
    }
    one = { name: 'one', etcd: [labs[0].endpoints.etcd] };
    two = { name: 'two', etcd: [labs[1].endpoints.etcd] };
  });

  beforeEach(async () => {
    await configure([one, two]);
    await run(Command.connect, 'one');
    await connectedTo(one);
  });

  afterEach(async () => {
    await run(Command.disconnect);
    await run('workbench.action.closeAllEditors');
    await run('notifications.clearAll');
  });

  after(async () => {
    await configure([]);
    for (const lab of labs) await lab.close();
  });

  it('reconnects when its addresses change', async () => {
    await configure([{ ...two, name: 'one' }]);
    await connectedTo({ ...two, name: 'one' });
  });

  it('reconnects under its new name, and keeps its documents', async () => {
    const document = await open(one);
    await configure([{ ...one, name: 'first' }, two]);
    await connectedTo({ ...one, name: 'first' });
    await edit(document, '# mine\n');
    assert.ok(await document.save());
  });

  it('stays connected while rules have unsaved edits, which are never saved to the other addresses', async () => {
    const document = await open(one);
    await vscode.window.showTextDocument(document);
    await edit(document, '\n');
    const moved = { ...two, name: 'one' };
    const before = connection();
    await configure([moved]);
    assert.equal(connection(), before);
    assert.ok(before.state === 'connected' && etcdOf(before.definition)[0] === etcdOf(one)[0]);
    await run(Command.refresh);
    await connectedTo(moved);
    const [mine, theirs] = await Promise.all(labs.map(stored));
    await assert.rejects(
      Promise.resolve(vscode.workspace.fs.writeFile(document.uri, Buffer.from('inbound\n  allow\noutbound\n'))),
      /now has other addresses\. Nothing was saved/,
    );
    assert.deepEqual(await Promise.all(labs.map(stored)), [mine, theirs]);
    const other = await open(moved);
    assert.notEqual(other.uri.toString(), document.uri.toString());
    await run('workbench.action.revertAndCloseActiveEditor');
  });

  it('stays connected when it is removed from the settings', async () => {
    await configure([two]);
    const now = connection();
    assert.ok(now.state === 'connected' && now.definition.name === 'one');
  });

  it('rejects changes when it is read-only', async () => {
    await configure([{ ...one, production: 'read-only' }]);
    const now = await until(
      (check) => stars.session.onDidChangeConnection(check),
      () => {
        const { state, ...rest } = connection();
        return state === 'connected' && 'definition' in rest && rest.definition.production === 'read-only'
          ? connection()
          : undefined;
      },
      () => connection().state,
    );
    const before = await stored(labs[0]);
    const document = await open(one);
    await assert.rejects(
      Promise.resolve(
        vscode.workspace.fs.writeFile(
          document.uri,
          Buffer.from(`${document.getText()}\n# changed\n`.replace('deny', 'allow')),
        ),
      ),
      /one is read-only\. Nothing was changed/,
    );
    assert.ok(now.state === 'connected');
    await assert.rejects(datastoreOf(now.cluster).createProfile('new'), { kind: 'read-only' });
    assert.equal(await stored(labs[0]), before);
  });
});

describe('a restored window', () => {
  const prod: ClusterDefinition = { name: 'prod', etcd: ['http://127.0.0.1:1'] };
  const connection = { state: 'disconnected' } as const;
  /** The messages and connection attempts when the view of such a window becomes visible. */
  const resumed = async (last: Last | undefined) => {
    const messages: string[] = [];
    const never = new vscode.EventEmitter<never>().event;
    const tried = new Promise<void>((resolve) => {
      const note = (message: string, ...actions: readonly { readonly title: string }[]) => {
        messages.push([message, ...actions.map(({ title }) => `[${title}]`)].join(' '));
        resolve();
      };
      resumeWhenVisible({
        sessions: {
          connection,
          onDidChangeConnection: never,
          connect: (definition: ClusterDefinition) =>
            Promise.resolve({
              state: 'failed',
              definition,
              failure: { kind: 'unreachable', message: 'Nothing listens there.' },
            }),
        },
        demos: { start: () => Promise.reject(new Error('no room on the disk')) },
        tree: { visible: true, onDidChangeVisibility: never },
        connector: {
          tell: (failed: { definition: ClusterDefinition }, why: string) => note(`${why} (${failed.definition.name})`),
        },
        reporter: { log: { info: () => undefined }, warning: note, failure: assert.ifError },
        last: { value: last },
      } as unknown as Parameters<typeof resumeWhenVisible>[0]).dispose();
      if (!last || last.left) resolve();
    });
    await tried;
    return messages;
  };
  before(() => configure([prod]));
  after(() => configure([]));

  it('explains why its last cluster is not connected, and names it', async () => {
    assert.deepEqual(await resumed({ name: 'prod', identity: '127.0.0.1:1/calico' }), [
      'prod, the last cluster of this window, was not connected. (prod)',
    ]);
    assert.deepEqual(
      await resumed({ name: 'once', identity: '127.0.0.1:1/calico' }),
      ['once, the last cluster of this window, was not connected. (prod)'],
      'it was renamed',
    );
    assert.deepEqual(await resumed({ name: 'Local Demo', identity: 'local-demo' }), [
      'Local Demo, the last cluster of this window, could not be started: no room on the disk [Try Again]',
    ]);
  });

  it('does not connect to another cluster that now has the name', async () => {
    assert.deepEqual(await resumed({ name: 'prod', identity: 'elsewhere:2379/calico' }), [
      'prod has other addresses in the settings than when this window last connected to it, so it was not connected. [Connect to prod]',
    ]);
    assert.deepEqual(await resumed({ name: 'gone', identity: 'elsewhere:2379/calico' }), [
      'gone, the last cluster of this window, is no longer in the settings. [Connect…] [Open Settings]',
    ]);
  });

  it('does not connect when it is new or was disconnected by the user', async () => {
    assert.deepEqual(await resumed(undefined), []);
    assert.deepEqual(await resumed({ name: 'prod', identity: '127.0.0.1:1/calico', left: true }), []);
  });
});
