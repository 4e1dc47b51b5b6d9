import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Command, View } from '../../src/app/ids';
import { shortIdentity } from '../../src/cluster/connection/definition';
import { SessionSource } from '../../src/features/graph/panels/session-source';
import { MatrixPanel } from '../../src/features/matrix/panel';
import type { MatrixState, ToPage } from '../../src/features/matrix/protocol';
import { RulesHost, until } from './rules-host';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);

/** A panel whose messages to its page are kept. */
function overheard(panel: vscode.WebviewPanel): {
  readonly panel: vscode.WebviewPanel;
  readonly states: MatrixState[];
  readonly onState: vscode.Event<unknown>;
} {
  const states: MatrixState[] = [];
  const told = new vscode.EventEmitter<unknown>();
  const { webview } = panel;
  const post = webview.postMessage.bind(webview);
  Object.defineProperty(webview, 'postMessage', {
    value: (message: ToPage) => {
      if (message.type === 'state') {
        states.push(message.state);
        told.fire(undefined);
      }
      return post(message);
    },
  });
  return { panel, states, onState: told.event };
}

describe('whose it is', () => {
  const host = new RulesHost();
  before(async function () {
    this.timeout(60_000);
    await host.start();
  });
  afterEach(() => host.closeAll());
  after(() => host.stop());

  it('a matrix stays with its cluster, and shows no other’s verdicts', async () => {
    const { session } = host.stars;
    assert.ok(session.connection.state === 'connected');
    const { panel, states, onState } = overheard(
      vscode.window.createWebviewPanel(View.matrix, 'Matrix', vscode.ViewColumn.Active),
    );
    let several = true;
    const changed = new vscode.EventEmitter<void>();
    const extension = vscode.extensions.getExtension('calico-stars.calico-stars') ?? assert.fail('not installed');
    const source = new SessionSource(session, assert.ifError);
    const matrix = new MatrixPanel(
      panel,
      extension.extensionUri,
      source,
      {
        explain: () => assert.fail(),
        export: () => assert.fail(),
        connected: () => {
          const { connection } = session;
          return connection.state === 'disconnected'
            ? undefined
            : { name: connection.definition.name, id: shortIdentity(connection.definition) };
        },
        naming: { hasOthersThan: () => several, onDidChange: changed.event },
      },
      { name: 'far', id: 'another' },
    );
    const last = () => states.at(-1);
    const shows = (condition: (state: MatrixState) => boolean) =>
      until(
        (check) => onState(check),
        () => (last() && condition(last()!) ? true : undefined),
        () => JSON.stringify(last()).slice(0, 200),
      );
    await shows((state) => state.kind === 'empty' && state.title === 'far is not connected');
    assert.equal(panel.title, 'Reachability Matrix of far');
    several = false;
    changed.fire();
    assert.equal(panel.title, 'Reachability Matrix');
    matrix.dispose();
    source.dispose();
    changed.dispose();
  });

  it('an explanation names its cluster in the tab only if there are several', async () => {
    await run(Command.explain, { from: '192.168.0.1', to: '192.168.0.2', protocol: 'tcp', port: 9000 });
    const tab = await until(
      (check) => vscode.window.tabGroups.onDidChangeTabs(check),
      () =>
        vscode.window.tabGroups.all
          .flatMap((group) => group.tabs)
          .find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(View.explanation)),
      () => 'no explanation',
    );
    assert.doesNotMatch(tab.label, /Local Demo/);
  });
});
