import * as vscode from 'vscode';
import type { ClusterDefinition } from '../cluster/definition';
import { SERVICES, type CredentialStore } from '../credentials';
import { DEMO_NAME } from '../demo/demo';
import { Command } from '../ids';
import { configuredClusters, saveCluster } from '../settings';
import { icons } from '../text/markup';
import { ask, choose, type Item } from '../text/window';
import { register, withProgress, type CommandContext } from './context';
import { askCluster } from './clusterWizard';

/** Connect, disconnect, and everything about which cluster it is. */
export function registerConnectionCommands(context: CommandContext, credentials: CredentialStore): vscode.Disposable[] {
  const { session, demo, reporter } = context;

  const connect = async (definition: ClusterDefinition) => {
    const connection = await withProgress(`Connecting to ${definition.name}`, (_, signal) => session.connect(definition, signal));
    if (connection.state === 'connected') reporter.done(`Connected to ${definition.name}.`);
    if (connection.state !== 'failed') return;
    const { message, advice, kind } = connection.failure;
    reporter.warning(
      `${message} ${advice ?? ''}`.trim(),
      { title: 'Try Again', run: () => connect(definition) },
      ...(kind === 'unauthorized' ? [{ title: 'Set Credentials…', run: () => vscode.commands.executeCommand(Command.setCredentials, definition.name) }] : []),
      { title: 'Open Log', run: () => vscode.commands.executeCommand(Command.openLog) },
    );
  };

  return [
    register(Command.connect, context, async (name) => {
      const { clusters, problems } = configuredClusters();
      for (const problem of problems) reporter.warning(problem, { title: 'Open Settings', run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'calicoStars.clusters') });
      const named = clusters.find((cluster) => cluster.name === name);
      if (named) return connect(named);
      return (await pickCluster(clusters, { demo: () => vscode.commands.executeCommand(Command.startDemo), add: () => vscode.commands.executeCommand(Command.addCluster), connect }))?.();
    }),
    register(Command.addCluster, context, async () => {
      const definition = await askCluster(configuredClusters().clusters.map(({ name }) => name));
      if (!definition) return;
      await saveCluster(definition);
      await connect(definition);
    }),
    register(Command.disconnect, context, () => session.disconnect()),
    register(Command.refresh, context, async () => {
      if (demo.connected) return demo.start();
      return session.reconnect();
    }),
    register(Command.setCredentials, context, async (name) => {
      const cluster = typeof name === 'string' ? name : await pickName(configuredClusters().clusters);
      if (cluster !== undefined) await askCredentials(cluster, credentials);
    }),
    register(Command.showStatus, context, () => showStatus(context)),
  ];
}

interface Choice extends Item {
  run?(): unknown;
}

async function pickCluster(clusters: readonly ClusterDefinition[], actions: { demo(): unknown; add(): unknown; connect(definition: ClusterDefinition): unknown }): Promise<(() => unknown) | undefined> {
  const choices: Choice[] = [
    { label: icons`$(star-full) Local Demo`, description: 'a small cluster on this machine, nothing to install', run: () => actions.demo() },
    ...clusters.map((cluster) => ({ label: icons`$(server-environment) ${cluster.name}`, description: cluster.etcd.join(', '), run: () => actions.connect(cluster) })),
    { label: '', separator: true },
    { label: icons`$(add) Add Cluster…`, run: () => actions.add() },
  ];
  const chosen = await choose(choices, { title: 'Connect to a cluster', placeholder: 'Which cluster?' });
  return chosen?.run?.bind(chosen);
}

async function pickName(clusters: readonly ClusterDefinition[]): Promise<string | undefined> {
  return (await choose(clusters.map(({ name }) => ({ label: name, name })), { title: 'Credentials', placeholder: clusters.length > 0 ? 'Of which cluster?' : 'No cluster is configured yet' }))?.name;
}

async function askCredentials(cluster: string, store: CredentialStore): Promise<void> {
  const service = (await choose(SERVICES.map((name) => ({ label: name, name })), { title: `Credentials for ${cluster}`, placeholder: 'Of which service?' }))?.name;
  if (service === undefined) return;
  const title = `Credentials of ${service} in ${cluster}`;
  const username = await ask({ title, prompt: service === 'marathon' ? 'User name. Leave it empty for a DC/OS token, or to remove what is stored.' : 'User name. Leave it empty to remove what is stored.' });
  if (username === undefined) return;
  if (username === '' && service === 'etcd') return store.clear(cluster, service);
  const secret = await ask({ title, prompt: username === '' ? 'Token. Leave it empty to remove what is stored.' : `Password of ${username}`, password: true });
  if (secret === undefined) return;
  if (username !== '') return store.set(cluster, service, { kind: 'basic', username, password: secret });
  return secret === '' ? store.clear(cluster, service) : store.set(cluster, service, { kind: 'token', token: secret });
}

/** What the status bar item offers; none of it changes the cluster at one click. */
async function showStatus({ session, demo }: CommandContext): Promise<void> {
  const { connection } = session;
  const items: (Item & { command: string })[] = [
    ...(connection.state === 'connected' ? [{ label: icons`$(star-full) Show Graph`, command: Command.showGraph }] : []),
    ...(connection.state === 'failed' ? [{ label: icons`$(refresh) Try Again`, description: connection.failure.message, command: Command.refresh }] : []),
    ...(connection.state === 'disconnected' ? [{ label: icons`$(play) Start Local Demo`, command: Command.startDemo }] : []),
    { label: icons`$(plug) Connect…`, command: Command.connect },
    ...(connection.state === 'disconnected' ? [] : [{ label: icons`$(debug-disconnect) Disconnect`, command: Command.disconnect }]),
    ...(demo.running ? [{ label: icons`$(debug-stop) Stop Local Demo`, command: Command.stopDemo }] : []),
    { label: icons`$(output) Open Log`, command: Command.openLog },
  ];
  const name = connection.state === 'disconnected' ? 'No cluster' : connection.definition.name;
  const chosen = await choose(items, { title: `${name}: ${connection.state}${name === DEMO_NAME && connection.state === 'connected' ? ' (on this machine)' : ''}` });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}

