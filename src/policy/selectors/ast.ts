/** How a label's value is compared with a text. A missing label fails all of these but `!=`. */
export type Comparison = '==' | '!=' | 'contains' | 'starts with' | 'ends with';

/**
 * What a selector says about the labels of an endpoint, a set of addresses, a namespace or a service account.
 * `global` stands for what belongs to no namespace; it says nothing about labels.
 */
export type SelectorNode =
  | { readonly kind: 'all' }
  | { readonly kind: 'global' }
  | { readonly kind: 'has'; readonly key: string }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly key: string; readonly value: string }
  /** A missing label is in no set, so `not in` holds for it. */
  | {
      readonly kind: 'set';
      readonly operator: 'in' | 'not in';
      readonly key: string;
      /** Sorted by code point, each once. */
      readonly values: readonly string[];
    }
  | { readonly kind: 'not'; readonly of: SelectorNode }
  /** Two terms at least. */
  | { readonly kind: 'and' | 'or'; readonly of: readonly SelectorNode[] };

export const ALL: SelectorNode = { kind: 'all' };

/** What holds where all of these hold. */
export function allOf(terms: readonly SelectorNode[]): SelectorNode {
  return terms.length > 1 ? { kind: 'and', of: terms } : (terms[0] ?? ALL);
}

/** The values of a set as the node keeps them. */
export function setOf(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].sort(compareCodePoints);
}

/** The order of the texts' bytes in UTF-8, which is that of their code points. */
function compareCodePoints(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The node with a prefix before every key: `pcns.` asks for a namespace's labels, `pcsa.` for a service account's. */
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

/** The keys of all labels that the node asks for. */
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
