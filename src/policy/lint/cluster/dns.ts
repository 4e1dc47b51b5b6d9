import type { Labels } from '../../selectors';

/** The labels that the pods of a cluster's DNS have for policies to select, wherever Kubernetes runs. */
const DNS_PODS: readonly Labels[] = ['kube-dns', 'coredns', 'node-local-dns'].map((name) => ({
  'k8s-app': name,
  'projectcalico.org/namespace': 'kube-system',
  'projectcalico.org/orchestrator': 'k8s',
  'pcns.kubernetes.io/metadata.name': 'kube-system',
  'pcns.projectcalico.org/name': 'kube-system',
}));

/** Whether a selector takes pods of the cluster's DNS. */
export function selectsDns(selects: (labels: Labels) => boolean): boolean {
  return DNS_PODS.some(selects);
}
