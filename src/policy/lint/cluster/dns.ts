import type { Labels } from '../../selectors';

/** The labels of a cluster's DNS pods, across distributions. */
const DNS_PODS: readonly Labels[] = ['kube-dns', 'coredns', 'node-local-dns'].map((name) => ({
  'k8s-app': name,
  'projectcalico.org/namespace': 'kube-system',
  'projectcalico.org/orchestrator': 'k8s',
  'pcns.kubernetes.io/metadata.name': 'kube-system',
  'pcns.projectcalico.org/name': 'kube-system',
}));

/** Whether a selector matches the cluster's DNS pods. */
export function selectsDns(selects: (labels: Labels) => boolean): boolean {
  return DNS_PODS.some(selects);
}
