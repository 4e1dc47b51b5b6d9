import type { SelectorNode } from './ast';

/** An endpoint's own and inherited labels. */
export type Labels = Readonly<Record<string, string>>;

/** Whether a selector selects these labels. */
export type Selector = (labels: Labels) => boolean;

/** Compiles a selector to nested functions for repeated evaluation. */
export function compileSelector(node: SelectorNode): Selector {
  switch (node.kind) {
    case 'all':
    case 'global':
      return () => true;
    case 'has':
      return (labels) => Object.hasOwn(labels, node.key);
    case 'compare':
      return comparison(node);
    case 'set': {
      const { key, operator } = node;
      const values = new Set(node.values);
      const wanted = operator === 'in';
      return (labels) => {
        const own = value(labels, key);
        return (own !== undefined && values.has(own)) === wanted;
      };
    }
    case 'not': {
      const inner = compileSelector(node.of);
      return (labels) => !inner(labels);
    }
    case 'and': {
      const terms = node.of.map(compileSelector);
      return (labels) => {
        for (const term of terms) if (!term(labels)) return false;
        return true;
      };
    }
    case 'or': {
      const terms = node.of.map(compileSelector);
      return (labels) => {
        for (const term of terms) if (term(labels)) return true;
        return false;
      };
    }
  }
}

function comparison({ key, operator, value: text }: Extract<SelectorNode, { kind: 'compare' }>): Selector {
  switch (operator) {
    case '==':
      return (labels) => value(labels, key) === text;
    case '!=':
      return (labels) => value(labels, key) !== text;
    case 'contains':
      return (labels) => value(labels, key)?.includes(text) === true;
    case 'starts with':
      return (labels) => value(labels, key)?.startsWith(text) === true;
    case 'ends with':
      return (labels) => value(labels, key)?.endsWith(text) === true;
  }
}

/** A label can have the name of a property that all objects inherit. */
function value(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
