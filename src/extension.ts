import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isKubernetes, placeOf, type ClusterDefinition } from './cluster/connection/definition';
import { messageOf } from './cluster/connection/errors';
import { isCheck } from './cluster/analysis/lint-levels';
import { Session, type ClusterSession, type SessionOptions } from './cluster/connection/session';
import { Sessions } from './cluster/connection/sessions';
import { register, type CommandContext } from './app/commands';
import { localize } from './app/localize';
import { registerKubernetesExplorer } from './features/kubernetes-explorer';
import { registerRowMenu } from './features/row-menu';
import { registerScripts } from './features/scripts';
import { Demos, KnownClusters, registerDemo } from './features/demo';
import { registerRules } from './features/rules';
import { registerGroupCommands } from './features/applications';
import {
  Connector,
  Consent,
  ContextKeys,
  CredentialStore,
  followKubeconfigs,
  followSettings,
  LastCluster,
  registerConnection,
  resumeWhenVisible,
  StatusBar,
} from './features/connection';
import { registerNetworkCommands } from './features/networks';
import { registerGraph } from './features/graph';
import { registerHistory } from './features/history';
import { Command } from './app/ids';
import { registerMatrix } from './features/matrix';
import { Previews } from './app/preview/previews';
import { RuleFocus } from './app/preview/rule-focus';
import { PreviewStatus } from './features/preview';
import { Reporter } from './app/reporter';
import {
  demoFetchesNetwork,
  disableCheck,
  keepDemoState,
  ownCluster,
  pollInterval,
  probeSeconds,
  proxySettings,
} from './app/settings';
import { confirm } from './app/text/window';
import { registerTools } from './features/chat-tools';
import { ClusterTree, Findings, NamespaceFilters, registerNamespaceFilter, RowDrag } from './features/tree';

/** The public API, for other extensions and the tests in the extension host. */
export interface CalicoStars {
  /** The session of the current cluster. */
  readonly session: ClusterSession;
  readonly sessions: Pick<Sessions, 'all' | 'named' | 'onDidChange'>;
  readonly previews: Pick<Previews, 'current' | 'onDidChange'>;
  readonly ruleFocus: Pick<RuleFocus, 'place' | 'onDidChange'>;
  /** Where the extension stores its files. */
  readonly globalStorageUri: vscode.Uri;
}

/** Creates the parts of the extension and connects them. Sends no requests. */
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
  const credentials: CredentialStore = new CredentialStore(secrets, (definition) => demos.credentialsOf(definition));
  const consent = new Consent({
    own: ownCluster,
    storage: workspaceState,
    confirm: async (question, detail, of, verb) => (await confirm(question, detail, of, verb)) === verb,
  });
  const last = new LastCluster(workspaceState);
  const options: SessionOptions = {
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
        mayRun: () =>
          vscode.workspace.isTrusted
            ? { allowed: true }
            : { allowed: false, reason: l10n.t('This window is in Restricted Mode. Trust its workspace first.') },
      }),
  };
  const sessions = new Sessions(options);
  const demos = new Demos({
    sessions,
    reporter,
    program: vscode.Uri.joinPath(extensionUri, 'dist', 'lab.js').fsPath,
    manifest: vscode.Uri.joinPath(extensionUri, 'media', 'stars', 'kubernetes', 'stars.yaml').fsPath,
    stateFile: (kind) => (keepDemoState() ? vscode.Uri.joinPath(globalStorageUri, DEMO_FILES[kind]).fsPath : undefined),
    probeSeconds,
    fetchesNetwork: demoFetchesNetwork,
  });
  const drag = new RowDrag(sessions);
  const report = (error: unknown) => reporter.log.error(messageOf(error));
  const filters = new NamespaceFilters(workspaceState, report);
  const newFindings = () => new Findings(() => import('./app/preview/analysis'), report);
  const tree = new ClusterTree(sessions, drag, newFindings, new KnownClusters(demos), filters);
  const previews = new Previews(sessions, report);
  const ruleFocus = new RuleFocus(report);
  const contextKeys = new ContextKeys(sessions, demos);
  const connector = new Connector({ sessions, demos, reporter });
  const context: CommandContext = {
    session: sessions,
    sessions,
    lastCluster: () => last.value?.name,
    newSession: () => new Session(options),
    tree,
    demos,
    reporter,
    previews,
    ruleFocus,
    extensionUri,
  };

  subscriptions.push(
    reporter,
    sessions,
    demos,
    tree,
    filters,
    drag,
    previews,
    ruleFocus,
    new StatusBar(sessions),
    new PreviewStatus(previews),
    contextKeys,
    resumeWhenVisible({ sessions, demos, tree, reporter, connector, last }),
    followSettings({ sessions, reporter }, connector),
    followKubeconfigs({ sessions, reporter }, connector),
    ...registerDemo(context),
    ...registerConnection(context, { connector, credentials, last }),
    ...registerNetworkCommands(context),
    ...registerGroupCommands(context),
    ...registerRules(context, drag),
    ...registerRowMenu(context),
    ...registerKubernetesExplorer(context),
    ...registerNamespaceFilter(context, filters),
    ...registerScripts(context),
    register(Command.disableCheck, context, async (code) => {
      if (isCheck(code)) await disableCheck(code);
    }),
    ...registerHistory(context, vscode.Uri.joinPath(globalStorageUri, 'history').fsPath),
    ...registerGraph(context, globalState, () => contextKeys.graphOpened()),
    ...registerMatrix(context),
    ...registerTools(context, vscode.lm),
  );
  return { session: sessions, sessions, previews, ruleFocus, globalStorageUri };
}

/** The files that keep the local demos' states. */
const DEMO_FILES = { mesos: 'demo.json', kubernetes: 'demo-kubernetes.json' } as const;

/** Asks for confirmation before a production cluster is changed. */
async function confirmChange(definition: ClusterDefinition, change: string): Promise<boolean> {
  const { name } = definition;
  const verb = l10n.t('Make Change');
  return (
    (await confirm(
      l10n.t('Change {0}? This is a production cluster.', name),
      isKubernetes(definition)
        ? l10n.t('You are about to {0}.\n\nContext of {1}: {2}', change, name, placeOf(definition))
        : l10n.t('You are about to {0}.\n\netcd of {1}: {2}', change, name, placeOf(definition)),
      { definition },
      verb,
    )) === verb
  );
}
