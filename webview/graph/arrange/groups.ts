import type { GraphNode } from '../../../src/features/graph/protocol/elements';
import type { DrawnGroup } from '../scene/drawn';

/** What stars can be grouped by. */
export const GROUPINGS = ['none', 'app', 'namespace', 'profile', 'tag', 'agent'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Returns the name of a star's group, or undefined. The first of several profiles, tags or agents counts. */
function groupOf({ app, namespace, profiles, tags, hosts }: GraphNode, by: Grouping): string | undefined {
  switch (by) {
    case 'none':
      return undefined;
    case 'app':
      return app === undefined ? undefined : app.slice(0, app.lastIndexOf('/')) || '/';
    case 'namespace':
      return namespace;
    case 'profile':
      return profiles[0]?.name;
    case 'tag':
      return tags[0];
    case 'agent':
      return hosts[0];
  }
}

/** Returns the key of a group. Groups of other groupings have other keys, even with the same name. */
function groupKey(by: Grouping, name: string): string {
  return `${by} ${name}`;
}

/** Returns all groups of some stars by key, in order of appearance. */
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
