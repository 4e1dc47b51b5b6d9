import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { isRecord } from '../../base/json';
import { ClusterError } from '../../cluster/connection/errors';
import { dataOf, networksOf } from '../../cluster/model/indexes';
import type { DockerClient, NewNetwork } from '../../cluster/docker/client';
import { answeringHost, hostWith } from '../../cluster/docker/hosts';
import type { Network } from '../../cluster/model/snapshot';
import { DEMO_NETWORKS } from '../demo';
import { Command } from '../../app/ids';
import { ask, choose, confirm } from '../../app/text/window';
import { connected, register, targets, withProgress, type CommandContext, type Connected } from '../../app/commands';
import { oneByOne, whileItTakes } from '../../app/one-by-one';
import { pickNetwork } from '../../app/pick';

/** Docker's rule for names of containers and networks. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Registers the commands that create and remove Docker networks of Calico's driver. */
export function registerNetworkCommands(context: CommandContext): vscode.Disposable[] {
  const { tree, reporter } = context;
  return [
    register(Command.createNetwork, context, async (argument) => {
      const cluster = connected(context);
      const hosts = dockerHosts(cluster);
      const given = givenNetworks(argument);
      if (given) {
        await createMissing(context, cluster, hosts, given);
        return;
      }
      const network = await askNetwork(cluster);
      if (network && (await create(context, cluster, hosts, [network])))
        reporter.done(l10n.t('Created network {0}.', network.name));
    }),
    register(Command.createDemoNetworks, context, async () => {
      const cluster = connected(context);
      const hosts = dockerHosts(cluster);
      await createMissing(context, cluster, hosts, DEMO_NETWORKS);
    }),
    register(Command.removeNetwork, context, async (...args) => {
      const cluster = connected(context);
      const hosts = dockerHosts(cluster);
      const ids = targets(args, tree, 'network').map(({ networkId }) => networkId);
      const networks =
        ids.length > 0
          ? networksOf(cluster.store.snapshot).filter(({ id }) => ids.includes(id))
          : [await pickNetwork(l10n.t('Remove which network?'), cluster.store.snapshot)].filter(
              (network) => network !== undefined,
            );
      if (networks.length === 0) return;
      const names = networks.map(({ name }) => name).join(', ');
      const verb = networks.length === 1 ? l10n.t('Remove Network') : l10n.t('Remove {0} Networks', networks.length);
      if (
        !(await confirm(
          l10n.t('Remove {0}?', names),
          l10n.t(
            'This also removes the network’s profile with all its rules. Docker refuses while containers are connected.',
          ),
          cluster,
          verb,
        ))
      )
        return;
      if (await remove(context, hosts, networks)) reporter.done(l10n.t('Removed {0}.', names));
    }),
  ];
}

/** Returns the networks that a caller wants to be created, such as a block of a tutorial; undefined if it names none. */
function givenNetworks(argument: unknown): readonly NewNetwork[] | undefined {
  if (!isRecord(argument) || !Array.isArray(argument['networks'])) return undefined;
  return (argument['networks'] as readonly unknown[]).flatMap((network): readonly NewNetwork[] => {
    if (!isRecord(network)) return [];
    const { name, subnet } = network;
    if (typeof name !== 'string' || !NAME.test(name)) return [];
    return [{ name, ...(typeof subnet === 'string' && { subnet }) }];
  });
}

/** Creates those networks that don't exist yet. */
async function createMissing(
  context: CommandContext,
  cluster: Connected,
  hosts: readonly DockerClient[],
  networks: readonly NewNetwork[],
): Promise<void> {
  const there = new Set(networksOf(cluster.store.snapshot).map(({ name }) => name));
  const missing = networks.filter(({ name }) => !there.has(name));
  if (missing.length > 0 && !(await create(context, cluster, hosts, missing))) return;
  context.reporter.done(
    missing.length === 0
      ? l10n.t('The networks already exist.')
      : l10n.t('Created {0}.', missing.map(({ name }) => name).join(', ')),
  );
}

/**
 * Returns the Docker hosts of a cluster.
 * @throws ClusterError if it has none.
 */
function dockerHosts({ cluster, definition }: Connected): readonly DockerClient[] {
  if (cluster.docker.length === 0)
    throw new ClusterError(
      'invalid',
      l10n.t('No Docker host is configured for {0}, so networks can’t be created or removed.', definition.name),
      l10n.t('Add one in the cluster settings, or use docker on an agent.'),
    );
  return cluster.docker;
}

/**
 * Creates networks through a host that answers, and waits until they are visible. Resolves with whether all were
 * created.
 */
async function create(
  context: CommandContext,
  { store }: Connected,
  hosts: readonly DockerClient[],
  networks: readonly NewNetwork[],
): Promise<boolean> {
  return withProgress(l10n.t('Creating networks'), async (report, signal) => {
    const made: string[] = [];
    const all = await oneByOne(context, networks, { title: 'created', signal }, async (network) => {
      const host = await answeringHost(hosts, signal);
      made.push(await whileItTakes(network.name, report, host.createNetwork(network, signal)));
    });
    await store
      .when(
        (snapshot) => made.every((id) => networksOf(snapshot).some((network) => network.id === id)),
        AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
      )
      .catch(() => undefined);
    return all;
  });
}

/** Removes networks, each through a host that knows it. Resolves with whether all were removed. */
async function remove(
  context: CommandContext,
  hosts: readonly DockerClient[],
  networks: readonly Network[],
): Promise<boolean> {
  return withProgress(l10n.t('Removing networks'), (report, signal) =>
    oneByOne(context, networks, { title: 'removed', signal }, async ({ id, name }) => {
      const host = await hostWith(hosts, id, signal);
      await whileItTakes(name, report, host.removeNetwork(id, signal, name));
    }),
  );
}

async function askNetwork({ store }: Connected): Promise<NewNetwork | undefined> {
  const taken = new Set(networksOf(store.snapshot).map(({ name }) => name));
  const title = l10n.t('Create Network');
  const name = await ask({
    title,
    prompt: l10n.t('Name of the network and its policy profile'),
    placeholder: 'frontend',
    check: (text) =>
      !NAME.test(text.trim())
        ? l10n.t('Use letters, digits, dots, dashes and underscores, starting with a letter or digit.')
        : taken.has(text.trim())
          ? l10n.t('A network named {0} already exists.', text.trim())
          : undefined,
  });
  if (name === undefined) return undefined;
  const pools = dataOf(store.snapshot.policy)?.pools.filter(({ disabled }) => !disabled) ?? [];
  const subnet = await choose(
    [
      { label: l10n.t('Any pool'), description: l10n.t('Calico assigns addresses'), subnet: undefined },
      ...pools.map(({ cidr }) => ({
        label: cidr,
        description: l10n.t('containers can request a fixed address from this pool'),
        subnet: cidr,
      })),
    ],
    {
      title,
      placeholder: l10n.t('Select an IP pool. Docker allows fixed addresses only on networks with a subnet.'),
    },
  );
  if (!subnet) return undefined;
  return { name: name.trim(), ...(subnet.subnet !== undefined && { subnet: subnet.subnet }) };
}
