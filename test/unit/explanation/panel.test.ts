import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Command } from '../../../src/app/ids';
import { Emitter } from '../../../src/base/emitter';
import type { FromExplanationPage, ToExplanationPage } from '../../../src/features/explanation/messages';
import { ExplanationPanel, type ExplainedCluster } from '../../../src/features/explanation/panel';

const CONNECTION = { from: '192.168.0.1', to: '192.168.0.2', protocol: 'tcp', port: 9000 } as const;
const NONE = { dispose: () => undefined };
const REASON = 'This explains a connection in far, which is not connected.';

describe('explanation panel', () => {
  let ran: (readonly unknown[])[];
  let sent: ToExplanationPage[];
  before(() => {
    Object.assign(vscode.commands, { executeCommand: (...call: readonly unknown[]) => ran.push(call) });
    Object.assign(vscode.Uri, { joinPath: () => '' });
  });
  beforeEach(() => ([ran, sent] = [[], []]));
  after(() => {
    Reflect.deleteProperty(vscode.commands, 'executeCommand');
    Reflect.deleteProperty(vscode.Uri, 'joinPath');
  });

  /**
   * Opens an explanation of the cluster `far`. Returns a function that sends a message of its page.
   * @param connected The connected cluster, which has no data yet.
   */
  function open(connected: { readonly cluster: string; readonly id: string } | undefined) {
    const received = new Emitter<unknown>(assert.ifError);
    const webview = {
      asWebviewUri: (uri: unknown) => uri,
      postMessage: (message: ToExplanationPage) => sent.push(message),
      onDidReceiveMessage: received.event,
    };
    const panel = { webview, visible: true, onDidDispose: () => NONE, onDidChangeViewState: () => NONE };
    const cluster = {
      cluster: connected?.cluster,
      id: connected?.id,
      explaining: { snapshot: undefined, offer: () => undefined },
      onDidChange: () => NONE,
    };
    new ExplanationPanel(
      panel as unknown as vscode.WebviewPanel,
      '' as unknown as vscode.Uri,
      CONNECTION,
      cluster as unknown as ExplainedCluster,
      { name: 'far', id: '1' },
      { hasOthersThan: () => true, onDidChange: () => NONE },
    );
    return (message: FromExplanationPage) => received.fire(message);
  }

  for (const [connected, cluster] of [
    ['no cluster', undefined],
    ['another cluster', { cluster: 'near', id: '2' }],
  ] as const)
    it(`offers to connect to its cluster while ${connected} is connected`, () => {
      const receive = open(cluster);
      receive({ type: 'ready' });
      assert.deepEqual(sent, [{ type: 'nothing', reason: REASON, connectTo: 'far' }]);
      receive({ type: 'connect' });
      assert.deepEqual(ran, [[Command.connect, 'far']]);
    });

  it('offers nothing while its name is another cluster’s', () => {
    const receive = open({ cluster: 'far', id: '2' });
    receive({ type: 'ready' });
    const reason =
      'This explains a connection in the cluster that was named far before. The cluster with that name now has other addresses.';
    assert.deepEqual(sent, [{ type: 'nothing', reason }]);
    receive({ type: 'connect' });
    assert.deepEqual(ran, []);
  });

  it('connects to nothing while its cluster is connected', () => {
    const receive = open({ cluster: 'far', id: '1' });
    receive({ type: 'ready' });
    assert.deepEqual(sent, [{ type: 'nothing', reason: 'No cluster is connected.' }]);
    receive({ type: 'connect' });
    assert.deepEqual(ran, []);
  });
});
