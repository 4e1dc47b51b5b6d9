import { head } from './metadata';
import { object, set, string, type ObjectShape } from './shape';

/** An object of a custom resource: its own schema checks and prunes the spec. */
export function customObject(kind: string): ObjectShape {
  const spec = object(`${kind}Spec`, { types: set(string) }, { open: true });
  return object(kind, { ...head, spec, status: object(`${kind}Status`, {}, { open: true }) });
}
