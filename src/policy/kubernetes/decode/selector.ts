import { closed, list, optional, required, text, texts, type Decoder } from '../../../base/decode';
import type { LabelExpression, LabelSelector, NamespacedPods } from '../objects';

/** Each label is required: without a broken one, the selector would select more. */
const labels: Decoder<Readonly<Record<string, string>>> = (value, at) => {
  const before = at.problems.length;
  const read = texts(value, at);
  return at.problems.length > before ? undefined : read;
};

export const labelSelector: Decoder<LabelSelector> = closed<LabelSelector>({
  matchLabels: optional(labels),
  matchExpressions: optional(
    list(closed<LabelExpression>({ key: required(text), operator: required(text), values: optional(list(text)) })),
  ),
});

export const namespacedPods: Decoder<NamespacedPods> = closed<NamespacedPods>({
  namespaceSelector: optional(labelSelector),
  podSelector: optional(labelSelector),
});
