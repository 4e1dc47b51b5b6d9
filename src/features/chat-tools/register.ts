import * as vscode from 'vscode';
import { signalOf, type Acting } from '../../app/commands';
import { Tool } from '../../app/ids';
import type { Tools } from './tools';

/**
 * Registers the language model tools. Their code is loaded on the first call.
 * @param lm The language model API, which other distributions of VS Code may lack.
 */
export function registerTools(
  context: Acting,
  lm: Partial<Pick<typeof vscode.lm, 'registerTool'>> | undefined,
): vscode.Disposable[] {
  let loaded: Promise<Tools> | undefined;
  const tools = () => (loaded ??= import('./tools').then(({ Tools: Loaded }) => new Loaded(context)));
  const registered: vscode.Disposable[] = [];
  for (const tool of Object.values(Tool)) {
    const disposable = lm?.registerTool?.(tool, {
      invoke: async ({ input }, token) =>
        new vscode.LanguageModelToolResult([
          new vscode.LanguageModelTextPart(await (await tools()).invoke(tool, input, signalOf(token))),
        ]),
      prepareInvocation: async ({ input }) => (await tools()).prepare(tool, input),
    });
    if (disposable) registered.push(disposable);
  }
  return registered;
}
