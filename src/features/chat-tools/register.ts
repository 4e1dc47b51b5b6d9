import * as vscode from 'vscode';
import { signalOf, type Acting } from '../../app/commands';
import { Tool } from '../../app/ids';
import type { Tools } from './tools';

/**
 * Offers policy to language models as tools. The code for them comes with the first call.
 * @param lm the editor's interface for that, which editors made from VS Code may lack.
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
