import { CORE_KINDS } from './core';
import { CALICO_KINDS } from './calico';
import { GROUPED_KINDS } from './grouped';
import type { Kind } from './kind';

/** Every kind of object that can be stored, groups in the order of discovery. */
export const KINDS: readonly Kind[] = [...CORE_KINDS, ...GROUPED_KINDS, ...CALICO_KINDS];

/** Whether the resources of a group are custom ones. */
export function isCustomGroup(group: string): boolean {
  return KINDS.some((kind) => kind.group === group && kind.schema !== undefined);
}

/** Finds a kind by the parts of a path. */
export function findKind(group: string, version: string, plural: string): Kind | undefined {
  return KINDS.find((kind) => kind.group === group && kind.version === version && kind.plural === plural);
}
