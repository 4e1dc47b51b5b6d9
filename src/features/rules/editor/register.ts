import * as vscode from 'vscode';
import type { Disposable } from '../../../base/emitter';
import { register, type CommandContext } from '../../../app/commands';
import { Command } from '../../../app/ids';
import type { Manifests } from '../manifests/register';
import { documentAt } from '../../../app/rules-uri/document-at';
import type { RulesFeatures } from './features';
import { LANGUAGE, SCHEME } from '../../../app/rules-uri/names';

/**
 * Registers rules documents. Their features are loaded when the first one is opened.
 * @param manifests Does for YAML files what commands do for documents.
 */
export function registerRulesDocuments(
  context: CommandContext,
  manifests: Pick<Manifests, 'showSelected'>,
): Disposable[] {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  let features: Promise<RulesFeatures> | undefined;
  const load = () =>
    (features ??= Promise.all([import('./features'), import('../../../app/preview/analysis')]).then(
      ([module, analysis]) => {
        const loaded = new module.RulesFeatures(context, analysis);
        loaded.files.onDidChangeFile((events) => changed.fire(events));
        return loaded;
      },
    ));
  const loadFor = ({ languageId, uri }: vscode.TextDocument) => {
    if (languageId === LANGUAGE || uri.scheme === SCHEME)
      load().catch((error: unknown) => context.reporter.failure(error));
  };
  const files: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: async (uri) => (await load()).files.stat(uri),
    readDirectory: async () => (await load()).files.readDirectory(),
    readFile: async (uri) => (await load()).files.readFile(uri),
    writeFile: async (uri, content) => (await load()).files.writeFile(uri, content),
    createDirectory: async () => (await load()).files.createDirectory(),
    delete: async () => (await load()).files.delete(),
    rename: async () => (await load()).files.rename(),
  };
  vscode.workspace.textDocuments.forEach(loadFor);
  return [
    changed,
    vscode.workspace.registerFileSystemProvider(SCHEME, files, { isCaseSensitive: true }),
    vscode.workspace.onDidOpenTextDocument(loadFor),
    register(Command.openRules, context, async (...args) => (await load()).open(args)),
    register(Command.compareRules, context, async (...args) => (await load()).compare(args)),
    register(Command.showSelected, context, async (argument, offset) => {
      const document = argument instanceof vscode.Uri ? documentAt(argument) : vscode.window.activeTextEditor?.document;
      if (document?.uri.scheme === SCHEME) await (await load()).showSelected(document);
      else if (document) await manifests.showSelected(document, Number(offset));
    }),
    new vscode.Disposable(() => void features?.then((loaded) => loaded.dispose())),
  ];
}
