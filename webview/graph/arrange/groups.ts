import type { GraphNode } from '../../../src/features/graph/protocol/elements';
import type { DrawnGroup } from '../scene/drawn';

/** What stars can be grouped by. */
export const GROUPINGS = ['none', 'app', 'profile', 'tag', 'agent'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** The name of the group that a star belongs to; undefined for one that belongs to none. Of several profiles, tags or agents the first counts. */
function groupOf({ app, profiles, tags, hosts }: GraphNode, by: Grouping): string | undefined {
  switch (by) {
    case 'none':
      return undefined;
    case 'app':
      return app === undefined ? undefined : app.slice(0, app.lastIndexOf('/')) || '/';
    case 'profile':
      return profiles[0]?.name;
    case 'tag':
      return tags[0];
    case 'agent':
      return hosts[0];
  }
}

/** The key by which a group is remembered: another grouping has other groups, also of the same names. */
function groupKey(by: Grouping, name: string): string {
  return `${by} ${name}`;
}

/** All groups of some stars, by their keys, in the order in which they come up. */
export function groupsOf(nodes: readonly GraphNode[], by: Grouping): ReadonlyMap<string, DrawnGroup> {
  const groups = new Map<string, DrawnGroup & { readonly members: string[] }>();
  for (const node of nodes) {
    const name = groupOf(node, by);
    if (name === undefined) continue;
    const key = groupKey(by, name);
    const group = groups.get(key);
    if (group) group.members.push(node.id);
    else groups.set(key, { key, name, members: [node.id] });
  }
  return groups;
}
