import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { describe as inWords } from '../../src/cluster/analysis/policy-impact';
import { Command } from '../../src/app/ids';
import { RulesHost, until } from './rules-host';

const DEAF = '  allow tcp from tag client to ports 9001  # theirs\n';

describe('the policy in a rules document', () => {
  const host = new RulesHost();
  const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(command, ...args);
  const findingOf = async (document: vscode.TextDocument, code: string) => {
    const all = await host.findings(document, (found) => found.some((finding) => finding.code === code));
    return all.find((finding) => finding.code === code) ?? assert.fail(code);
  };
  const fixesAt = (document: vscode.TextDocument, range: vscode.Range) =>
    run<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range);
  before(() => host.start());
  after(() => host.stop());
  afterEach(async () => {
    await host.closeAll();
    await host.reset();
  });

  describe('is checked as you type', () => {
    it('with a fix that changes the text and keeps the comment', async () => {
      const document = await host.open('frontend');
      await host.insert(document, 'inbound:\n', DEAF);
      const finding = await findingOf(document, 'port-without-listener');
      assert.deepEqual(
        [document.getText(finding.range), finding.severity, finding.source],
        ['ports 9001', vscode.DiagnosticSeverity.Warning, 'calico'],
      );
      const fix =
        (await fixesAt(document, finding.range)).find(({ title }) => title === 'Use Port 9000') ??
        assert.fail('not offered');
      await vscode.workspace.applyEdit(fix.edit!);
      assert.match(document.getText(), /\n {2}allow tcp from tag client to ports 9000 {2}# theirs\n/);
      assert.deepEqual(await host.findings(document, (all) => all.length === 0), []);
    });

    it('with faded rules that never decide, and the deciding rule named', async () => {
      const document = await host.open('frontend');
      await host.insert(document, 'inbound:\n', '  deny tcp\n  allow tcp from tag client to ports 9000\n');
      const finding = await findingOf(document, 'shadowed-rule');
      assert.deepEqual(finding.tags, [vscode.DiagnosticTag.Unnecessary]);
      const [related] = finding.relatedInformation ?? [];
      assert.deepEqual(
        [related?.message, related && document.getText(related.location.range)],
        ['Rule 1: deny tcp', 'deny tcp'],
      );
      const fix =
        (await fixesAt(document, finding.range)).find(({ title }) => title === 'Remove This Rule') ??
        assert.fail('not offered');
      await vscode.workspace.applyEdit(fix.edit!);
      assert.match(document.getText(), /inbound:\n {2}deny tcp\n {2}allow from tag frontend\n/);
    });

    it('with the configured severity, and none for a disabled check', async () => {
      const document = await host.open('frontend');
      await host.insert(document, 'inbound:\n', DEAF);
      const { range } = await findingOf(document, 'port-without-listener');
      const { command } =
        (await fixesAt(document, range)).find(({ title }) => title === 'Disable the Check “port-without-listener”') ??
        assert.fail('not offered');
      const configuration = () => vscode.workspace.getConfiguration('calicoStars');
      try {
        await run(command!.command, ...(command!.arguments as unknown[]));
        await host.findings(document, (all) => all.length === 0);
        assert.deepEqual(configuration().inspect('lint')?.globalValue, { 'port-without-listener': 'off' });
        await configuration().update('lint', { 'port-without-listener': 'error' }, vscode.ConfigurationTarget.Global);
        await host.findings(document, (all) =>
          all.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
        );
      } finally {
        await configuration().update('lint', undefined, vscode.ConfigurationTarget.Global);
      }
    });
  });

  it('is shown at the end of each line, unless a finding shows it', async () => {
    const document = await host.open('frontend');
    const hints = async () => {
      const all = await run<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        new vscode.Range(0, 0, document.lineCount, 0),
      );
      return all.map(
        ({ position, label }) =>
          `${document.lineAt(position.line).text.trim()} ← ${typeof label === 'string' ? label : label.map(({ value }) => value).join('')}`,
      );
    };
    assert.deepEqual(await hints(), ['allow from tag frontend ← no effect', 'allow ← decides 3 pairs + outside']);
    await host.insert(
      document,
      'inbound:\n',
      '  deny tcp from tag client\n  allow tcp from tag client to ports 9000\n  allow form\n',
    );
    assert.deepEqual(await hints(), [
      'deny tcp from tag client ← decides 1 pair',
      'allow from tag frontend ← no effect',
      'allow ← decides 3 pairs + outside',
    ]);
  });

  describe('is previewed while it is unsaved', () => {
    const previewed = (condition: (text: string | undefined) => boolean) => {
      const { previews, session } = host.stars;
      const now = () =>
        previews.current &&
        `${previews.current.draft.title}: ${inWords(previews.current.effect.opened, previews.current.effect, session.snapshot!, 9).join('; ')}`;
      return until(
        (check) => previews.onDidChange(check),
        () => (condition(now()) ? { text: now() } : undefined),
        () => now() ?? 'no preview',
      );
    };
    const lens = async (document: vscode.TextDocument) => {
      const lenses = await run<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
      const found = lenses.find(
        ({ range, command }) => range.start.line === 0 && /preview/i.test(command?.title ?? ''),
      );
      return found?.command && [found.command.title, found.command.command];
    };

    it('with a code lens that shows what opens and leads to the graph, until it is saved', async () => {
      const document = await host.open('frontend');
      assert.equal(await lens(document), undefined);
      await host.insert(document, 'inbound:\n', '  allow tcp from tag client to ports 9000\n');
      await previewed((text) => text === 'Unsaved rules of frontend: client → frontend:9000');
      assert.deepEqual(await lens(document), [
        '$(eye) Preview: opens client → frontend:9000; closes nothing',
        Command.showGraph,
      ]);
      assert.equal(await document.save(), true);
      await previewed((text) => text === undefined);
      assert.equal(await lens(document), undefined);
    });

    it('unless the text has errors, with the reason', async () => {
      const document = await host.open('frontend');
      await host.insert(document, 'inbound:\n', '  allow tcp from tag client to ports 9000\n');
      await previewed((text) => text !== undefined);
      await host.replace(document, 'to ports 9000', 'to prots 9000');
      await previewed((text) => text === undefined);
      assert.match((await lens(document))?.[0] ?? '', /^\$\(eye-closed\) No preview: line \d+: /);
      await vscode.window.showTextDocument(document);
      await run('workbench.action.files.revert');
      assert.equal(await lens(document), undefined);
    });

    it('until it is reverted or closed', async () => {
      const document = await host.open('frontend');
      await host.insert(document, 'inbound:\n', '  allow tcp from tag client\n');
      await previewed((text) => text !== undefined);
      await run('workbench.action.files.revert');
      await previewed((text) => text === undefined);
      await host.insert(document, 'inbound:\n', '  allow udp\n');
      await previewed((text) => text !== undefined);
      await run('workbench.action.revertAndCloseActiveEditor');
      await previewed((text) => text === undefined);
    });
  });

  describe('is changed by the quick fixes of an explanation', () => {
    const start = new vscode.Range(0, 0, 0, 0);
    const allowing = async (document: vscode.TextDocument) =>
      (await fixesAt(document, start)).filter(({ title }) => title.startsWith('Allow This: '));

    it('while it is open, and only where the rules are those of the cluster', async () => {
      const document = await host.open('frontend');
      assert.deepEqual(await allowing(document), []);
      const ends = { from: host.endpoint('client'), to: host.endpoint('frontend') };
      await run(Command.explain, { ...ends, protocol: 'tcp', port: 9000 });
      // The page asks for its explanation once it is loaded.
      let [fix] = await allowing(document);
      while (!fix) [fix] = await allowing(document);
      assert.match(
        fix.title,
        /^Allow This: client → frontend on tcp 9000 \(add “allow tcp from tag client to ports 9000”\)$/,
      );
      await vscode.workspace.applyEdit(fix.edit!);
      assert.match(document.getText(), /\n {2}allow tcp from tag client to ports 9000\n/);
      assert.ok(document.isDirty);
      assert.deepEqual(await allowing(document), []);
      await host.closeAll();
      assert.deepEqual(await allowing(await host.open('frontend')), []);
    });
  });

  describe('is linked to the cursor', () => {
    const focused = (expected: object | undefined) => {
      const { ruleFocus } = host.stars;
      const now = () => JSON.stringify(ruleFocus.place) as string | undefined;
      return until(
        (check) => ruleFocus.onDidChange(check),
        () => (now() === JSON.stringify(expected) ? { done: true } : undefined),
        () => now() ?? 'no rule',
      );
    };
    const place = (position: number, direction = 'inbound') => ({ profile: host.id('frontend'), direction, position });
    const rules = () =>
      host.put('frontend', [
        { action: 'deny', protocol: 'udp' },
        { action: 'allow', src_tag: host.id('client') },
      ]);
    const put = (document: vscode.TextDocument, words: string) => {
      const editor = vscode.window.activeTextEditor ?? assert.fail();
      editor.selection = new vscode.Selection(host.rangeOf(document, words).start, host.rangeOf(document, words).start);
    };

    it('which selects the rule of its line', async () => {
      await rules();
      const document = await host.open('frontend');
      await host.text(document, (text) => text.includes('from tag client'));
      put(document, 'allow from tag client');
      await focused(place(2));
      put(document, 'outbound:');
      await focused(undefined);
      put(document, 'deny udp');
      await focused(place(1));
      await host.closeAll();
      await focused(undefined);
    });

    it('which selects the stored rule in a text with unsaved edits', async () => {
      await rules();
      const document = await host.open('frontend');
      await host.text(document, (text) => text.includes('from tag client'));
      await host.insert(document, 'inbound:\n', '  allow tcp\n');
      put(document, 'deny udp');
      await focused(place(1));
      put(document, 'allow tcp');
      await focused(undefined);
    });

    it('which moves to a requested rule, even in a document that was just reopened with other rules', async () => {
      await host.open('frontend');
      await host.closeAll();
      await rules();
      const line = () => {
        const { document, selection } = vscode.window.activeTextEditor ?? assert.fail();
        return document.lineAt(selection.active.line).text;
      };
      await run(Command.openRules, place(2));
      await focused(place(2));
      assert.equal(line(), '  allow from tag client');
      await host.insert(vscode.window.activeTextEditor?.document ?? assert.fail(), 'inbound:\n', '  allow tcp\n');
      await run(Command.openRules, place(1));
      await focused(place(1));
      assert.equal(line(), '  deny udp');
      await run(Command.openRules, place(1, 'outbound'));
      await focused(place(1, 'outbound'));
    });
  });
});
