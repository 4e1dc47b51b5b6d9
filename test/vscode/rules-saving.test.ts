import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Command } from '../../src/app/ids';
import { RulesHost } from './rules-host';

describe('saving a rules document', () => {
  const host = new RulesHost();
  before(() => host.start());
  after(() => host.stop());
  afterEach(async () => {
    await host.closeAll();
    await host.reset();
  });

  it('writes the rules like calicoctl, and shows what is stored', async () => {
    const document = await host.open('backend');
    await host.insert(document, 'inbound:\n', '# mine\nallow tcp from tag frontend   to ports 9000\n');
    assert.equal(await document.save(), true);
    assert.deepEqual((await host.stored('backend')).inbound_rules, [
      { action: 'allow', protocol: 'tcp', src_tag: host.id('frontend'), dst_ports: [9000] },
      { action: 'allow', src_tag: host.id('backend') },
    ]);
    await host.text(
      document,
      (text) => !text.includes('# mine') && text.includes('\n  allow tcp from tag frontend to ports 9000\n'),
    );
    assert.equal(document.isDirty, false);
    await host.replace(document, '  allow tcp from tag frontend to ports 9000\n', '');
    assert.equal(await document.save(), true);
    assert.equal((await host.stored('backend')).inbound_rules.length, 1);
  });

  it('keeps what the text does not show', async () => {
    const strange = { action: 'allow', src_net: '10.0.0.1', src_ports: [], comment: 'x' };
    await host.put('backend', [strange], { extra: { kept: true } });
    const document = await host.open('backend');
    await host.text(document, (text) => text.includes('"comment":"x"}'));
    await host.insert(document, 'inbound:\n', '  deny udp\n');
    assert.equal(await document.save(), true);
    const { inbound_rules, extra } = await host.stored('backend');
    assert.deepEqual([inbound_rules, extra], [[{ action: 'deny', protocol: 'udp' }, strange], { kept: true }]);
  });

  it('saves nothing if the text is invalid', async () => {
    const document = await host.open('backend');
    const before = await host.stored('backend');
    await host.insert(document, 'inbound:\n', '  allow form tag frontend\n');
    assert.equal(await document.save(), false);
    assert.ok(document.isDirty);
    assert.deepEqual(await host.stored('backend'), before);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('follows the cluster while it has no unsaved edits', async () => {
    const document = await host.open('backend');
    await host.put('backend', [{ action: 'deny', protocol: 'udp' }]);
    await host.text(document, (text) => text.includes('inbound:\n  deny udp\n'));
    assert.equal(document.isDirty, false);
    await host.insert(document, 'inbound:\n', '  allow tcp\n');
    assert.equal(await document.save(), true);
    assert.deepEqual((await host.stored('backend')).inbound_rules, [
      { action: 'allow', protocol: 'tcp' },
      { action: 'deny', protocol: 'udp' },
    ]);
  });

  it('overwrites nothing that changed in the meantime', async () => {
    const document = await host.open('backend');
    await host.insert(document, 'inbound:\n', '  allow tcp to ports 1\n');
    const theirs = [{ action: 'allow', protocol: 'tcp', dst_ports: [2] }];
    await host.put('backend', theirs);
    await host.findings(document, (all) => all.some(({ message }) => message.includes('changed in the cluster')));
    assert.match(document.getText(), /ports 1\n/);
    assert.equal(await document.save(), false);
    assert.ok(document.isDirty);
    assert.deepEqual((await host.stored('backend')).inbound_rules, theirs);
    assert.match(document.getText(), /ports 1\n/);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.match(document.getText(), /ports 2\n/);
    await host.insert(document, 'inbound:\n', '  deny udp\n');
    assert.equal(await document.save(), true);
    assert.deepEqual((await host.stored('backend')).inbound_rules, [{ action: 'deny', protocol: 'udp' }, ...theirs]);
  });

  it('shows both sides’ changes, and comparing does not permit overwriting', async () => {
    const document = await host.open('backend');
    await host.insert(document, 'inbound:\n', '  allow tcp to ports 1\n');
    const theirs = [{ action: 'allow', protocol: 'tcp', dst_ports: [2] }];
    await host.put('backend', theirs);
    assert.equal(await document.save(), false);
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(0, 0, 0, 1),
    );
    const { command } = fixes.find(({ title }) => title === 'Compare With the Cluster') ?? assert.fail('not offered');
    await vscode.commands.executeCommand(command!.command, ...(command!.arguments as unknown[]));
    await host.tab((label) => label.startsWith('backend: In the Cluster ↔ Yours'));
    assert.match(document.getText(), /ports 1\n/);
    assert.deepEqual((await host.stored('backend')).inbound_rules, theirs);
    assert.equal(await document.save(), false);
    assert.deepEqual((await host.stored('backend')).inbound_rules, theirs);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.match(document.getText(), /ports 2\n/);
  });

  it('keeps the text of a removed profile', async () => {
    const document = await host.open('client');
    await host.insert(document, 'inbound:\n', '  deny udp\n');
    await host.remove('client');
    await host.findings(document, (all) => all.some(({ message }) => message.includes('no longer exists')));
    assert.equal(await document.save(), false);
    assert.match(document.getText(), /deny udp/);
    await host.put('client', [{ action: 'allow', src_tag: host.id('client') }]);
    await host.putTags('client', JSON.stringify([host.id('client')]));
    await host.seen('client', (profile) => profile.kind === 'profile' && profile.tags.length === 1);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('opens an unreadable profile as its stored JSON for repair', async () => {
    await host.putTags('backend', '["backend"');
    await host.seen('backend', ({ kind }) => kind === 'broken');
    await vscode.commands.executeCommand(Command.openRules, { kind: 'brokenProfile', profile: host.id('backend') });
    const { document } = vscode.window.activeTextEditor ?? assert.fail();
    assert.equal(document.getText(), '["backend"');
    assert.equal(document.languageId, 'json');
    await host.append(document, ' oops');
    assert.equal(await document.save(), false);
    assert.deepEqual(await host.rawTags('backend'), '["backend"');
    await host.replace(document, ' oops', ']');
    assert.equal(await document.save(), true);
    assert.equal(await host.rawTags('backend'), '["backend"]');
    await host.seen('backend', ({ kind }) => kind === 'profile');
  });
});
