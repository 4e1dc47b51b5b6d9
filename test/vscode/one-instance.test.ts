import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import * as vscode from 'vscode';
import { Command, Tool } from '../../src/app/ids';
import { COMPILED } from '../../src/cluster/analysis/compiled';
import { RulesHost } from './rules-host';

describe('the policy of a cluster', () => {
  const host = new RulesHost();
  before(() => host.start());
  after(async () => {
    await host.closeAll();
    await host.stop();
  });

  it('is compiled once for all features', async () => {
    const document = await host.open('frontend');
    await vscode.commands.executeCommand(Command.showMatrix);
    const compiled: unknown[] = [];
    const listener = (policy: unknown) => compiled.push(policy);
    subscribe(COMPILED, listener);
    try {
      await host.put('frontend', [{ action: 'deny' }, { action: 'allow' }]);
      // Diagnostics of the document, findings in the tree, the matrix, and a language model tool.
      await host.findings(document, (findings) => findings.length > 0);
      await vscode.lm.invokeTool(Tool.explainFlow, {
        input: { from: 'client', to: 'frontend', port: 9000 },
        toolInvocationToken: undefined,
      });
      // The policy itself, and its drafts with each suggested edit.
      assert.ok(compiled.length > 0);
      assert.equal(new Set(compiled).size, compiled.length);
    } finally {
      unsubscribe(COMPILED, listener);
    }
  });
});
