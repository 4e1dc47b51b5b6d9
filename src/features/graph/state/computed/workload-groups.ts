import * as l10n from '@vscode/l10n';
import { compiledOf } from '../../../../cluster/analysis/compiled';
import { appNamed, dataOf } from '../../../../cluster/model/indexes';
import { hostEndpointsOf } from '../../../../cluster/model/host-endpoints';
import type { App, Snapshot } from '../../../../cluster/model/snapshot';
import { listeningPorts, shortName, workloadsOf, type Workload } from '../../../../cluster/model/workloads';
import { isOfController } from '../../../../policy/kubernetes/pod-owner';
import { displayName } from '../../../../policy/calico1/names';
import { grouped } from '../../../../base/grouped';
import type { ObservedNode } from '../stages';
import { isUnselected, nodePolicy } from '../node-policy';
import { placed, type Scope } from '../scope';
import { outsideNodes } from './outside-nodes';

/** A node of the computed graph, and the endpoints that it represents. */
export interface WorkloadGroup {
  readonly node: ObservedNode;
  /** By their names in the compiled policy, or an address. Never empty. */
  readonly parties: readonly string[];
  /** The TCP ports on which they are known to listen, sorted; empty if unknown. */
  readonly listening: readonly number[];
}

/** Beyond this many nodes, workloads with the same profiles are one node. */
const MOST_NODES = 200;

const known = new WeakMap<Snapshot, ReadonlyMap<string, WorkloadGroup>>();

/**
 * Returns the nodes of the computed graph by ID: one for each app, one for each workload without a known app, one for
 * each endpoint of a host, and those of what is outside.
 */
export function workloadGroups(scope: Scope): ReadonlyMap<string, WorkloadGroup> {
  const { snapshot } = scope;
  let groups = known.get(snapshot);
  if (!groups) known.set(snapshot, (groups = gather(scope)));
  return groups;
}

function gather(scope: Scope): ReadonlyMap<string, WorkloadGroup> {
  const { snapshot } = scope;
  const workloads = workloadsOf(snapshot);
  const byApp = grouped(workloads, (workload) => ownerKeyOf(workload, scope));
  const isSmall = byApp.size <= MOST_NODES;
  const listening = listeningPorts(snapshot);
  const groups = isSmall
    ? unambiguous([...byApp.values()].map((members) => groupOf(members, scope, listening)))
    : [...grouped(workloads, ({ profiles }) => profiles.join('\n')).values()].map((members) =>
        profileGroup(members, scope, listening),
      );
  return new Map([...groups, ...hosts(scope), ...outsideNodes(scope)].map((group) => [group.node.id, group]));
}

/**
 * Returns what workloads of one node have in common: the app, or else the controller and what a policy may select.
 * Without both, each is a node of its own.
 */
function ownerKeyOf({ app, endpoint, namespace, owner, profiles }: Workload, { policy }: Scope): string {
  if (app !== undefined) return app;
  if (owner === undefined) return endpoint;
  const labels = policy ? compiledOf(policy).model.directory.member(endpoint)?.class.labels : undefined;
  const chosen = Object.entries(labels ?? {}).filter(([key]) => !isOfController(key));
  return JSON.stringify([namespace, owner, profiles, chosen.sort()]);
}

/** Numbers the nodes of a controller whose pods have different labels. */
function unambiguous(groups: readonly WorkloadGroup[]): readonly WorkloadGroup[] {
  const uses = new Map<string, number>();
  return groups.map((group) => {
    const { id } = group.node;
    const use = (uses.get(id) ?? 0) + 1;
    uses.set(id, use);
    return use === 1 ? group : { ...group, node: { ...group.node, id: `${id} #${use}` } };
  });
}

type Ports = ReadonlyMap<string, readonly number[]>;

function groupOf(members: readonly Workload[], scope: Scope, listening: Ports): WorkloadGroup {
  const [first] = members;
  const app = first?.app === undefined ? undefined : appNamed(first.app, dataOf(scope.snapshot.marathon));
  if (first?.owner === undefined || app)
    return made(app?.id ?? first?.name ?? '', app, members, scope, listening, app ? shortName(app.id) : first?.name);
  const name = members.length === 1 ? first.owner : `${first.owner} ×${members.length}`;
  return made(`${first.namespace}/${first.owner}`, app, members, scope, listening, name);
}

/** Workloads with the same profiles, named after these. */
function profileGroup(members: readonly Workload[], scope: Scope, listening: Ports): WorkloadGroup {
  const profiles = (members[0]?.profiles ?? []).map((profile) => displayName(profile, scope.networks));
  const name = profiles.length === 0 ? l10n.t('no profile') : profiles.join(', ');
  return made(`${name} ×`, undefined, members, scope, listening, `${name} ×${members.length}`);
}

function made(
  id: string,
  app: App | undefined,
  members: readonly Workload[],
  scope: Scope,
  listening: Ports,
  name = id,
): WorkloadGroup {
  const profiles = [...new Set(members.flatMap((member) => member.profiles))];
  const ports = [...new Set(members.flatMap(({ endpoint }) => listening.get(endpoint) ?? []))].sort((a, b) => a - b);
  return {
    node: {
      ...placed(id, 'workload', app, scope),
      ...(app
        ? {}
        : {
            hosts: [...new Set(members.map(({ host }) => host))],
            addresses: members.flatMap(({ addresses }) => addresses),
            profiles: profiles.map((profile) => ({ id: profile, name: displayName(profile, scope.networks) })),
            ...nodePolicy(
              members.map(({ endpoint }) => endpoint),
              scope.policy,
            ),
          }),
      ...namespaceOf(members),
      ...(ports.length > 0 && { listening: ports }),
      ...(isUnselected(members, scope) && { unselected: true }),
      name,
    },
    parties: members.map(({ endpoint }) => endpoint),
    listening: ports,
  };
}

/** The common namespace of some workloads, if any. */
function namespaceOf(members: readonly Workload[]): Pick<ObservedNode, 'namespace'> {
  const namespaces = new Set(members.map(({ namespace }) => namespace));
  const [namespace] = namespaces;
  return namespaces.size === 1 && namespace !== undefined ? { namespace } : {};
}

function hosts(scope: Scope): readonly WorkloadGroup[] {
  return hostEndpointsOf(scope.snapshot).map(({ name, endpoint, addresses, profiles }) => ({
    node: {
      ...placed(name, 'host', undefined, scope),
      addresses: [...addresses],
      profiles: profiles.map((profile) => ({ id: profile, name: displayName(profile, scope.networks) })),
      ...nodePolicy([endpoint], scope.policy),
    },
    parties: [endpoint],
    listening: [],
  }));
}
