import type { Path } from '../../../base/decode';
import { fieldOf } from '../admission/calico';
import { groupVersion, type Kind } from '../kinds/kind';
import { isFields, type Fields } from '../objects';
import { decode, type Decoded } from '../schema/decode';

/**
 * Reads an object of a kind in the form it is stored in, without the fields that its schema doesn't know.
 * @throws TypeMismatch
 */
export function decodeKind(kind: Kind, given: Fields): Decoded {
  const decoded = decode(kind.shape, given);
  const value = structuredClone({ ...decoded.value, kind: kind.kind, apiVersion: groupVersion(kind) });
  const paths = kind.unknown?.(value) ?? [];
  for (const path of paths) prune(value, path);
  return { value, unknown: [...decoded.unknown, ...paths.map(fieldOf)] };
}

function prune(value: unknown, [step, ...rest]: Path): void {
  if (step === undefined) return;
  if (Array.isArray(value)) prune(value[Number(step)], rest);
  else if (isFields(value)) {
    if (rest.length === 0) Reflect.deleteProperty(value, step);
    else prune(value[step], rest);
  }
}
