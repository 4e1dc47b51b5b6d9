import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { doDrop } from '../../src/features/rules/drop/drop';
import { Command } from '../../src/app/ids';
import type { PolicyRuleNode } from '../../src/app/tree-nodes';
import { RulesHost } from './rules-host';

const tcp = (port: number) => ({ action: 'allow', protocol: 'tcp', dst_ports: [port] });
const stored = (...inbound: readonly object[]) => ({
  selector: 'has(nobody)',
  order: 1,
  inbound_rules: inbound,
  outbound_rules: [],
});

describe('policies of tiers', () => {
  const host = new RulesHost();
  const TIER = 'first';
  const inbound = async () =>
    (JSON.parse(await host.storedPolicy(TIER, 'db')) as { inbound_rules: readonly object[] }).inbound_rules;
  before(() => host.start());
  after(() => host.stop());
  beforeEach(() => host.putPolicy(TIER, 'db', stored(tcp(1), tcp(2), tcp(3))));
  afterEach(async () => {
    await host.closeAll();
    await host.putPolicy(TIER, 'db', undefined);
  });
  const open = async () => {
    await vscode.commands.executeCommand(Command.openRules, { kind: 'policy', tier: TIER, policy: 'db' });
    return vscode.window.activeTextEditor?.document ?? assert.fail('no editor');
  };

  it('are not overwritten if someone else changed them since they were opened', async () => {
    const document = await open();
    await host.insert(document, 'inbound:\n', '  allow tcp to ports 4\n');
    await host.putPolicy(TIER, 'db', stored(tcp(5)));
    await host.findings(document, (all) => all.some(({ message }) => message.includes('changed in the cluster')));
    assert.equal(await document.save(), false);
    assert.ok(document.isDirty);
    assert.deepEqual(await inbound(), [tcp(5)]);
    assert.match(document.getText(), /ports 4\n/);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.match(document.getText(), /inbound:\n {2}allow tcp to ports 5\n/);
    await host.insert(document, 'inbound:\n', '  allow tcp to ports 4\n');
    assert.equal(await document.save(), true);
    assert.deepEqual(await inbound(), [tcp(4), tcp(5)]);
  });

  it('are not overwritten by a save that is faster than the watch', async () => {
    const document = await open();
    await host.insert(document, 'inbound:\n', '  allow tcp to ports 4\n');
    await host.writePolicy(TIER, 'db', stored(tcp(5)));
    assert.equal(await document.save(), false);
    assert.deepEqual(await inbound(), [tcp(5)]);
    assert.match(document.getText(), /ports 4\n/);
  });

  it('keep the text of a removed one', async () => {
    const document = await open();
    await host.insert(document, 'inbound:\n', '  allow tcp to ports 4\n');
    await host.putPolicy(TIER, 'db', undefined);
    await host.findings(document, (all) => all.some(({ message }) => message.includes('no longer exists')));
    assert.equal(await document.save(), false);
    assert.match(document.getText(), /ports 4\n/);
  });

  it('have rules that are dragged and restored', async () => {
    const row = (port: number): PolicyRuleNode => ({
      kind: 'policyRule',
      tier: TIER,
      policy: 'db',
      direction: 'inbound',
      text: `allow tcp to ports ${port}`,
      occurrence: 0,
    });
    const said: string[] = [];
    const say = (message: string) => void said.push(message);
    const since = Date.now();
    await doDrop(
      { session: host.stars.session, reporter: { done: say, warning: say, failure: assert.ifError } },
      {
        kind: 'move-in-policy',
        policy: { tier: TIER, name: 'db' },
        rules: [row(3)],
        to: { direction: 'inbound', before: row(1) },
      },
    );
    assert.deepEqual(said, ['Moved the rule to db, inbound.']);
    assert.deepEqual(await inbound(), [tcp(3), tcp(1), tcp(2)]);
    await host.seenPolicy(TIER, 'db', (text) => text?.indexOf('[3]') === text?.search(/\[\d\]/));
    await vscode.commands.executeCommand(Command.undoPolicy, { of: { tier: TIER, name: 'db' }, since });
    assert.deepEqual(await inbound(), [tcp(1), tcp(2), tcp(3)]);
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
