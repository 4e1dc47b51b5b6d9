import * as vscode from 'vscode';
import { messageOf } from './cluster/errors';
import { isCheck } from './cluster/lintLevels';
import { Session } from './cluster/session';
import { register, type CommandContext } from './commands/context';
import { registerConnectionCommands } from './commands/connection';
import { registerCopyCommand } from './commands/copy';
import { registerDemoCommands } from './commands/demo';
import { registerDemoStepCommand } from './commands/demoSteps';
import { registerDrops } from './commands/drops';
import { registerGroupCommands } from './commands/groups';
import { registerHelpCommands } from './commands/help';
import { registerNetworkCommands } from './commands/networks';
import { registerRuleCommands } from './commands/rules';
import { registerTagCommands } from './commands/tags';
import { ContextKeys } from './contextKeys';
import { CredentialStore } from './credentials';
import { Demo } from './demo/demo';
import { registerMarkdownLens } from './editors/markdown/lens';
import { registerRulesDocuments } from './editors/rules/register';
import { registerGraph } from './graph/register';
import { registerHistory } from './history/register';
import { Command } from './ids';
import { registerMatrix } from './matrix/register';
import { Previews } from './preview/previews';
import { RuleFocus } from './preview/ruleFocus';
import { PreviewStatus } from './preview/statusItem';
import { Reporter } from './reporter';
import { resumeWhenVisible } from './resume';
import { disableCheck, keepDemoState, pollInterval, probeSeconds } from './settings';
import { StatusBar } from './statusBar';
import { registerTools } from './tools/register';
import { RowDrag } from './tree/drag';
import { Findings } from './tree/findings';
import { ClusterTree } from './tree/provider';

/** What other extensions, and the tests in the extension host, may look at. */
export interface CalicoStars {
  readonly session: Pick<Session, 'connection' | 'snapshot' | 'onDidChangeConnection' | 'onDidChangeSnapshot'>;
  readonly previews: Pick<Previews, 'current' | 'onDidChange'>;
  readonly ruleFocus: Pick<RuleFocus, 'place' | 'onDidChange'>;
  /** Where it keeps its files. */
  readonly globalStorageUri: vscode.Uri;
}

/** Builds the parts of the extension and hands each what it needs. Nothing is asked of any server here. */
export function activate({ extensionUri, globalStorageUri, globalState, secrets, subscriptions }: vscode.ExtensionContext): CalicoStars {
  const reporter = new Reporter();
  const credentials = new CredentialStore(secrets);
  const newSession = () => new Session({
    pollInterval,
    log: (message) => reporter.log.warn(message),
    credentials: ({ name }) => credentials.of(name),
    open: async (...args) => (await import('./cluster/connect')).openCluster(...args),
  });
  const session = newSession();
  const demo = new Demo({
    session,
    reporter,
    program: vscode.Uri.joinPath(extensionUri, 'dist', 'lab.js').fsPath,
    stateFile: () => (keepDemoState() ? vscode.Uri.joinPath(globalStorageUri, 'demo.json').fsPath : undefined),
    probeSeconds,
  });
  const drag = new RowDrag(session);
  const report = (error: unknown) => reporter.log.error(messageOf(error));
  const findings = new Findings(() => import('./preview/analysis'), report);
  const tree = new ClusterTree(session, drag, findings);
  const previews = new Previews(session, report);
  const ruleFocus = new RuleFocus(report);
  const contextKeys = new ContextKeys(session, demo);
  const context: CommandContext = { session, newSession, tree, demo, reporter, previews, ruleFocus, extensionUri };

  subscriptions.push(
    reporter,
    session,
    demo,
    tree,
    findings,
    drag,
    previews,
    ruleFocus,
    new StatusBar(session),
    new PreviewStatus(previews, session),
    contextKeys,
    resumeWhenVisible({ session, demo, tree, globalState }),
    ...registerDemoCommands(context),
    registerDemoStepCommand(context),
    ...registerConnectionCommands(context, credentials),
    ...registerNetworkCommands(context),
    ...registerGroupCommands(context),
    ...registerRuleCommands(context),
    register(Command.runCalicoctl, context, async (script) => (await import('./commands/script/run')).runScript(context, script)),
    register(Command.previewScript, context, async (script) => (await import('./commands/script/run')).previewScript(context, script)),
    register(Command.disableCheck, context, async (code) => {
      if (isCheck(code)) await disableCheck(code);
    }),
    registerMarkdownLens(),
    ...registerTagCommands(context),
    ...registerDrops(context, drag),
    ...registerRulesDocuments(context),
    ...registerHistory(context, vscode.Uri.joinPath(globalStorageUri, 'history').fsPath),
    registerCopyCommand(context),
    ...registerHelpCommands(context),
    ...registerGraph(context, globalState, () => contextKeys.graphOpened()),
    ...registerMatrix(context),
    ...registerTools(context, vscode.lm),
  );
  return { session, previews, ruleFocus, globalStorageUri };
}
