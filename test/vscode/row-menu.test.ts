import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Command, View } from '../../src/app/ids';
import { RulesHost, until } from './rules-host';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
const tabs = (view: string) =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(view));
const opened = (view: string) =>
  until(
    (check) => vscode.window.tabGroups.onDidChangeTabs(check),
    () => tabs(view)[0],
    () => `no ${view}`,
  );

describe('rows of what sends and receives traffic', () => {
  const host = new RulesHost();
  const network = () => ({ kind: 'network', networkId: host.id('client') });
  const app = { kind: 'app', app: '/calico-stars/client' };

  before(async function () {
    this.timeout(60_000);
    await host.start();
  });
  afterEach(() => host.closeAll());
  after(() => host.stop());

  it('show their details, which stay with their cluster', async () => {
    await run(Command.showDetails, app);
    const { document } = vscode.window.visibleTextEditors[0] ?? assert.fail('no editor');
    assert.match(document.getText(), /^Cluster: Local Demo\n\nclient\n/);
    assert.match(document.getText(), /^Profile: client$/m);
    await run(Command.disconnect);
    await host.text(document, (text) => text.includes('Local Demo is not connected.'));
    await run(Command.startDemo, 'mesos');
    await host.text(document, (text) => /^Profile: client$/m.test(text));
  });

  it('lead to rules, copies and the graph', async () => {
    await run(Command.openRulesOf, app);
    assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /client\.calico-rules$/);
    await run(Command.copyName, network());
    assert.equal(await vscode.env.clipboard.readText(), 'client');
    await run(Command.copyId, network());
    assert.equal(await vscode.env.clipboard.readText(), host.id('client'));
    await run(Command.copyAddress, app);
    assert.match(await vscode.env.clipboard.readText(), /^192\.168\./);
    await run(Command.showInGraph, app);
    await opened(View.graph);
  });

  it('open rules beside the graph, and in place elsewhere', async () => {
    await run(Command.showGraph);
    const graph = await opened(View.graph);
    await run(Command.openRulesOf, network());
    assert.notEqual(vscode.window.activeTextEditor?.viewColumn, graph.group.viewColumn);
    await run(Command.openRules, { kind: 'profile', profile: host.id('frontend') });
    assert.equal(vscode.window.tabGroups.all.length, 2);
  });

  it('keep the focus of the tree when a click opens rules', async () => {
    await run(Command.openRules, { kind: 'profile', profile: host.id('client') });
    const before = vscode.window.activeTextEditor;
    const row = { kind: 'profile', profile: host.id('frontend') };
    await run(Command.openRules, row, undefined, { preserveFocus: true });
    assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /frontend/);
    assert.notEqual(vscode.window.activeTextEditor, before);
  });
});
