import { Findings, type Finding } from '../../objects/finding';
import { checkMetadata } from '../../objects/metadata';
import { readKubernetesObject } from '../decode';
import { checkAdminPolicy } from './admin-policy';
import { checkClusterNetworkPolicy } from './cluster-policy';
import { checkNetworkPolicy } from './network-policy';
import { checkStagedPolicy } from './staged';

/**
 * What is wrong with a policy of Kubernetes: a NetworkPolicy as the API server checks it, cluster-wide policies as the
 * schemas of their CRDs do, a staged one as Calico does (code of its own is found by `by: 'server'`). A field that is
 * not known is passed over. Nothing for objects of other kinds.
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
