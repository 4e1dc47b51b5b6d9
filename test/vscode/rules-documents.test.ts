import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Command } from '../../src/app/ids';
import { confirmed, nextEdit, RulesHost } from './rules-host';

describe('a rules document', () => {
  const host = new RulesHost();
  before(() => host.start());
  after(() => host.stop());
  afterEach(() => host.closeAll());

  it('shows the rules of a profile with network names', async () => {
    const document = await host.open('frontend');
    assert.equal(document.languageId, 'calico-rules');
    assert.match(
      document.getText(),
      /\ntags: frontend\n\ninbound:\n {2}allow from tag frontend\n\noutbound:\n {2}allow\n$/,
    );
  });

  it('opens at the rule of a tree row', async () => {
    await vscode.commands.executeCommand(Command.openRules, {
      kind: 'direction',
      profile: host.id('frontend'),
      direction: 'outbound',
    });
    const editor = vscode.window.activeTextEditor ?? assert.fail();
    assert.equal(editor.document.lineAt(editor.selection.active.line).text, 'outbound:');
  });

  it('shows problems as you type, with the likely correction', async () => {
    const document = await host.open('frontend');
    await host.insert(
      document,
      'inbound:\n',
      '  allow tcp from tag client to prots 9000\n  allow tcp from tag cleint\n  allow from tag frontend # again\n',
    );
    const found = await host.findings(document, (all) => all.length === 3);
    assert.deepEqual(
      found.map(({ code, severity }) => [code, severity]),
      [
        ['syntax', vscode.DiagnosticSeverity.Error],
        ['duplicate', vscode.DiagnosticSeverity.Warning],
        ['tag', vscode.DiagnosticSeverity.Warning],
      ],
    );
    const [typo] = found;
    assert.equal(document.getText(typo!.range), 'prots');
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      typo!.range,
    );
    assert.deepEqual(
      fixes.map(({ title }) => title),
      ['Change to “ports”'],
    );
    await vscode.workspace.applyEdit(fixes[0]!.edit!);
    assert.match(document.getText(), /to ports 9000/);
    const [duplicate, tag] = found.slice(1);
    const others = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(duplicate!.range.start, tag!.range.end),
    );
    assert.ok(others.some(({ title }) => title === 'Remove the Rule'));
    const unknown = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      tag!.range,
    );
    assert.ok(unknown.some(({ title }) => title === 'Change to “client”'));
  });

  it('completes keywords, tags with their endpoints, ports and pools', async () => {
    const document = await host.open('frontend');
    const labels = async (text: string) => {
      await host.insert(document, 'inbound:\n', `  ${text}\n`);
      const { start } = host.rangeOf(document, `  ${text}\n`);
      const position = start.translate(0, text.length + 2);
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        position,
      );
      await host.replace(document, `  ${text}\n`, '');
      return items.map(({ label }) =>
        typeof label === 'string' ? label : `${label.label} ${label.description ?? ''}`.trim(),
      );
    };
    assert.deepEqual((await labels('al')).slice(0, 2), ['allow', 'deny']);
    assert.ok((await labels('allow tcp from tag cl')).includes('client 1 endpoint · client'));
    assert.ok((await labels('allow tcp to ports ')).some((label) => /^9000 .*probed by/.test(label)));
    assert.ok(
      (await labels('allow from cidr ')).some((label) =>
        label.startsWith('192.168.0.0/16 all addresses of a Calico IP pool'),
      ),
    );
    await host.replace(document, 'tags: frontend', 'tags: frontend, b');
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      host.rangeOf(document, 'tags: frontend, b').end,
    );
    assert.deepEqual(
      items.map(({ label }) => (typeof label === 'string' ? label : label.label)),
      ['backend'],
    );
  });

  it('shows a tag’s endpoints and a keyword’s meaning on hover', async () => {
    const document = await host.open('frontend');
    const hover = async (word: string) => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        host.rangeOf(document, word).end.translate(0, -1),
      );
      return hovers
        .flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value))
        .join('\n')
        .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    };
    assert.match(
      await hover('from tag frontend'),
      /The tag frontend currently matches 1 endpoint\.[^]*192\.168\.\d+\.\d+, \/calico-stars\/frontend on/,
    );
    assert.match(await hover('  allow from'), /source/);
    assert.match(await hover('inbound:'), /What can reach/);
  });

  it('has one code lens, folding ranges and formatting', async () => {
    const document = await host.open('frontend');
    await host.insert(document, 'inbound:\n', 'allow   tcp from tag  client to  ports 80-90 # why\n');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ['$(eye) Preview: opens client → frontend:80; closes nothing'],
    );
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.deepEqual(
      folds.map(({ start }) => document.lineAt(start).text.slice(0, 4)),
      ['# Th', 'inbo', 'outb'],
    );
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
      'vscode.executeFormatDocumentProvider',
      document.uri,
      { tabSize: 2, insertSpaces: true },
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    assert.match(document.getText(), /\n {2}allow tcp from tag client to ports 80:90 {2}# why\n/);
  });

  it('finds references to a tag, and renames it in all profiles', async () => {
    const document = await host.open('frontend');
    const position = host.rangeOf(document, 'tags: frontend').end;
    const places = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      position,
    );
    assert.deepEqual(
      places.map(({ uri }) => uri.path),
      ['/Local Demo/frontend.calico-rules', '/Local Demo/frontend.calico-rules'],
    );
    await host.put('backend', [{ action: 'allow', src_tag: host.id('frontend') }]);
    await host.putPolicy('first', 'web', {
      selector: 'has(nobody)',
      inbound_rules: [{ src_tag: host.id('frontend') }],
      outbound_rules: [],
    });
    const asked = nextEdit();
    await vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, position, 'web');
    const edit = await asked;
    assert.deepEqual(
      edit
        .entries()
        .map(([uri, edits]) => [uri.path.split('/').at(-1), edits.length])
        .sort(),
      [
        ['backend.calico-rules', 1],
        ['frontend.calico-rules', 2],
        ['web.calico-rules', 1],
      ],
    );
    await vscode.workspace.applyEdit(confirmed(edit));
    for (const changed of vscode.workspace.textDocuments)
      if (changed.isDirty) assert.ok(await changed.save(), changed.uri.path);
    assert.deepEqual((await host.stored('backend')).inbound_rules, [{ action: 'allow', src_tag: 'web' }]);
    assert.deepEqual((await host.stored('frontend')).inbound_rules, [{ action: 'allow', src_tag: 'web' }]);
    assert.deepEqual(await host.storedTags('frontend'), ['web']);
    assert.match(await host.storedPolicy('first', 'web'), /"src_tag":"web"/);
    await host.putPolicy('first', 'web', undefined);
    await host.reset();
  });
});
