import { ALL, allOf, formatSelector, labelSelectorTerms, type SelectorNode } from '../../selectors';
import type { LabelSelector, NamespacedPods, Subject } from '../objects';

/** Only pods have it: no host and no set of networks is meant where Kubernetes says pods. */
const OF_KUBERNETES: SelectorNode = {
  kind: 'compare',
  operator: '==',
  key: 'projectcalico.org/orchestrator',
  value: 'k8s',
};

/** A selector of pods, as Calico writes it. */
export function podSelector(selector: LabelSelector = {}): string {
  return formatSelector(allOf([OF_KUBERNETES, ...labelSelectorTerms(selector)]));
}

/** A selector of namespaces; without any part it selects all of them. */
export function namespaceSelector(selector: LabelSelector = {}): string {
  const terms = labelSelectorTerms(selector);
  return formatSelector(terms.length > 0 ? allOf(terms) : ALL);
}

export interface Selectors {
  readonly selector?: string;
  readonly namespaceSelector?: string;
}

/** Pods of a cluster-wide policy. */
export function namespacedPods(pods: NamespacedPods): Selectors {
  return {
    selector: podSelector(pods.podSelector),
    namespaceSelector: namespaceSelector(pods.namespaceSelector),
  };
}

/** Whom a cluster-wide policy is about; undefined when it does not say. Of two, namespaces count. */
export function subjectSelectors({ namespaces, pods }: Subject): Selectors | undefined {
  if (namespaces) return { selector: podSelector(), namespaceSelector: namespaceSelector(namespaces) };
  return pods && namespacedPods(pods);
}
