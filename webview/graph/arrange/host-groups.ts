import type { Graph } from '../../../src/features/graph/protocol/state';
import type { DrawnGroup } from '../scene/drawn';

/** Returns the frames of the groups that the host has expanded, inner ones last. A group contains that of its inner ones. */
export function hostGroups({ nodes, groups = [] }: Pick<Graph, 'nodes' | 'groups'>): readonly DrawnGroup[] {
  const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
  const members = new Map(groups.map(({ id }) => [id, new Array<string>()]));
  const inner = new Map(groups.map(({ id }) => [id, 0]));
  for (const { id, group } of nodes) for (const around of upwards(group, parents)) members.get(around)?.push(id);
  for (const { id } of groups) {
    const [, ...around] = upwards(id, parents);
    for (const [index, key] of around.entries()) inner.set(key, Math.max(inner.get(key) ?? 0, index + 1));
  }
  return groups.map(({ id, name }) => ({
    key: id,
    name,
    members: members.get(id) ?? [],
    ...((inner.get(id) ?? 0) > 0 && { levels: inner.get(id) }),
  }));
}

/** Returns a group and those around it, from the inside. */
function upwards(group: string | undefined, parents: ReadonlyMap<string, string | undefined>): readonly string[] {
  const around: string[] = [];
  for (let at = group; at !== undefined && parents.has(at); at = parents.get(at)) around.push(at);
  return around;
}

/** Returns the expanded groups without one and those in it. */
export function collapsedIn(
  key: string,
  expanded: readonly string[],
  { groups = [] }: Pick<Graph, 'groups'>,
): readonly string[] {
  const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
  return expanded.filter((id) => !upwards(id, parents).includes(key));
}
