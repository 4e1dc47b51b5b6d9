import { starsOf, type StarPointer } from '../pointer';
import type { Scope } from '../scope';
import { workloadGroups } from './workload-groups';

/** Returns the nodes that a pointer means, whether or not they are collapsed, and the groups around the first. */
export function foundIn(
  scope: Scope,
  pointer: StarPointer,
): { readonly nodes: readonly string[]; readonly around: readonly string[] } {
  const groups = workloadGroups(scope);
  const nodes = starsOf(
    pointer,
    groups.single.map(({ node }) => node),
  );
  return { nodes, around: groups.around(nodes[0] ?? '') };
}
