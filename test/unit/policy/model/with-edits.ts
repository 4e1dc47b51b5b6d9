import { isRecord } from '../../../../src/base/json';
import type { ObjectEdit } from '../../../../src/policy/explain/edits';

type Written = Readonly<Record<string, unknown>>;

/** Returns objects as written after edits: each adds one value to a list, which it creates if there is none. */
export function withEdits(objects: readonly unknown[], edits: readonly ObjectEdit[]): readonly unknown[] {
  return edits.reduce<readonly unknown[]>(
    (all, { object: ref, path, value }) =>
      all.map((object) => (isOf(object, ref) ? inserted(object, path, value) : object)),
    objects,
  );
}

function isOf(object: unknown, ref: ObjectEdit['object']): boolean {
  if (ref.source !== 'resource' || !isRecord(object)) return false;
  const { apiVersion, kind, metadata } = object as { apiVersion: string; kind: string; metadata: Written };
  return (
    apiVersion === ref.apiVersion &&
    kind === ref.kind &&
    metadata['name'] === ref.name &&
    metadata['namespace'] === ref.namespace
  );
}

function inserted(node: unknown, [step = '-', ...rest]: ObjectEdit['path'], value: unknown): unknown {
  if (rest.length === 0) {
    const list = Array.isArray(node) ? (node as readonly unknown[]) : [];
    return list.toSpliced(step === '-' ? list.length : Number(step), 0, value);
  }
  if (Array.isArray(node)) return node.with(Number(step), inserted(node[Number(step)], rest, value));
  return { ...(node as Written), [step]: inserted((node as Written | undefined)?.[step], rest, value) };
}
