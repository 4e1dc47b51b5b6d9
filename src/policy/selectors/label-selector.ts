import { allOf, setOf, type SelectorNode } from './ast';

/** A Kubernetes `LabelSelector`: all parts must match; an empty one selects everything. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelExpression[];
}

export interface LabelExpression {
  readonly key: string;
  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  readonly operator: string;
  readonly values?: readonly string[];
}

/**
 * Returns the terms of the equivalent selector, as Calico converts it: unknown operators are ignored, and a set without
 * values contains the empty one.
 */
export function labelSelectorTerms({
  matchLabels = {},
  matchExpressions = [],
}: LabelSelector): readonly SelectorNode[] {
  const labels = Object.entries(matchLabels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]): SelectorNode => ({ kind: 'compare', operator: '==', key, value }));
  return [...labels, ...matchExpressions.flatMap((expression) => fromExpression(expression) ?? [])];
}

/** Returns the equivalent selector. */
export function fromLabelSelector(selector: LabelSelector): SelectorNode {
  return allOf(labelSelectorTerms(selector));
}

function fromExpression({ key, operator, values = [] }: LabelExpression): SelectorNode | undefined {
  const set = setOf(values.length > 0 ? values : ['']);
  switch (operator) {
    case 'In':
      return { kind: 'set', operator: 'in', key, values: set };
    case 'NotIn':
      return { kind: 'set', operator: 'not in', key, values: set };
    case 'Exists':
      return { kind: 'has', key };
    case 'DoesNotExist':
      return { kind: 'not', of: { kind: 'has', key } };
    default:
      return undefined;
  }
}
