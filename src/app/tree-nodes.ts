import type { ResourceId, ResourceKind } from '../policy/resources';
import type { Direction } from '../policy/calico1/rule';

/**
 * A row of the tree, identified by what it is and never by its state, so that it keeps its identity while it changes.
 * `cluster`: the name of its cluster, if the tree shows several.
 */
export type TreeNode = (Subject | ClusterNode | ConnectionNode) & { readonly cluster?: string };

/** The root of a cluster, if the tree shows several. */
export interface ClusterNode {
  readonly kind: 'cluster';
  readonly cluster: string;
}

/** Why a cluster has no rows yet. */
export interface ConnectionNode {
  readonly kind: 'connection';
  readonly cluster: string;
}

/** What a row is about. */
type Subject =
  | { readonly kind: 'networks' }
  | { readonly kind: 'profiles' }
  | { readonly kind: 'applications' }
  | { readonly kind: 'policies' }
  | { readonly kind: 'hosts' }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'hostEndpoints' }
  | { readonly kind: 'hostEndpoint'; readonly host: string; readonly id: string }
  /** A policy that decides at a host endpoint. */
  | {
      readonly kind: 'decidingPolicy';
      readonly host: string;
      readonly id: string;
      readonly tier: string;
      readonly policy: string;
    }
  | { readonly kind: 'tier'; readonly tier: string }
  | { readonly kind: 'policy'; readonly tier: string; readonly policy: string }
  | { readonly kind: 'brokenPolicy'; readonly tier: string; readonly policy: string }
  | PolicyRuleNode
  | { readonly kind: 'namespaces' }
  | { readonly kind: 'namespace'; readonly namespace: string }
  /** A controller of pods. */
  | { readonly kind: 'workload'; readonly namespace: string; readonly owner: string }
  | { readonly kind: 'networkSets' }
  | { readonly kind: 'resourceTier'; readonly tier: string }
  | ResourceNode
  | ResourceRuleNode
  | { readonly kind: 'network'; readonly networkId: string }
  | { readonly kind: 'container'; readonly networkId: string; readonly endpointId: string }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'brokenProfile'; readonly profile: string }
  | { readonly kind: 'direction'; readonly profile: string; readonly direction: Direction }
  | RuleNode
  | { readonly kind: 'tags'; readonly profile: string }
  | { readonly kind: 'tag'; readonly profile: string; readonly tag: string }
  | { readonly kind: 'endpoints'; readonly profile: string }
  /** An endpoint below its profile or, without one, below its host. `endpoint`: its name in the model. */
  | { readonly kind: 'endpoint'; readonly profile: string | undefined; readonly endpoint: string }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'app'; readonly app: string }
  | { readonly kind: 'task'; readonly task: string }
  | { readonly kind: 'pod'; readonly pod: string }
  | { readonly kind: 'deployment'; readonly deployment: string }
  | { readonly kind: 'loading'; readonly of: PartName }
  | { readonly kind: 'failure'; readonly of: PartName }
  /** A problem of a part, identified by its number because its text changes. */
  | { readonly kind: 'problem'; readonly of: PartName; readonly index: number }
  | { readonly kind: 'hint'; readonly of: PartName };

/** An object of Calico 3. */
export interface ResourceNode {
  readonly kind: 'resource';
  readonly of: ResourceKind;
  /** Absent for cluster-wide kinds. */
  readonly namespace?: string;
  readonly name: string;
  /** Policies are listed below their tiers, and again below their namespaces. */
  readonly below?: 'namespace';
}

/** Returns the ID of a row's object. */
export function resourceIn({ of, namespace, name }: Pick<ResourceNode, 'of' | 'namespace' | 'name'>): ResourceId {
  return { kind: of, ...(namespace !== undefined && { namespace }), name };
}

/** A rule of an object of Calico 3, identified by its place. */
export interface ResourceRuleNode {
  readonly kind: 'resourceRule';
  readonly of: ResourceKind;
  readonly namespace?: string;
  readonly name: string;
  readonly below?: 'namespace';
  readonly direction: 'ingress' | 'egress';
  readonly index: number;
}

/** A rule, identified by its stored text. Equal rules are numbered from the top. */
export interface RuleNode {
  readonly kind: 'rule';
  readonly profile: string;
  readonly direction: Direction;
  readonly text: string;
  readonly occurrence: number;
}

/** A rule of a policy, identified as {@link RuleNode}. */
export interface PolicyRuleNode {
  readonly kind: 'policyRule';
  readonly tier: string;
  readonly policy: string;
  readonly direction: Direction;
  readonly text: string;
  readonly occurrence: number;
}

export type PartName = 'networks' | 'profiles' | 'policies' | 'applications';

/** Kinds of nodes with commands: the values of `viewItem` in package.json. */
export type NodeKind = TreeNode['kind'];
export type NodeOf<Kind extends NodeKind> = Extract<TreeNode, { kind: Kind }>;

/** Returns the stable ID of a node. */
export function nodeId(node: TreeNode): string {
  return JSON.stringify(Object.values(node));
}
