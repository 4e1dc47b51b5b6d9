import { choice, integer, list, object, text, type ObjectSchema, type Rule } from '../schema';

/** The conditions that a status reports. */
const conditions = list(
  object(
    {
      lastTransitionTime: text({ format: 'date-time' }),
      message: text({ longest: 32_768 }),
      observedGeneration: integer({ format: 'int64', least: 0 }),
      reason: text({ longest: 1024, shortest: 1, pattern: /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/ }),
      status: choice('True', 'False', 'Unknown'),
      type: text({
        longest: 316,
        pattern:
          /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/,
      }),
    },
    { required: ['lastTransitionTime', 'message', 'reason', 'status', 'type'] },
  ),
  { identity: ['type'] },
);

/** An object with a spec. */
export function root(spec: ObjectSchema): ObjectSchema {
  return object({ spec }, { required: ['metadata', 'spec'] });
}

/** An object with a spec, and a status with conditions. */
export function rootWithStatus(
  spec: ObjectSchema,
  {
    needsConditions = false,
    rules = [],
  }: { readonly needsConditions?: boolean; readonly rules?: readonly Rule[] } = {},
): ObjectSchema {
  const status = object({ conditions }, { required: needsConditions ? ['conditions'] : [] });
  return object({ spec, status }, { required: ['metadata', 'spec'], rules });
}
