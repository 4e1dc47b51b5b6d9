import * as vscode from 'vscode';
import type { CommandContext } from '../../../app/commands';

/** The groups of the kinds of policy, as files name them. */
const GROUPS = /\b(?:projectcalico\.org|networking\.k8s\.io)\//;

/** Helps in YAML files of the workspace with objects of policy. The code is loaded when the first one is opened. */
export function registerManifests({ session, sessions, reporter }: CommandContext): vscode.Disposable[] {
  let features: Promise<{ dispose(): void }> | undefined;
  const loadFor = (document: vscode.TextDocument) => {
    if (features || document.languageId !== 'yaml' || document.uri.scheme !== 'file') return;
    if (!GROUPS.test(document.getText())) return;
    features = Promise.all([import('./features'), import('../../../app/preview/analysis')]).then(
      ([module, analysis]) => new module.ManifestFeatures(session, sessions, analysis),
    );
    features.catch((error: unknown) => reporter.failure(error));
  };
  vscode.workspace.textDocuments.forEach(loadFor);
  return [
    vscode.workspace.onDidOpenTextDocument(loadFor),
    vscode.workspace.onDidSaveTextDocument(loadFor),
    new vscode.Disposable(() => void features?.then((loaded) => loaded.dispose())),
  ];
}
