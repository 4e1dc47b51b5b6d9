import { Findings, type Finding } from '../../objects/finding';
import { checkMetadata } from '../../objects/metadata';
import { readKubernetesObject } from '../decode';
import { checkAdminPolicy } from './admin-policy';
import { checkClusterNetworkPolicy } from './cluster-policy';
import { checkNetworkPolicy } from './network-policy';
import { checkStagedPolicy } from './staged';

/**
 * Returns what is wrong with a Kubernetes policy: a NetworkPolicy as the API server checks it, cluster-wide policies as
 * the schemas of their CRDs do, and a staged one as Calico does (its own checks have `by: 'server'`). Unknown fields
 * are ignored. Returns nothing for objects of other kinds.
 */
export function validateKubernetesPolicy(value: unknown): readonly Finding[] {
  const decoded = readKubernetesObject(value);
  if (!decoded) return [];
  const findings = new Findings();
  findings.decoded(decoded.problems, false);
  const policy = decoded.value;
  switch (policy?.kind) {
    case 'NetworkPolicy':
      checkMetadata(policy.metadata, findings);
      checkNetworkPolicy(policy, findings);
      break;
    case 'StagedKubernetesNetworkPolicy':
      checkMetadata(policy.metadata, findings);
      checkStagedPolicy(policy, findings);
      break;
    case 'ClusterNetworkPolicy':
      checkMetadata(policy.metadata, findings);
      checkClusterNetworkPolicy(policy, findings);
      break;
    case 'AdminNetworkPolicy':
    case 'BaselineAdminNetworkPolicy':
      checkMetadata(policy.metadata, findings);
      checkAdminPolicy(policy, findings);
      break;
    default:
      break;
  }
  return findings.all;
}
