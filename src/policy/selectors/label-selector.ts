import { allOf, setOf, type SelectorNode } from './ast';

/** Kubernetes' `LabelSelector`, decoded. */
export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly LabelExpression[];
}

export interface LabelExpression {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** The selector that says the same. All parts must hold; without any it selects everything. */
export function fromLabelSelector({ matchLabels, matchExpressions }: LabelSelector): SelectorNode {
  const labels = Object.entries(matchLabels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]): SelectorNode => ({ kind: 'compare', operator: '==', key, value }));
  return allOf([...labels, ...matchExpressions.map(fromExpression)]);
}

function fromExpression({ key, operator, values }: LabelExpression): SelectorNode {
  switch (operator) {
    case 'In':
      return { kind: 'set', operator: 'in', key, values: setOf(values) };
    case 'NotIn':
      return { kind: 'set', operator: 'not in', key, values: setOf(values) };
    case 'Exists':
      return { kind: 'has', key };
    case 'DoesNotExist':
      return { kind: 'not', of: { kind: 'has', key } };
  }
}
