import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { etcdOf } from '../../src/cluster/connection/definition';
import { datastoreOf } from '../../src/cluster/connection/opened';
import { clusterIdentity } from '../../src/cluster/connection/definition';
import type { Connection } from '../../src/cluster/connection/session';
import type { CalicoStars } from '../../src/extension';
import { isOfProfile } from '../../src/features/history/entry';
import { History } from '../../src/features/history/history';
import { withKept } from '../../src/features/history/kept';
import { takeBack } from '../../src/features/history/take-back';
import { nextUndo } from '../../src/features/history/undo';
import { Command } from '../../src/app/ids';
import { step } from '../fixtures/step';

type Connected = Extract<Connection, { state: 'connected' }>;

describe('policy history', () => {
  let stars: CalicoStars;
  let connection: Connected;
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const key = (leaf: string) =>
    `${etcdOf(connection.definition)[0] ?? ''}/v2/keys/calico/v1/policy/profile/past/${leaf}`;
  const leaf = async (name: string) =>
    ((await (await fetch(key(name))).json()) as { node?: { value: string } }).node?.value;
  const write = (name: string, value: string) =>
    fetch(key(name), { method: 'PUT', body: new URLSearchParams({ value }) });
  const tag = (name: string) =>
    datastoreOf(connection.cluster).updateProfile('past', (profile) => ({ ...profile, tags: [...profile.tags, name] }));
  /** The history as read after a restart of VS Code. */
  const reopened = () =>
    new History(vscode.Uri.joinPath(stars.globalStorageUri, 'history').fsPath, (line) => assert.fail(line));
  const labels = async () =>
    (await reopened().entries(clusterIdentity(connection.definition)))
      .filter((entry) => isOfProfile(entry) && entry.profile === 'past')
      .map(({ label }) => label);
  /** Changes are recorded asynchronously. */
  const kept = async (count: number) => {
    let found = await labels();
    while (found.length < count) found = await labels();
    return found;
  };

  before(async () => {
    const extension =
      vscode.extensions.getExtension<CalicoStars>('calico-stars.calico-stars') ?? assert.fail('not installed');
    stars = await extension.activate();
    await run(Command.startDemo, 'mesos');
    assert.ok(stars.session.connection.state === 'connected');
    ({ connection } = stars.session);
  });
  after(() => run(Command.stopDemo));

  it('stores changes, and undoes them despite other writers', async () => {
    await step('stores what a calicoctl script changed', async () => {
      const script = run(
        Command.runCalicoctl,
        'calicoctl profile add past\ncalicoctl profile past tag show\ncalicoctl profile past rule add inbound allow tcp to ports 80',
      );
      const accept = () => run('workbench.action.acceptSelectedQuickOpenItem');
      // The plan is accepted as soon as it is visible.
      while (!(await Promise.race([script.then(() => true), accept().then(() => false)])));
      assert.deepEqual(await kept(2), ['Create profile past', 'Add rule allow tcp to ports 80 to past, inbound']);
    });

    await step('undoes one change after another', async () => {
      const rules = await leaf('rules');
      await connection.store.when(
        ({ policy }) => policy.state === 'ready' && policy.data.profiles.some(({ name }) => name === 'past'),
        AbortSignal.timeout(10_000),
      );
      await tag('blue');
      await kept(3);
      await run(Command.undoPolicy);
      assert.equal(await leaf('tags'), '["past"]');
      assert.equal(await leaf('rules'), rules);
      await run(Command.undoPolicy);
      assert.deepEqual(JSON.parse((await leaf('rules')) ?? ''), {
        id: 'past',
        inbound_rules: [{ action: 'allow', src_tag: 'past' }],
        outbound_rules: [{ action: 'allow' }],
      });
      assert.deepEqual((await kept(5)).slice(2), [
        'Add tag blue to past',
        'Remove tag blue from past',
        'Remove rule allow tcp to ports 80 from past, inbound',
      ]);
    });

    await step('changes nothing when the cluster has changed', async () => {
      await tag('green');
      await kept(6);
      await write('tags', '["past","green","somebody"]');
      await run(Command.undoPolicy);
      assert.equal(await leaf('tags'), '["past","green","somebody"]');
      await run('notifications.clearAll');
    });

    await step('undoes changes from before a restart', async () => {
      await write('tags', '["past","green"]');
      const history = reopened();
      const entry =
        nextUndo(await history.entries(clusterIdentity(connection.definition)), () => true) ??
        assert.fail('nothing to undo');
      assert.equal(entry.label, 'Add tag green to past');
      const messages: string[] = [];
      const say = (message: string) => void messages.push(message);
      await withKept(entry, connection, (state) =>
        takeBack(
          { reporter: { done: say, warning: say, failure: assert.ifError } },
          history,
          connection,
          state,
          state.entry.after,
        ),
      );
      assert.deepEqual(messages, ['Undone: Add tag green to past.']);
      assert.equal(await leaf('tags'), '["past"]');
      await kept(7);
    });

    await step('treats changes that others reverted as undone', async () => {
      await tag('red');
      await kept(8);
      await write('tags', '["past"]');
      await run(Command.undoPolicy);
      assert.equal(await leaf('tags'), '["past"]');
      await run(Command.undoPolicy);
      assert.equal(await leaf('rules'), undefined, 'the next undo removes the profile created by the script');
    });
  }).timeout(180_000);

  it('undoes one change by the button of its message, also after later ones of others', async () => {
    const datastore = datastoreOf(connection.cluster);
    const inbound = async (name: string) => {
      const { policy } = await datastore.read();
      const found = policy.profiles.find((profile) => profile.name === name);
      return found?.kind === 'profile' ? found.inbound.length : assert.fail(name);
    };
    const entriesOf = async (name: string) =>
      (await reopened().entries(clusterIdentity(connection.definition))).filter(
        (entry) => isOfProfile(entry) && entry.profile === name,
      ).length;
    const recorded = async (name: string, count: number) => {
      while ((await entriesOf(name)) < count);
    };
    for (const name of ['one', 'other']) await datastore.createProfile(name);
    await recorded('other', 1);
    await connection.store.when(
      ({ policy }) => policy.state === 'ready' && policy.data.profiles.some(({ name }) => name === 'other'),
      AbortSignal.timeout(10_000),
    );
    const since = Date.now();
    const row = { kind: 'rule', direction: 'inbound', occurrence: 0 };
    await run(Command.removeRule, { ...row, profile: 'one', text: 'allow from tag one' });
    await recorded('one', 2);
    await run(Command.removeRule, { ...row, profile: 'other', text: 'allow from tag other' });
    await recorded('other', 2);
    assert.deepEqual([await inbound('one'), await inbound('other')], [0, 0]);
    await run(Command.undoPolicy, { of: 'one', since });
    assert.deepEqual([await inbound('one'), await inbound('other')], [1, 0]);
    // A second click has nothing to undo, and undoes nothing else.
    await recorded('one', 3);
    await run(Command.undoPolicy, { of: 'one', since });
    assert.deepEqual([await inbound('one'), await inbound('other')], [1, 0]);
    await run('notifications.clearAll');
    for (const name of ['one', 'other']) await datastore.deleteProfile(name);
  });
});
