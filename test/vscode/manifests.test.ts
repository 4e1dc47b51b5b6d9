import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';

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
});
