import * as vscode from 'vscode';
import type { ClusterDefinition } from './cluster/definition';
import { messageOf } from './cluster/errors';
import { isCheck } from './cluster/lintLevels';
import { Session } from './cluster/session';
import { register, type CommandContext } from './commands/context';
import { registerCopyCommand } from './commands/copy';
import { registerDemoCommands } from './commands/demo';
import { registerDemoStepCommand } from './commands/demoSteps';
import { registerDrops } from './commands/drops';
import { registerGroupCommands } from './commands/groups';
import { registerHelpCommands } from './commands/help';
import { registerNetworkCommands } from './commands/networks';
import { registerProfileCommands } from './commands/profiles';
import { registerRuleCommands } from './commands/rules';
import { registerTagCommands } from './commands/tags';
import { ContextKeys } from './contextKeys';
import { Consent } from './connection/consent';
import { Connector } from './connection/connector';
import { CredentialStore } from './connection/credential-store';
import { followSettings } from './connection/follow-settings';
import { LastCluster } from './connection/last-cluster';
import { registerConnection } from './connection/register';
import { resumeWhenVisible } from './connection/resume';
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
import { disableCheck, keepDemoState, ownCluster, pollInterval, probeSeconds, proxySettings } from './settings';
import { StatusBar } from './statusBar';
import { confirm } from './text/window';
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
export function activate({ extensionUri, globalStorageUri, globalState, workspaceState, secrets, subscriptions }: vscode.ExtensionContext): CalicoStars {
  const reporter = new Reporter();
  const credentials = new CredentialStore(secrets);
  const consent = new Consent({ own: ownCluster, storage: workspaceState, confirm: async (question, detail, verb) => (await confirm(question, detail, verb)) === verb });
  const last = new LastCluster(workspaceState);
  const newSession = () => new Session({
    pollInterval,
    log: (message) => reporter.log.warn(message),
    credentials: async (definition) => {
      await consent.require(definition);
      return credentials.of(definition);
    },
    open: async (...args) => (await import('./cluster/connect')).openCluster(...args, { proxy: proxySettings(), confirm: confirmChange }),
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
  const connector = new Connector({ session, demo, reporter });
  const context: CommandContext = { session, lastCluster: () => last.value?.name, newSession, tree, demo, reporter, previews, ruleFocus, extensionUri };

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
    resumeWhenVisible({ session, demo, tree, reporter, connector, last }),
    followSettings({ session, reporter }, connector),
    ...registerDemoCommands(context),
    registerDemoStepCommand(context),
    ...registerConnection(context, { connector, credentials, last }),
    ...registerNetworkCommands(context),
    ...registerGroupCommands(context),
    ...registerRuleCommands(context),
    register(Command.runCalicoctl, context, async (script) => (await import('./commands/script/run')).runScript(context, script)),
    register(Command.previewScript, context, async (script) => (await import('./commands/script/run')).previewScript(context, script)),
    register(Command.disableCheck, context, async (code) => {
      if (isCheck(code)) await disableCheck(code);
    }),
    registerMarkdownLens(),
    ...registerProfileCommands(context),
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

/** Asks before a production cluster is changed. */
async function confirmChange({ name, etcd }: ClusterDefinition, change: string): Promise<boolean> {
  const verb = 'Make This Change';
  return (await confirm(`Change ${name}? It is a production cluster.`, `You are about to ${change}.\n\netcd of ${name}: ${etcd.join(', ')}`, verb)) === verb;
}
