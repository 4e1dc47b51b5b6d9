import * as vscode from 'vscode';
import { ClusterError } from '../cluster/errors';
import { dataOf, networksOf } from '../cluster/joins';
import type { DockerClient, NewNetwork } from '../cluster/docker/client';
import { DEMO_NETWORKS } from '../demo/steps';
import { Command } from '../ids';
import { connected, register, targets, withProgress, type CommandContext, type Connected } from './context';
import { pickNetwork } from './pick';

/** Docker's rule for names of containers and networks. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Create and remove Docker networks of Calico's driver. */
export function registerNetworkCommands(context: CommandContext): vscode.Disposable[] {
  const { tree, reporter } = context;
  return [
    register(Command.createNetwork, context, async () => {
      const cluster = connected(context);
      const host = dockerHost(cluster);
      const network = await askNetwork(cluster);
      if (!network) return;
      await create(cluster, host, [network]);
      reporter.done(`Network ${network.name} created.`);
    }),
    register(Command.createDemoNetworks, context, async () => {
      const cluster = connected(context);
      const host = dockerHost(cluster);
      const there = new Set(networksOf(cluster.store.snapshot).map(({ name }) => name));
      const missing = DEMO_NETWORKS.filter(({ name }) => !there.has(name));
      if (missing.length > 0) await create(cluster, host, missing);
      reporter.done(missing.length === 0 ? 'The four networks are there already.' : `Created ${missing.map(({ name }) => name).join(', ')}.`);
    }),
    register(Command.removeNetwork, context, async (...args) => {
      const cluster = connected(context);
      const host = dockerHost(cluster);
      const ids = targets(args, tree, 'network').map(({ networkId }) => networkId);
      const networks = ids.length > 0 ? networksOf(cluster.store.snapshot).filter(({ id }) => ids.includes(id)) : [await pickNetwork('Remove which network?', cluster.store.snapshot)].filter((network) => network !== undefined);
      if (networks.length === 0) return;
      const names = networks.map(({ name }) => name).join(', ');
      const verb = networks.length === 1 ? 'Remove Network' : `Remove ${networks.length} Networks`;
      const answer = await vscode.window.showWarningMessage(`Remove ${names}?`, { modal: true, detail: 'The profile of the network goes with it, with all its rules. Docker refuses while containers are connected.' }, verb);
      if (answer !== verb) return;
      for (const { id } of networks) await host.removeNetwork(id);
      reporter.done(`Removed ${names}.`);
    }),
  ];
}

/**
 * The Docker host through which networks are made; any will do, since they are global.
 * @throws ClusterError when the cluster has none.
 */
function dockerHost({ cluster, definition }: Connected): DockerClient {
  const [host] = cluster.docker;
  if (!host) throw new ClusterError('invalid', `No Docker host is configured for ${definition.name}, so networks cannot be made or removed here.`, 'Add one to the cluster’s settings, or use docker on an agent.');
  return host;
}

/** Creates networks one after the other, and waits until their profiles are seen; says how far it got when one fails. */
async function create({ store }: Connected, host: DockerClient, networks: readonly NewNetwork[]): Promise<void> {
  await withProgress('Creating networks', async (report, signal) => {
    const made: string[] = [];
    try {
      for (const network of networks) {
        report(network.name);
        made.push(await host.createNetwork(network, signal));
      }
    } catch (error) {
      if (made.length > 0) throw new ClusterError('server', `${error instanceof Error ? error.message : String(error)} ${made.length} of ${networks.length} networks were created.`, 'Run the command again to create the rest.', undefined, { cause: error });
      throw error;
    }
    await store.when((snapshot) => made.every((id) => networksOf(snapshot).some((network) => network.id === id)), AbortSignal.any([signal, AbortSignal.timeout(5_000)])).catch(() => undefined);
  });
}

async function askNetwork({ store }: Connected): Promise<NewNetwork | undefined> {
  const taken = new Set(networksOf(store.snapshot).map(({ name }) => name));
  const title = 'Create network';
  const name = await vscode.window.showInputBox({
    title,
    prompt: 'Name of the network; its policy profile is shown by this name.',
    placeHolder: 'frontend',
    ignoreFocusOut: true,
    validateInput: (text) => (!NAME.test(text.trim()) ? 'Letters, digits, dots, dashes and underscores; a letter or digit first.' : taken.has(text.trim()) ? `There is a network ${text.trim()} already.` : undefined),
  });
  if (name === undefined) return undefined;
  const pools = dataOf(store.snapshot.policy)?.pools.filter(({ disabled }) => !disabled) ?? [];
  const subnet = await vscode.window.showQuickPick(
    [
      { label: 'Any pool', description: 'addresses are assigned by Calico', subnet: undefined },
      ...pools.map(({ cidr }) => ({ label: cidr, description: 'containers may ask for a fixed address of this pool', subnet: cidr })),
    ],
    { title, placeHolder: 'Which IP pool? Docker takes a fixed address only on a network with a subnet.', ignoreFocusOut: true },
  );
  if (!subnet) return undefined;
  return { name: name.trim(), ...(subnet.subnet !== undefined && { subnet: subnet.subnet }) };
}
