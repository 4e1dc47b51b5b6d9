import type { SelectorNode } from './ast';

/**
 * Formats a selector as Calico does: one space around operators, parentheses around every `&&` and `||` group, sorted
 * sets, and double quotes, or single quotes around texts with a double quote.
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

/** The language has no escapes, so a text with both kinds of quotes can't be written. */
export function quote(text: string): string {
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}
