import { ALL, allOf, formatSelector, labelSelectorTerms, type SelectorNode } from '../../selectors';
import type { LabelSelector, NamespacedPods, PolicySubject } from '../objects';

/** Only pods have this label, because Kubernetes peers never mean hosts or sets of networks. */
const OF_KUBERNETES: SelectorNode = {
  kind: 'compare',
  operator: '==',
  key: 'projectcalico.org/orchestrator',
  value: 'k8s',
};

/** Converts a selector of pods to Calico's format. */
export function podSelector(selector: LabelSelector = {}): string {
  return formatSelector(allOf([OF_KUBERNETES, ...labelSelectorTerms(selector)]));
}

/** Converts a selector of namespaces. An empty one selects all of them. */
export function namespaceSelector(selector: LabelSelector = {}): string {
  const terms = labelSelectorTerms(selector);
  return formatSelector(terms.length > 0 ? allOf(terms) : ALL);
}

export interface Selectors {
  readonly selector?: string;
  readonly namespaceSelector?: string;
}

/** Converts the pods of a cluster-wide policy. */
export function namespacedPods(pods: NamespacedPods): Selectors {
  return {
    selector: podSelector(pods.podSelector),
    namespaceSelector: namespaceSelector(pods.namespaceSelector),
  };
}

/**
 * Returns what a cluster-wide policy selects; undefined if nothing is given. Of two fields, `namespaces` takes
 * precedence.
 */
export function subjectSelectors({ namespaces, pods }: PolicySubject): Selectors | undefined {
  if (namespaces) return { selector: podSelector(), namespaceSelector: namespaceSelector(namespaces) };
  return pods && namespacedPods(pods);
}
