import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { countOf } from '../../src/cluster/analysis/policy-impact';
import { Command } from '../../src/app/ids';
import { RulesHost, until } from './rules-host';

const SCRIPT =
  'calicoctl profile frontend rule add inbound allow tcp from tag client to ports 9000\ncalicoctl profile backend rule add inbound allow tcp from tag frontend to ports 9000';

describe('the preview of a script', () => {
  const host = new RulesHost();
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  before(() => host.start());
  after(() => host.stop());
  afterEach(() => host.reset());

  /** Resolves when so many connections would open, or when there is no preview. */
  const opens = (count: number | undefined) => {
    const { previews } = host.stars;
    const now = () => previews.current && countOf(previews.current.effect.opened);
    return until(
      (check) => previews.onDidChange(check),
      () => (now() === count ? { done: true } : undefined),
      () => `${now() ?? 'no preview'}`,
    );
  };

  it('lasts as long as its list, and changes nothing', async () => {
    const shown = run(Command.previewScript, SCRIPT);
    await opens(2);
    await run('workbench.action.closeQuickOpen');
    await shown;
    await opens(undefined);
    assert.equal((await host.stored('frontend')).inbound_rules.length, 1);
  });

  it('runs the script from its list', async () => {
    const shown = run(Command.previewScript, SCRIPT);
    await opens(2);
    // The first item runs it; the next one is selected, so that Enter alone doesn't.
    await run('workbench.action.quickOpenSelectPrevious');
    await run('workbench.action.acceptSelectedQuickOpenItem');
    await shown;
    await opens(undefined);
    assert.equal((await host.stored('frontend')).inbound_rules.length, 2);
    assert.equal((await host.stored('backend')).inbound_rules.length, 2);
  });

  it('is not needed for commands that only print: their output opens in an editor', async () => {
    await run(Command.runCalicoctl, 'calicoctl profile frontend rule json');
    const { document } = vscode.window.activeTextEditor ?? assert.fail('no editor');
    assert.equal(document.languageId, 'json');
    assert.ok(JSON.parse(document.getText()), document.getText());
    await run(Command.runCalicoctl, 'calicoctl profile frontend tag show\ncalicoctl profile frontend rule show');
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /^\$ calicoctl profile frontend tag show\n/);
    await host.closeAll();
  });

  it('also appears in the plan of a run', async () => {
    const shown = run(Command.runCalicoctl, SCRIPT);
    await opens(2);
    await run('workbench.action.acceptSelectedQuickOpenItem');
    await shown;
    await opens(undefined);
    assert.equal((await host.stored('backend')).inbound_rules.length, 2);
  });
});
