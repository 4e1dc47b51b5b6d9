import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Sessions } from '../../cluster/connection/sessions';
import { placeOf } from '../../cluster/connection/definition';
import { isTreeNode, register, type CommandContext } from '../../app/commands';
import { DEMO_KINDS, demoName, demoNamed, demoWith, type DemoKind } from '../../app/local-demos';
import { Command } from '../../app/ids';
import { configuredClusters } from '../../app/settings';
import { icons } from '../../base/text/markup';
import { choose, type Item } from '../../app/text/window';
import type { Connector } from './connector';
import type { CredentialStore } from './credential-store';
import { reportInvalid } from './fixes';
import { registerHelpCommands } from './help';
import type { LastCluster } from './last-cluster';

export interface ConnectionParts {
  readonly connector: Connector;
  readonly credentials: CredentialStore;
  readonly last: LastCluster;
}

/** Registers commands for connecting and for managing clusters. Dialogs are loaded when first opened. */
export function registerConnection(context: CommandContext, parts: ConnectionParts): vscode.Disposable[] {
  const { sessions, reporter } = context;
  const { connector, last } = parts;
  const dialogs = async () => new (await import('./dialogs/dialogs')).Dialogs({ ...context, ...parts });
  return [
    ...registerHelpCommands(context),
    register(Command.connect, context, async (name) => {
      const demo = demoNamed(nameIn(name));
      if (demo) return vscode.commands.executeCommand(Command.startDemo, demo);
      reportInvalid(reporter);
      const named = configuredClusters().clusters.find((cluster) => cluster.name === nameIn(name));
      return named ? connector.choose(named) : pickCluster(connector, last, sessions);
    }),
    register(Command.connectContext, context, async () => (await dialogs()).connectContext()),
    register(Command.addCluster, context, async () => (await dialogs()).add()),
    register(Command.editCluster, context, async (name) => (await dialogs()).edit(nameIn(name))),
    register(Command.removeCluster, context, async (name) => (await dialogs()).remove(nameIn(name))),
    register(Command.setCredentials, context, async (name) => (await dialogs()).setCredentials(nameIn(name))),
    register(Command.signOut, context, async (name) => (await dialogs()).signOut(nameIn(name))),
    register(Command.showHealth, context, async (name) => (await dialogs()).health(nameIn(name))),
    register(Command.disconnect, context, () => {
      const { acting } = sessions;
      if (acting.state !== 'disconnected') sessions.disconnect(acting.definition.name);
    }),
    register(Command.refresh, context, () => connector.refresh()),
    register(Command.showStatus, context, () => showStatus(context)),
  ];
}

/** Returns the name of the cluster that a command is about: that of a row, or its argument. */
function nameIn(argument: unknown): unknown {
  return isTreeNode(argument) ? argument.cluster : argument;
}

interface ActionItem extends Item {
  run?(): unknown;
}

async function pickCluster(connector: Connector, last: LastCluster, sessions: Sessions): Promise<void> {
  const { clusters } = configuredClusters();
  const before = last.value?.name;
  const stateOf = (name: string) => {
    if (sessions.named(name)?.connection.state === 'connected') return l10n.t(' · connected');
    return name === before ? l10n.t(' · last connected') : '';
  };
  const choices: ActionItem[] = [
    ...clusters.map((cluster) => ({
      label: icons`$(server-environment) ${cluster.name}`,
      name: cluster.name,
      description: `${placeOf(cluster)}${stateOf(cluster.name)}`,
      run: () => connector.choose(cluster),
    })),
    { label: '', separator: true },
    {
      label: icons`$(list-tree) ${l10n.t('Connect to Context…')}`,
      description: l10n.t('a context of your kubeconfig'),
      run: () => vscode.commands.executeCommand(Command.connectContext),
    },
    { label: icons`$(add) ${l10n.t('Add Cluster…')}`, run: () => vscode.commands.executeCommand(Command.addCluster) },
  ];
  const demos = DEMO_KINDS.map((kind): ActionItem => ({
    label: icons`$(star-full) ${demoName(kind)}`,
    description: l10n.t('a small cluster on this machine, nothing to install'),
    run: () => vscode.commands.executeCommand(Command.startDemo, kind),
  }));
  const chosen = await choose([...demos, ...choices], {
    title: l10n.t('Connect to Cluster'),
    placeholder: l10n.t('Which cluster?'),
  });
  await chosen?.run?.();
}

/** Commands of the status bar item that take the cluster's name. */
const ABOUT_CLUSTER: ReadonlySet<string> = new Set([Command.showHealth, Command.editCluster, Command.removeCluster]);

/** Shows the actions of the status bar item. None changes the cluster immediately. */
async function showStatus({ session, demos }: CommandContext): Promise<void> {
  const { connection } = session;
  const own =
    connection.state === 'disconnected' || demoWith(connection.definition.identity)
      ? undefined
      : connection.definition.name;
  const [running] = demos.running;
  const items: (Item & { readonly command: string; readonly demo?: DemoKind })[] = [
    ...(connection.state === 'connected'
      ? [{ label: icons`$(star-full) ${l10n.t('Show Graph')}`, command: Command.showGraph }]
      : []),
    ...(connection.state === 'failed'
      ? [
          {
            label: icons`$(refresh) ${l10n.t('Try Again')}`,
            description: connection.failure.message,
            command: Command.refresh,
          },
        ]
      : []),
    ...(connection.state === 'disconnected'
      ? [
          {
            label: running
              ? icons`$(plug) ${l10n.t('Connect to {0}', demoName(running))}`
              : icons`$(play) ${l10n.t('Start Local Demo')}`,
            command: Command.startDemo,
            ...(running && { demo: running }),
          },
        ]
      : [{ label: icons`$(pulse) ${l10n.t('Cluster Health')}`, command: Command.showHealth }]),
    { label: icons`$(plug) ${l10n.t('Connect…')}`, command: Command.connect },
    ...(own === undefined ? [] : [{ label: icons`$(edit) ${l10n.t('Edit Cluster…')}`, command: Command.editCluster }]),
    ...(own !== undefined && connection.state === 'failed'
      ? [{ label: icons`$(trash) ${l10n.t('Remove Cluster…')}`, command: Command.removeCluster }]
      : []),
    ...(connection.state === 'disconnected'
      ? []
      : [{ label: icons`$(debug-disconnect) ${l10n.t('Disconnect')}`, command: Command.disconnect }]),
    ...(running ? [{ label: icons`$(debug-stop) ${l10n.t('Stop Local Demo')}`, command: Command.stopDemo }] : []),
    { label: icons`$(output) ${l10n.t('Open Log')}`, command: Command.openLog },
  ];
  const name = connection.state === 'disconnected' ? l10n.t('No cluster') : connection.definition.name;
  const where =
    connection.state !== 'connected'
      ? ''
      : own === undefined
        ? l10n.t(' (on this machine)')
        : ` (${placeOf(connection.definition)})`;
  const chosen = await choose(items, { title: `${name}: ${connection.state}${where}` });
  if (!chosen) return;
  const isAbout = ABOUT_CLUSTER.has(chosen.command);
  await vscode.commands.executeCommand(
    chosen.command,
    ...(isAbout && own !== undefined ? [own] : []),
    ...(chosen.demo ? [chosen.demo] : []),
  );
}
