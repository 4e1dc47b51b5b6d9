import { applyPatch, type Operation } from 'rfc6902';
import { invalidValue } from '../causes';
import { isFields, type KubeObject } from '../objects';
import { mergePatch } from '../patch/merge';
import { strategicPatch } from '../patch/strategic';
import { TypeMismatch } from '../schema/decode';
import { badRequest, invalid, StatusError } from '../status-error';
import type { Store } from '../store/store';
import type { Body } from './body';
import { required, type Place, type WriteOptions } from './cluster';
import { decodeKind } from './decode-kind';
import { checkPlace, replace } from './update';

export type PatchType = 'merge' | 'strategic' | 'json' | 'apply';

export const PATCH_TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/**
 * Patches an object.
 * @throws StatusError
 */
export function patch(
  store: Store,
  place: Place,
  type: Exclude<PatchType, 'apply'>,
  { value }: Body,
  options: WriteOptions,
  subresource?: 'status',
): KubeObject {
  const old = required(store, place);
  const patched = patchedBy(type, place, old, value);
  const draft = readPatched(place, patched, value, options);
  checkPlace(place, draft);
  return replace(store, place, old, draft, options, subresource);
}

function patchedBy(type: Exclude<PatchType, 'apply'>, { kind }: Place, old: KubeObject, value: unknown): unknown {
  if (type === 'json') return jsonPatched(old, value);
  if (!isFields(value)) {
    const found = Array.isArray(value) ? 'array' : typeof value;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
    );
  }
  return type === 'merge' ? mergePatch(old, value) : strategicPatch(kind.shape, old, value);
}

/** The original says nothing about why a JSON patch fails. */
function jsonPatched(old: KubeObject, value: unknown): unknown {
  if (!Array.isArray(value) || !value.every(isOperation))
    throw badRequest('error decoding patch: json: cannot unmarshal into Go value of type jsonpatch.Patch');
  const target = structuredClone(old);
  const failed = applyPatch(target, structuredClone(value) as Operation[]).some((error) => error !== null);
  if (failed) {
    const message = 'the server rejected our request due to an error in our request';
    throw new StatusError(422, 'Invalid', message, { details: {} });
  }
  return target;
}

function isOperation(value: unknown): boolean {
  return isFields(value) && typeof value['op'] === 'string' && typeof value['path'] === 'string';
}

/** Reads the patched object; what is wrong with it is blamed on the patch. */
function readPatched(
  { kind }: Place,
  patched: unknown,
  given: unknown,
  options: WriteOptions,
): Record<string, unknown> {
  const refuse = (why: string): Error =>
    invalid({ group: '', what: '' }, [invalidValue('patch', JSON.stringify(patched), why)]);
  if (!isFields(patched)) throw refuse('json: cannot unmarshal');
  try {
    const { value, unknown } = decodeKind(kind, patched);
    const extra = Array.isArray(given) ? extraFields(given) : [];
    const problems = [...extra, ...unknown.map((field) => `unknown field ${JSON.stringify(field)}`)];
    if (problems.length > 0 && options.validation === 'Strict')
      throw refuse(`strict decoding error: ${problems.join(', ')}`);
    if (options.validation === 'Warn') problems.forEach((problem) => options.warn(problem));
    return value;
  } catch (error) {
    if (error instanceof TypeMismatch) throw refuse(error.message);
    throw error;
  }
}

/** Fields of a JSON patch's operations that mean nothing. */
function extraFields(operations: readonly unknown[]): string[] {
  return operations.flatMap((operation, index) =>
    Object.keys(isFields(operation) ? operation : {})
      .filter((name) => !['op', 'path', 'value', 'from'].includes(name))
      .map((name) => `json patch unknown field "[${index}].${name}"`),
  );
}
