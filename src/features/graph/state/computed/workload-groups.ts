import { compiledOf } from '../../../../cluster/analysis/compiled';
import { connectivityOf } from '../../../../cluster/analysis/connectivity';
import { hostEndpointsOf } from '../../../../cluster/model/host-endpoints';
import { listeningPorts } from '../../../../cluster/model/listening-ports';
import { type Workload } from '../../../../cluster/model/workloads';
import { ownerOfApp } from '../../../../cluster/model/url-owner';
import { displayName } from '../../../../policy/calico1/names';
import type { GraphGroup } from '../../protocol/elements';
import { isUnselected, nodePolicy } from '../node-policy';
import { placed, shownProfiles, type Scope } from '../scope';
import type { ObservedNode } from '../stages';
import { inheritedLabels } from './nodes/inherited-labels';
import { leavesOf, type Leaf } from './nodes/leaves';
import { isBranch, leavesIn, treeOf, type Branch, type TreeNode } from './nodes/tree';
import { outsideNodes } from './outside-nodes';

/** A node of the computed graph, and the endpoints that it represents. */
export interface WorkloadGroup {
  readonly node: ObservedNode;
  /** By their names in the compiled policy, or an address. Never empty. */
  readonly parties: readonly string[];
  /** The TCP ports on which they are known to listen, sorted; empty if unknown. */
  readonly listening: readonly number[];
}

/** Nodes to show, and the expanded groups around them; `groups` is absent where nothing needs to be collapsed. */
export interface ShownGroups {
  readonly nodes: readonly WorkloadGroup[];
  readonly groups?: readonly GraphGroup[];
}

/** Beyond this many nodes, groups of workloads are one node each until they are expanded. */
const MOST_NODES = 200;

/** By listening ports, which are another map whenever policy, apps or networks change. */
const known = new WeakMap<ReturnType<typeof listeningPorts>, WorkloadGroups>();

/** Returns the nodes of a cluster's computed graph. */
export function workloadGroups(scope: Scope): WorkloadGroups {
  const listening = listeningPorts(scope.snapshot);
  let groups = known.get(listening);
  if (!groups) known.set(listening, (groups = new WorkloadGroups(scope)));
  return groups;
}

/**
 * The nodes of a computed graph: one for each app, one for alike pods of an owner, one for each other workload, one for
 * each endpoint of a host, those of what is outside, and the groups that these are collapsed to.
 */
export class WorkloadGroups {
  readonly #tree: readonly TreeNode[];
  readonly #isCollapsed: boolean;
  readonly #others: readonly WorkloadGroup[];
  readonly #made = new Map<string, WorkloadGroup>();
  /** The groups around each node, by its ID. */
  readonly #around = new Map<string, readonly Branch[]>();
  readonly #byId = new Map<string, TreeNode>();
  readonly #listening: ReadonlyMap<string, readonly number[]>;

  constructor(private readonly scope: Scope) {
    const leaves = leavesOf(scope);
    this.#isCollapsed = leaves.length > MOST_NODES;
    this.#tree = this.#isCollapsed ? treeOf(leaves, (branch) => inheritedLabels(branch, scope)) : leaves;
    this.#listening = listeningPorts(scope.snapshot);
    const { policy } = scope;
    this.#others = [...hosts(scope), ...(policy ? outsideNodes(connectivityOf(compiledOf(policy))) : [])];
    for (const group of this.#others) this.#made.set(group.node.id, group);
    this.#index(this.#tree, []);
  }

  /** Whether there are any workloads. */
  get isEmpty(): boolean {
    return this.#tree.length === 0;
  }

  /** Returns a node, shown or not. */
  get(id: string): WorkloadGroup | undefined {
    const node = this.#byId.get(id);
    return node ? this.#groupOf(node) : this.#made.get(id);
  }

  /** All nodes that are no groups, also those in collapsed groups. */
  get single(): readonly WorkloadGroup[] {
    return [...this.#tree.flatMap(leavesIn).map((leaf) => this.#groupOf(leaf)), ...this.#others];
  }

  /** Returns the IDs of the groups around a node, the outermost first. */
  around(id: string): readonly string[] {
    return (this.#around.get(id) ?? []).map((branch) => branch.id);
  }

  /** @param expanded The IDs of the groups that are not collapsed. */
  shown(expanded: ReadonlySet<string>): ShownGroups {
    const nodes: WorkloadGroup[] = [];
    const groups: GraphGroup[] = [];
    const show = (tree: readonly TreeNode[], parent: string | undefined) => {
      for (const node of tree) {
        if (isBranch(node) && expanded.has(node.id)) {
          groups.push({ id: node.id, name: node.name, ...(parent !== undefined && { parent }) });
          show(node.children, node.id);
        } else {
          const group = this.#groupOf(node);
          nodes.push(parent === undefined ? group : within(group, parent));
        }
      }
    };
    show(this.#tree, undefined);
    return { nodes: [...nodes, ...this.#others], ...(this.#isCollapsed && { groups }) };
  }

  #index(tree: readonly TreeNode[], around: readonly Branch[]): void {
    for (const node of tree) {
      this.#byId.set(node.id, node);
      this.#around.set(node.id, around);
      if (isBranch(node)) this.#index(node.children, [...around, node]);
    }
  }

  #groupOf(node: TreeNode): WorkloadGroup {
    let group = this.#made.get(node.id);
    if (!group) this.#made.set(node.id, (group = isBranch(node) ? this.#branch(node) : this.#leaf(node)));
    return group;
  }

  #leaf({ id, name, members, app }: Leaf): WorkloadGroup {
    const { scope } = this;
    const listening = this.#portsOf(members);
    return {
      node: {
        ...placed(id, 'workload', app && ownerOfApp(app, scope.snapshot), scope),
        ...(app
          ? {}
          : {
              ...this.#common(members),
              addresses: members.flatMap(({ addresses }) => addresses),
              ...(members.length > 1 && { size: members.length }),
            }),
        ...this.#traits(members),
        ...(listening.length > 0 && { listening: [...listening] }),
        name,
      },
      parties: members.map(({ endpoint }) => endpoint),
      listening,
    };
  }

  #branch(branch: Branch): WorkloadGroup {
    const leaves = leavesIn(branch);
    const members = leaves.flatMap((leaf) => leaf.members);
    const isKnown = members.every(({ endpoint }) => (this.#listening.get(endpoint)?.length ?? 0) > 0);
    // Ports of some would hide what is open on the others.
    const listening = isKnown ? this.#portsOf(members) : [];
    return {
      node: {
        ...placed(branch.id, 'group', undefined, this.scope),
        ...this.#common(members),
        ...this.#traits(members),
        ...(listening.length > 0 && { listening: [...listening] }),
        name: branch.name,
        size: members.length,
        holds: [...new Set([...namesIn(branch), ...leaves.map(({ name }) => name)])],
        holdsAddresses: members.flatMap(({ addresses }) => addresses),
      },
      parties: members.map(({ endpoint }) => endpoint),
      listening,
    };
  }

  #common(members: readonly Workload[]): Pick<ObservedNode, 'hosts' | 'profiles' | 'labels' | 'policies'> {
    const profiles = members.flatMap((member) => member.profiles);
    return {
      hosts: [...new Set(members.map(({ host }) => host))],
      profiles: shownProfiles(profiles, this.scope),
      ...nodePolicy(
        members.map(({ endpoint }) => endpoint),
        this.scope.policy,
      ),
    };
  }

  #traits(members: readonly Workload[]): Pick<ObservedNode, 'namespace' | 'unselected'> {
    const namespaces = new Set(members.map(({ namespace }) => namespace));
    const [namespace] = namespaces;
    return {
      ...(namespaces.size === 1 && namespace !== undefined && { namespace }),
      ...(isUnselected(members, this.scope) && { unselected: true }),
    };
  }

  #portsOf(members: readonly Workload[]): readonly number[] {
    return [...new Set(members.flatMap(({ endpoint }) => this.#listening.get(endpoint) ?? []))].sort((a, b) => a - b);
  }
}

const inside = new WeakMap<WorkloadGroup, WorkloadGroup>();

/** Returns a node in an expanded group. It keeps its identity, because it is always in the same. */
function within(group: WorkloadGroup, parent: string): WorkloadGroup {
  let placedWithin = inside.get(group);
  if (!placedWithin) inside.set(group, (placedWithin = { ...group, node: { ...group.node, group: parent } }));
  return placedWithin;
}

/** Returns the names of the groups in a group. */
function namesIn({ children }: Branch): readonly string[] {
  return children.filter(isBranch).flatMap((child) => [child.name, ...namesIn(child)]);
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
