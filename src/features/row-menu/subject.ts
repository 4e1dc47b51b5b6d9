import type { NodeKind, NodeOf, TreeNode } from '../../app/tree-nodes';
import { hostEndpointsOf } from '../../cluster/model/host-endpoints';
import {
  addressesOf,
  appNamed,
  dataOf,
  endpointNamed,
  networksOf,
  profileOfNetwork,
} from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { podsOf, workloadsOf, workloadsOfApp, type Workload } from '../../cluster/model/workloads';
import { shortName } from '../../cluster/model/workload-naming';
import type { StarPointer } from '../graph';

/** Rows that stand for something that sends or receives traffic. */
export const TRAFFIC_ROWS = [
  'endpoint',
  'container',
  'task',
  'app',
  'network',
  'hostEndpoint',
  'workload',
] as const satisfies readonly NodeKind[];

export type TrafficRow = NodeOf<(typeof TRAFFIC_ROWS)[number]>;

/** Whether a row stands for something that sends or receives traffic. */
export function isTrafficRow(node: TreeNode): node is TrafficRow {
  return TRAFFIC_ROWS.some((kind) => kind === node.kind);
}

/** Rows that show their details. Hosts, pods and deployments have no endpoint of their own. */
export const DETAILS_ROWS = [...TRAFFIC_ROWS, 'host', 'pod', 'deployment'] as const satisfies readonly NodeKind[];

export type DetailsRow = NodeOf<(typeof DETAILS_ROWS)[number]>;

/** Whether a row shows its details. */
export function hasDetails(node: TreeNode): node is DetailsRow {
  return DETAILS_ROWS.some((kind) => kind === node.kind);
}

/** An end of connections. */
export type Party = Pick<Workload, 'name' | 'endpoint' | 'addresses' | 'profiles'>;

/** What a row stands for. */
export interface RowSubject {
  /** As people know it. */
  readonly name: string;
  /** As its system knows it. */
  readonly id: string;
  readonly addresses: readonly string[];
  /** Its endpoints. Empty while it has none. */
  readonly parties: readonly Party[];
  /** Stored names of the profiles that decide for it, in order. */
  readonly profiles: readonly string[];
  /** How a graph finds it. */
  readonly stars: Omit<StarPointer, 'name'>;
}

/** Returns what a row stands for; undefined if it no longer exists. */
export function subjectOf(node: TrafficRow, snapshot: Snapshot): RowSubject | undefined {
  switch (node.kind) {
    case 'endpoint': {
      const stored = endpointNamed(node.endpoint, dataOf(snapshot.policy));
      return stored && subject(stored.id, partiesAt(addressesOf(stored), node.endpoint, snapshot), addressesOf(stored));
    }
    case 'container': {
      const found = networksOf(snapshot)
        .find(({ id }) => id === node.networkId)
        ?.containers.find(({ endpointId }) => endpointId === node.endpointId);
      const addresses = found ? [found.ipv4.split('/')[0] ?? ''].filter(Boolean) : [];
      return (
        found && { ...subject(found.id, partiesAt(addresses, undefined, snapshot), addresses), ...named(found.name) }
      );
    }
    case 'task': {
      const task = dataOf(snapshot.marathon)
        ?.apps.flatMap(({ tasks }) => tasks)
        .find(({ id }) => id === node.task);
      if (!task) return undefined;
      const { addresses, appId, id } = task;
      const found = subject(id, partiesAt(addresses, undefined, snapshot), addresses);
      return { ...found, name: found.parties[0]?.name ?? shortName(appId), stars: { ...found.stars, app: appId } };
    }
    case 'app': {
      const app = appNamed(node.app, dataOf(snapshot.marathon));
      if (!app) return undefined;
      const found = subject(app.id, workloadsOfApp(app, snapshot), []);
      return { ...found, name: shortName(app.id), stars: { app: app.id, filter: `app:${app.id}` } };
    }
    case 'network': {
      const network = networksOf(snapshot).find(({ id }) => id === node.networkId);
      if (!network) return undefined;
      const profile = profileOfNetwork(network, dataOf(snapshot.policy))?.name;
      const members = workloadsOf(snapshot).filter(
        ({ profiles }) => profile !== undefined && profiles.includes(profile),
      );
      return {
        ...subject(network.id, members, network.subnets),
        name: network.name,
        profiles: profile === undefined ? [] : [profile],
        stars: { ...(profile !== undefined && { profile }), filter: `profile:${network.name}` },
      };
    }
    case 'workload': {
      const pods = podsOf(node, snapshot);
      const name = `${node.namespace}/${node.owner}`;
      return pods.length === 0 ? undefined : subject(name, pods, [], name);
    }
    case 'hostEndpoint': {
      const stored = dataOf(snapshot.policy)?.enforcement?.hostEndpoints ?? [];
      if (!stored.some(({ host, id }) => host === node.host && id === node.id)) return undefined;
      const found = hostEndpointsOf(snapshot).filter(({ endpoint }) => endpoint === `${node.host}/endpoint/${node.id}`);
      const addresses = found.flatMap((each) => each.addresses);
      return subject(node.id, found, addresses, node.id);
    }
  }
}

function subject(
  id: string,
  parties: readonly Party[],
  own: readonly string[],
  name = parties[0]?.name ?? own[0] ?? id,
): RowSubject {
  const addresses = own.length > 0 ? own : parties.flatMap((party) => party.addresses);
  return {
    name,
    id,
    addresses,
    parties,
    profiles: [...new Set(parties.flatMap(({ profiles }) => profiles))],
    stars: { addresses: [...addresses], filter: addresses.length === 0 ? name : `ip:${addresses[0]}` },
  };
}

function named(name: string): { readonly name?: string } {
  return name === '' ? {} : { name };
}

/** Returns the endpoint with a name in the compiled policy, else those with one of the addresses. */
function partiesAt(addresses: readonly string[], endpoint: string | undefined, snapshot: Snapshot): readonly Party[] {
  return workloadsOf(snapshot).filter((workload) =>
    endpoint === undefined
      ? workload.addresses.some((address) => addresses.includes(address))
      : workload.endpoint === endpoint,
  );
}
