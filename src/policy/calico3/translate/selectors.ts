import { NAMESPACE_LABEL } from '../../model/labels';
import { allOf, parseV3Selector, prefixKeys, type SelectorNode } from '../../selectors';

/** The prefixes with which endpoints inherit the labels of their namespace and service account. */
export const NAMESPACE_PREFIX = 'pcns.';
export const SERVICE_ACCOUNT_PREFIX = 'pcsa.';

/** Labels that Calico sets on Kubernetes workloads. */
export const ORCHESTRATOR_LABEL = 'projectcalico.org/orchestrator';
export const SERVICE_ACCOUNT_LABEL = 'projectcalico.org/serviceaccount';

/** Selects everything in a namespace. */
const NAMESPACED: SelectorNode = { kind: 'has', key: NAMESPACE_LABEL };

/** Selects everything outside namespaces. */
const GLOBAL: SelectorNode = { kind: 'not', of: NAMESPACED };

/** Selects everything in the named namespace. */
export function inNamespace(namespace: string): SelectorNode {
  return { kind: 'compare', operator: '==', key: NAMESPACE_LABEL, value: namespace };
}

/** Parses a selector; undefined if it is invalid. */
export function selectorOf(text: string): SelectorNode | undefined {
  const parsed = parseV3Selector(text);
  return parsed.ok ? parsed.selector : undefined;
}

/**
 * Converts a rule's `namespaceSelector` to a selector of endpoints: `all()` is everything in a namespace, `global()`
 * the rest.
 */
export function namespaceSelectorOf(text: string): SelectorNode | undefined {
  const node = selectorOf(text);
  return node && replace(replace(prefixKeys(node, NAMESPACE_PREFIX), 'all', NAMESPACED), 'global', GLOBAL);
}

/** Converts a selector of service accounts to a selector of endpoints. */
export function serviceAccountSelectorOf(text: string): SelectorNode | undefined {
  const node = selectorOf(text);
  return node && prefixKeys(node, SERVICE_ACCOUNT_PREFIX);
}

/** Selects the endpoints with service accounts of these names. */
export function underAccounts(names: readonly string[]): SelectorNode {
  return { kind: 'set', operator: 'in', key: SERVICE_ACCOUNT_LABEL, values: [...new Set(names)].sort() };
}

/**
 * Returns what a global policy selects. Calico replaces `all()` in the assembled text, which includes the policy's own
 * selector.
 */
export function globalSelector(
  own: SelectorNode,
  namespaces: SelectorNode | undefined,
  accounts: SelectorNode | undefined,
): SelectorNode {
  let selector = own;
  if (namespaces) {
    const both = allOf([selector, prefixKeys(namespaces, NAMESPACE_PREFIX)]);
    selector = replace(replace(both, 'all', NAMESPACED), 'global', GLOBAL);
  }
  if (accounts) {
    const both = allOf([selector, prefixKeys(accounts, SERVICE_ACCOUNT_PREFIX)]);
    selector = replace(both, 'all', { kind: 'has', key: SERVICE_ACCOUNT_LABEL });
  }
  return selector;
}

function replace(node: SelectorNode, kind: 'all' | 'global', by: SelectorNode): SelectorNode {
  switch (node.kind) {
    case 'not':
      return { kind: 'not', of: replace(node.of, kind, by) };
    case 'and':
    case 'or':
      return { kind: node.kind, of: node.of.map((term) => replace(term, kind, by)) };
    default:
      return node.kind === kind ? by : node;
  }
}
