import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ClusterDefinition } from './cluster/connection/definition';
import { messageOf } from './cluster/connection/errors';
import { isCheck } from './cluster/analysis/lint-levels';
import { Session } from './cluster/connection/session';
import { register, type CommandContext } from './app/commands';
import { localize } from './app/localize';
import { registerCopyCommand } from './features/scripts/copy';
import { registerDemoCommands } from './features/demo/commands';
import { registerDemoStepCommand } from './features/demo/run-steps';
import { registerDrops } from './features/rules/drops';
import { registerGroupCommands } from './features/applications/groups';
import { registerHelpCommands } from './features/connection/help';
import { registerNetworkCommands } from './features/networks/commands';
import { registerProfileCommands } from './features/rules/profiles';
import { registerRuleCommands } from './features/rules/commands';
import { registerTagCommands } from './features/rules/tags';
import { ContextKeys } from './features/connection/context-keys';
import { Consent } from './features/connection/consent';
import { Connector } from './features/connection/connector';
import { CredentialStore } from './features/connection/credential-store';
import { followSettings } from './features/connection/follow-settings';
import { LastCluster } from './features/connection/last-cluster';
import { registerConnection } from './features/connection/register';
import { resumeWhenVisible } from './features/connection/resume';
import { Demo } from './features/demo/demo';
import { registerMarkdownLens } from './features/scripts/markdown/lens';
import { registerRulesDocuments } from './features/rules/editor/register';
import { registerGraph } from './features/graph/register';
import { registerHistory } from './features/history/register';
import { Command } from './app/ids';
import { registerMatrix } from './features/matrix/register';
import { Previews } from './app/preview/previews';
import { RuleFocus } from './app/preview/rule-focus';
import { PreviewStatus } from './features/preview/status-item';
import { Reporter } from './app/reporter';
import { disableCheck, keepDemoState, ownCluster, pollInterval, probeSeconds, proxySettings } from './app/settings';
import { StatusBar } from './features/connection/status-bar';
import { confirm } from './app/text/window';
import { registerTools } from './features/chat-tools/register';
import { RowDrag } from './features/tree/drag';
import { Findings } from './features/tree/findings';
import { ClusterTree } from './features/tree/provider';

/** What other extensions, and the tests in the extension host, may look at. */
export interface CalicoStars {
  readonly session: Pick<Session, 'connection' | 'snapshot' | 'onDidChangeConnection' | 'onDidChangeSnapshot'>;
  readonly previews: Pick<Previews, 'current' | 'onDidChange'>;
  readonly ruleFocus: Pick<RuleFocus, 'place' | 'onDidChange'>;
  /** Where it keeps its files. */
  readonly globalStorageUri: vscode.Uri;
}

/** Builds the parts of the extension and hands each what it needs. Nothing is asked of any server here. */
export function activate({
  extensionUri,
  globalStorageUri,
  globalState,
  workspaceState,
  secrets,
  subscriptions,
}: vscode.ExtensionContext): CalicoStars {
  localize();
  const reporter = new Reporter();
  const credentials = new CredentialStore(secrets);
  const consent = new Consent({
    own: ownCluster,
    storage: workspaceState,
    confirm: async (question, detail, verb) => (await confirm(question, detail, verb)) === verb,
  });
  const last = new LastCluster(workspaceState);
  const newSession = () =>
    new Session({
      pollInterval,
      log: (message) => reporter.log.warn(message),
      credentials: async (definition) => {
        await consent.require(definition);
        return credentials.of(definition);
      },
      open: async (...args) =>
        (await import('./cluster/connection/open')).openCluster(...args, {
          proxy: proxySettings(),
          confirm: confirmChange,
        }),
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
  const findings = new Findings(() => import('./app/preview/analysis'), report);
  const tree = new ClusterTree(session, drag, findings);
  const previews = new Previews(session, report);
  const ruleFocus = new RuleFocus(report);
  const contextKeys = new ContextKeys(session, demo);
  const connector = new Connector({ session, demo, reporter });
  const context: CommandContext = {
    session,
    lastCluster: () => last.value?.name,
    newSession,
    tree,
    demo,
    reporter,
    previews,
    ruleFocus,
    extensionUri,
  };

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
    register(Command.runCalicoctl, context, async (script) =>
      (await import('./features/scripts/run')).runScript(context, script),
    ),
    register(Command.previewScript, context, async (script) =>
      (await import('./features/scripts/run')).previewScript(context, script),
    ),
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
  const verb = l10n.t('Make Change');
  return (
    (await confirm(
      l10n.t('Change {0}? This is a production cluster.', name),
      l10n.t('You are about to {0}.\n\netcd of {1}: {2}', change, name, etcd.join(', ')),
      verb,
    )) === verb
  );
}
