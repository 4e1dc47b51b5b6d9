import type { SelectorNode } from './ast';

/**
 * The text of a selector as Calico writes it: one blank around operators, parentheses around every `&&` and `||` group,
 * sets in order, double quotes, and single quotes only around what has a double one.
 */
export function formatSelector(node: SelectorNode): string {
  switch (node.kind) {
    case 'all':
    case 'global':
      return `${node.kind}()`;
    case 'has':
      return `has(${node.key})`;
    case 'compare':
      return `${node.key} ${node.operator} ${quote(node.value)}`;
    case 'set':
      return `${node.key} ${node.operator} {${node.values.map(quote).join(', ')}}`;
    case 'not':
      return `!${formatSelector(node.of)}`;
    case 'and':
    case 'or':
      return `(${node.of.map(formatSelector).join(node.kind === 'and' ? ' && ' : ' || ')})`;
  }
}

/** The language knows no escapes: a text with both kinds of quotes cannot be written. */
export function quote(text: string): string {
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}
