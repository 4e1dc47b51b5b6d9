import { isRecord } from '../../base/json';
import { readCalicoObject } from '../calico3/decode';
import { withClientDefaults } from '../calico3/defaults';
import { validateCalicoObject } from '../calico3/validation';
import { validateKubernetesPolicy } from '../kubernetes/validation';
import { isPolicyKind, kindOf } from '../resources/kinds';
import type { Finding } from '../objects/finding';

/** What documents know of a kind of object. */
export interface ObjectType {
  /** Returns what the server would refuse, or ignore. */
  validate(value: unknown): readonly Finding[];
  /** Returns the object with the defaults that its client or server fills in. */
  withDefaults(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

const CALICO: ObjectType = {
  validate: (value) => validateCalicoObject(value, 'api-server'),
  withDefaults: (value) => {
    const object = readCalicoObject(value)?.value;
    // Decoding leaves out what affects no policy, such as most of Felix's configuration.
    if (!object || object.kind === 'FelixConfiguration' || object.kind === 'Profile') return value;
    const { metadata, spec } = withClientDefaults(object);
    const own = isRecord(value['metadata']) ? value['metadata'] : {};
    return {
      ...value,
      metadata: { ...own, ...(metadata.labels && { labels: metadata.labels }) },
      ...(spec && { spec }),
    };
  },
};

const KUBERNETES: ObjectType = { validate: validateKubernetesPolicy, withDefaults: (value) => value };

/** Returns what is known of the kind that an object names; undefined if it has no document. */
export function objectTypeOf(value: unknown): ObjectType | undefined {
  if (!isRecord(value)) return undefined;
  const { apiVersion, kind } = value;
  if (kind === 'StagedKubernetesNetworkPolicy') return KUBERNETES;
  if (apiVersion === 'projectcalico.org/v3') return readCalicoObject(value) ? CALICO : undefined;
  const named = typeof apiVersion === 'string' && typeof kind === 'string' ? kindOf(apiVersion, kind) : undefined;
  return named && isPolicyKind(named) ? KUBERNETES : undefined;
}
