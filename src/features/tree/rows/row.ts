import { appNamed, dataOf } from '../../../cluster/model/indexes';
import type { Snapshot } from '../../../cluster/model/snapshot';
import type { ObjectChange } from '../../../cluster/connection/rights';
import type { PolicyId } from '../../../policy/calico1/policy';
import type { ResourceId } from '../../../policy/resources';
import type { Finding } from '../../../policy/lint';
import type { ClusterFinding } from '../../../policy/lint/cluster';
import type { NodeKind, TreeNode } from '../../../app/tree-nodes';
import { staleOf } from '../../../cluster/model/staleness';
import { FADED } from './colors';
import { appRow, deploymentRow, groupRow, podRow, taskRow } from './application-rows';
import { decidingRow } from './deciding-rows';
import { hostEndpointRow } from './host-endpoint-rows';
import { hostRow } from './host-rows';
import { filteredRow, namespaceRow } from './namespace-rows';
import { networkRow } from './network-rows';
import { partRow } from './part-rows';
import { profileRow } from './profile-rows';
import { changeOf, refused } from './refusal';
import { resourceRow } from './resource-rows';
import { tierRow } from './tier-rows';

/** The content of a row. Texts are plain; the tooltip has one line per entry. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: readonly string[];
  /** The names of a product icon and a theme color. */
  readonly icon?: string;
  readonly color?: string;
  readonly expand: 'none' | 'collapsed' | 'expanded';
  /** Whether it shows what was last seen, because its source can't be read. */
  readonly stale?: true;
}

/** What was found out besides the snapshot: by lint, and about permissions. */
export interface FoundBy {
  /** In a profile, by its stored name, or in a policy of a tier. */
  of(owner: string | PolicyId): readonly Finding[];
  /** In an object of Calico 3. */
  ofObject(id: ResourceId): readonly ClusterFinding[];
  /** Returns why a change is not permitted; undefined if it is, or as long as that is unknown. */
  refusal?(change: ObjectChange): string | undefined;
  /** The namespaces to show; undefined for all. */
  readonly namespaces?: readonly string[] | undefined;
}

const NOTHING: FoundBy = { of: () => [], ofObject: () => [] };

/**
 * Returns the content of a row in a snapshot; undefined if what it represents no longer exists.
 * @param now In milliseconds since the epoch, for the age of outdated data.
 */
export function rowOf(node: TreeNode, snapshot: Snapshot, found: FoundBy = NOTHING, now = Date.now()): Row | undefined {
  const row = permittedRow(node, snapshot, found, now);
  const part = partOf(node.kind);
  return row && part && staleOf(snapshot[part]) ? { ...row, color: FADED, stale: true } : row;
}

function permittedRow(node: TreeNode, snapshot: Snapshot, found: FoundBy, now: number): Row | undefined {
  const content = contentOf(node, snapshot, found, now);
  const row = content && node.kind === 'namespaces' ? filteredRow(content, snapshot, found.namespaces) : content;
  const change = row && found.refusal && changeOf(node, snapshot);
  const reason = change && found.refusal?.(change);
  return row && reason !== undefined ? refused(row, reason) : row;
}

/** Returns the part of the cluster that a row is read from; undefined for rows about a part. */
function partOf(kind: NodeKind): 'networks' | 'policy' | 'marathon' | undefined {
  switch (kind) {
    case 'network':
    case 'container':
      return 'networks';
    case 'group':
    case 'app':
    case 'task':
    case 'pod':
    case 'deployment':
      return 'marathon';
    case 'networks':
    case 'profiles':
    case 'applications':
    case 'policies':
    case 'namespaces':
    case 'hosts':
    case 'hostEndpoints':
    case 'loading':
    case 'failure':
    case 'problem':
    case 'hint':
    case 'cluster':
    case 'connection':
      return undefined;
    default:
      return 'policy';
  }
}

function contentOf(node: TreeNode, snapshot: Snapshot, found: FoundBy, now: number): Row | undefined {
  switch (node.kind) {
    case 'networks':
    case 'profiles':
    case 'applications':
    case 'loading':
    case 'failure':
    case 'problem':
    case 'hint':
      return partRow(node, snapshot, now);
    case 'policies':
      return dataOf(snapshot.policy)?.resources ? resourceRow(node, snapshot, found) : tierRow(node, snapshot, found);
    case 'tier':
    case 'policy':
    case 'brokenPolicy':
    case 'policyRule':
      return tierRow(node, snapshot, found);
    case 'networkSets':
    case 'resourceTier':
    case 'resource':
    case 'resourceRule':
      return resourceRow(node, snapshot, found);
    case 'namespaces':
    case 'namespace':
    case 'workload':
      return namespaceRow(node, snapshot);
    case 'hosts':
    case 'host':
      return hostRow(node, snapshot);
    case 'hostEndpoints':
    case 'hostEndpoint':
      return hostEndpointRow(node, snapshot);
    case 'decidingPolicy': {
      const policy = dataOf(snapshot.policy);
      return policy && decidingRow(node, policy);
    }
    case 'network':
    case 'container':
      return networkRow(node, snapshot);
    case 'profile':
    case 'brokenProfile':
    case 'direction':
    case 'rule':
    case 'tags':
    case 'tag':
    case 'endpoints':
    case 'endpoint':
      return profileRow(node, snapshot, found);
    case 'group':
      return groupRow(node.group, snapshot);
    case 'app': {
      const app = appNamed(node.app, dataOf(snapshot.marathon));
      return app && appRow(app);
    }
    case 'task':
      return taskRow(node.task, snapshot, now);
    case 'pod':
      return podRow(node.pod, snapshot);
    case 'deployment':
      return deploymentRow(node.deployment, snapshot);
    case 'cluster':
    case 'connection':
      return undefined;
  }
}
