/** Comparisons of a label's value with a text. A missing label meets none of these except `!=`. */
export type Comparison = '==' | '!=' | 'contains' | 'starts with' | 'ends with';

/**
 * A selector's condition on the labels of an endpoint, a set of addresses, a namespace or a service account. `global`
 * selects what belongs to no namespace, regardless of labels.
 */
export type SelectorNode =
  | { readonly kind: 'all' }
  | { readonly kind: 'global' }
  | { readonly kind: 'has'; readonly key: string }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly key: string; readonly value: string }
  /** A missing label is in no set, so it meets `not in`. */
  | {
      readonly kind: 'set';
      readonly operator: 'in' | 'not in';
      readonly key: string;
      /** Sorted by code point, without duplicates. */
      readonly values: readonly string[];
    }
  | { readonly kind: 'not'; readonly of: SelectorNode }
  /** At least two terms. */
  | { readonly kind: 'and' | 'or'; readonly of: readonly SelectorNode[] };

export const ALL: SelectorNode = { kind: 'all' };

/** Returns a node that requires all of the given ones. */
export function allOf(terms: readonly SelectorNode[]): SelectorNode {
  return terms.length > 1 ? { kind: 'and', of: terms } : (terms[0] ?? ALL);
}

/** Returns the values of a set as stored in a node. */
export function setOf(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].sort(compareCodePoints);
}

/** Compares texts by their UTF-8 bytes, which is the order of their code points. */
function compareCodePoints(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/**
 * Returns the node with a prefix before every key: `pcns.` for labels of the namespace, `pcsa.` for those of the
 * service account.
 */
export function prefixKeys(node: SelectorNode, prefix: string): SelectorNode {
  switch (node.kind) {
    case 'all':
    case 'global':
      return node;
    case 'has':
    case 'compare':
    case 'set':
      return { ...node, key: prefix + node.key };
    case 'not':
      return { ...node, of: prefixKeys(node.of, prefix) };
    case 'and':
    case 'or':
      return { ...node, of: node.of.map((term) => prefixKeys(term, prefix)) };
  }
}

/** Returns the keys of all labels in the node. */
export function keysOf(node: SelectorNode, keys = new Set<string>()): ReadonlySet<string> {
  switch (node.kind) {
    case 'all':
    case 'global':
      break;
    case 'has':
    case 'compare':
    case 'set':
      keys.add(node.key);
      break;
    case 'not':
      keysOf(node.of, keys);
      break;
    case 'and':
    case 'or':
      for (const term of node.of) keysOf(term, keys);
  }
  return keys;
}
