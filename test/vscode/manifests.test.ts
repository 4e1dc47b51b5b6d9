import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { until } from './rules-host';

describe('YAML files of the workspace', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'manifests-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('are checked where they define policy, and completed by schema', async () => {
    const file = path.join(folder, 'policy.yaml');
    const text = `apiVersion: v1
kind: Service
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector: {}
  policyTypes: [Ingres]
  
`;
    await writeFile(file, text);
    const uri = vscode.Uri.file(file);
    const checked = new Promise<readonly vscode.Diagnostic[]>((resolve) => {
      const look = () => {
        const found = vscode.languages.getDiagnostics(uri);
        if (found.length === 0) return;
        subscription.dispose();
        resolve(found);
      };
      const subscription = vscode.languages.onDidChangeDiagnostics(look);
    });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const [finding] = await checked;
    assert.equal(document.getText(finding?.range), 'Ingres');
    const position = new vscode.Position(10, 2);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      position,
    );
    assert.ok(items.some(({ label }) => label === 'egress'));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('may hold lists, whose items get the same help', async () => {
    const uri = vscode.Uri.file(path.join(folder, 'list.yaml'));
    const text = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
  - apiVersion: projectcalico.org/v3
    kind: Tier
    metadata:
      name: Security
    spec:
      order: 100
      
`;
    await writeFile(uri.fsPath, text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const [finding] = await until(
      (check) => vscode.languages.onDidChangeDiagnostics(check),
      () => {
        const found = vscode.languages.getDiagnostics(uri);
        return found.length > 0 ? found : undefined;
      },
      () => 'no findings',
    );
    assert.ok(finding);
    assert.equal(document.getText(finding.range), 'Security');
    const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(command, uri, ...args);
    const fixes = await run<vscode.CodeAction[]>('vscode.executeCodeActionProvider', finding.range);
    assert.deepEqual(
      fixes.map(({ title }) => title).filter((title) => title.includes('security')),
      ['Change to “security”'],
    );
    const hovers = await run<vscode.Hover[]>('vscode.executeHoverProvider', new vscode.Position(10, 8));
    assert.ok(hovers.some(({ range }) => range && document.getText(range) === 'order'));
    const { items } = await run<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      new vscode.Position(11, 6),
    );
    assert.ok(items.some(({ label }) => label === 'defaultAction'));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});
