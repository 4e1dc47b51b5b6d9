import * as vscode from 'vscode';
import type { Disposable } from '../../../base/emitter';
import type { CommandContext } from '../../../app/commands';
import type { ManifestFeatures } from './features';
import { MANIFESTS } from './selector';

/** The groups of the kinds of policy, as files name them. */
const GROUPS = /\b(?:projectcalico\.org|networking\.k8s\.io)\//;

/** A line that does not tell yet what its file is about. */
const BEGINNING = /^\s*(?:- +)?(?:#.*|[\w.-]*|(?:apiVersion|kind|items):.*)$/;

/** What is done for YAML files. */
export interface Manifests extends Disposable {
  /** Lists what the policy at an offset of a file selects. */
  showSelected(document: vscode.TextDocument, offset: number): Promise<void>;
}

/** Helps in YAML files of the workspace with objects of policy. The code is loaded when the first one is opened or begun. */
export function registerManifests({ session, sessions, reporter }: CommandContext): Manifests {
  let features: Promise<ManifestFeatures> | undefined;
  const load = () =>
    (features ??= Promise.all([import('./features'), import('../../../app/preview/analysis')]).then(
      ([module, analysis]) =>
        new module.ManifestFeatures(session, sessions, analysis, (error) => reporter.failure(error)),
    ));
  const loadFor = (document: vscode.TextDocument) => {
    if (features || vscode.languages.match(MANIFESTS, document) === 0) return;
    if (GROUPS.test(document.getText())) load().catch((error: unknown) => reporter.failure(error));
  };
  vscode.workspace.textDocuments.forEach(loadFor);
  const parts = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(loadFor),
    vscode.workspace.onDidSaveTextDocument(loadFor),
    vscode.languages.registerCompletionItemProvider(MANIFESTS, {
      // Once loaded, the features complete everywhere.
      provideCompletionItems: async (document, at) =>
        !features && isBeginning(document, at) ? (await load()).complete(document, at) : undefined,
    }),
    new vscode.Disposable(() => void features?.then((loaded) => loaded.dispose())),
  );
  return {
    showSelected: async (document, offset) => (await load()).showSelected(document, offset),
    dispose: () => void parts.dispose(),
  };
}

/** Whether the lines from the last `---` to a position don't tell yet what the file is about. */
function isBeginning(document: vscode.TextDocument, { line }: vscode.Position): boolean {
  for (let at = line; at >= 0; at -= 1) {
    const { text } = document.lineAt(at);
    if (!BEGINNING.test(text)) return false;
    if (text.startsWith('---')) return true;
  }
  return true;
}
