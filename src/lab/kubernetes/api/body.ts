import { groupVersion, type Kind } from '../kinds/kind';
import { isFields, textOf, type Fields } from '../objects';
import { decodeKind } from './decode-kind';
import { TypeMismatch } from '../schema/decode';
import { badRequest } from '../status-error';
import type { WriteOptions } from './cluster';
import { checkStatesKind, checkVersion, unknownFields } from './custom-type';

/** A parsed body, and what its text says twice. */
export interface Body {
  readonly value: unknown;
  /** For example `duplicate field "spec.podSelector"`. */
  readonly duplicates: readonly string[];
}

/**
 * Reads a body as an object of a kind, in the form it is stored in.
 * @throws StatusError 400 for another kind, a wrong type, and with strict validation for unknown and duplicate fields.
 */
export function readObject(kind: Kind, { value, duplicates }: Body, options: WriteOptions): Record<string, unknown> {
  const given = isFields(value) ? value : {};
  if (kind.schema) checkStatesKind(kind, given);
  else checkType(kind, given);
  const decoded = typed(kind, () => decodeKind(kind, given));
  const unknown = kind.schema ? unknownFields(kind, given, decoded.unknown) : decoded.unknown;
  const problems = [...duplicates, ...unknown.map((field) => `unknown field ${JSON.stringify(field)}`)];
  if (problems.length > 0 && options.validation === 'Strict')
    throw unfit(kind, `strict decoding error: ${problems.join(', ')}`);
  if (options.validation === 'Warn')
    for (const problem of problems) options.warn(problem.replace(/^yaml: unmarshal errors:\n\s*/, ''));
  if (kind.schema) checkVersion(kind, given);
  return decoded.value;
}

/** What is said of a body that doesn't fit its kind. */
function unfit({ kind, version }: Kind, why: string): Error {
  return badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`);
}

function typed<T>(kind: Kind, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TypeMismatch) throw unfit(kind, error.message);
    throw error;
  }
}

/** A missing kind and apiVersion are filled in; wrong ones are refused. */
function checkType(expected: Kind, given: Fields): void {
  const kind = textOf(given, 'kind') ?? '';
  const apiVersion = textOf(given, 'apiVersion') ?? '';
  if ((kind === '' || kind === expected.kind) && (apiVersion === '' || apiVersion === groupVersion(expected))) return;
  const [version = ''] = apiVersion.split('/').toReversed();
  const isKnown = apiVersion === groupVersion(expected) || apiVersion === 'v1';
  const why = isKnown
    ? `converting (${version}.${kind}) to (${groupName(expected)}.${expected.kind}): unknown conversion`
    : `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`;
  throw badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${expected.kind}: ${why}`);
}

/** The package of a group's Go types. */
function groupName({ group }: Kind): string {
  return group === '' ? 'core' : (group.split('.')[0] ?? group);
}
