import { list, object, text, textMap } from '../schema';

/** A label selector; what it says isn’t checked in custom resources. */
export const labelSelector = object(
  {
    matchExpressions: list(
      object({ key: text(), operator: text(), values: list(text()) }, { required: ['key', 'operator'] }),
    ),
    matchLabels: textMap(),
  },
  { atomic: true },
);
