import { decodeCustom } from '../custom/decode';
import { groupVersion, type Kind } from '../kinds/kind';
import type { Fields } from '../objects';
import { decode, type Decoded } from '../schema/decode';

/**
 * Reads an object of a kind in the form it is stored in, without the fields that its schema doesn't know.
 * @throws TypeMismatch
 */
export function decodeKind(kind: Kind, given: Fields): Decoded {
  if (kind.schema) return decodeCustom(kind, kind.schema, given);
  const { value, unknown } = decode(kind.shape, given);
  return { value: structuredClone({ ...value, kind: kind.kind, apiVersion: groupVersion(kind) }), unknown };
}
