import { isRecord } from '../../../../src/base/json';
import type { ObjectEdit } from '../../../../src/policy/explain/edits';

type Written = Readonly<Record<string, unknown>>;

/** Returns objects as written after edits. A list that gets its first value is created. */
export function withEdits(objects: readonly unknown[], edits: readonly ObjectEdit[]): readonly unknown[] {
  return edits.reduce<readonly unknown[]>(
    (all, edit) => all.map((object) => (isOf(object, edit.object) ? edited(object, edit.path, edit) : object)),
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

function edited(node: unknown, [step = '-', ...rest]: ObjectEdit['path'], edit: ObjectEdit): unknown {
  if (rest.length > 0) {
    if (Array.isArray(node)) return node.with(Number(step), edited(node[Number(step)], rest, edit));
    return { ...(node as Written), [step]: edited((node as Written | undefined)?.[step], rest, edit) };
  }
  if (edit.kind === 'set') return { ...(node as Written), [step]: edit.value };
  const list = Array.isArray(node) ? (node as readonly unknown[]) : [];
  if (edit.kind === 'remove') return list.toSpliced(Number(step), 1);
  return list.toSpliced(step === '-' ? list.length : Number(step), 0, edit.value);
}
