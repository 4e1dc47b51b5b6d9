import { groupVersion, type Kind } from '../kinds/kind';
import { textOf, type Fields } from '../objects';
import { badRequest } from '../status-error';

/** What of a body isn't part of a version's schema. */
const HEAD = ['apiVersion', 'kind', 'metadata'];

/** A custom resource has to say that it has a kind; which one doesn't matter. @throws StatusError 400 */
export function checkStatesKind(expected: Kind, given: Fields): void {
  if ((textOf(given, 'kind') ?? '') !== '') return;
  const text = JSON.stringify(given);
  const why = `Object 'Kind' is missing in '${text}' (${text.slice(0, 30)} ...)`;
  throw badRequest(`the object provided is unrecognized (must be of type ${expected.kind}): ${why}`);
}

/**
 * Returns the fields of a body that no schema knows.
 * @param unknown Those that the schema of the kind doesn't know.
 */
export function unknownFields(expected: Kind, given: Fields, unknown: readonly string[]): readonly string[] {
  const stated = textOf(given, 'apiVersion') ?? '';
  if (stated === groupVersion(expected)) return unknown;
  // A version that isn't served has no fields; what another group's objects have isn't known.
  const isOfGroup = stated.startsWith(`${expected.group}/`);
  return isOfGroup ? Object.keys(given).filter((name) => !HEAD.includes(name)) : [];
}

/** A custom resource is of the version of the path. @throws StatusError 400 */
export function checkVersion(expected: Kind, given: Fields): void {
  const stated = textOf(given, 'apiVersion') ?? '';
  const wanted = groupVersion(expected);
  if (stated !== wanted)
    throw badRequest(`the API version in the data (${stated}) does not match the expected API version (${wanted})`);
}
