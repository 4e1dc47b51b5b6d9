import type { GraphNode } from '../../../src/features/graph/protocol/elements';
import type { DrawnGroup } from '../scene/drawn';

/** What stars can be grouped by, besides the values of a label. */
export const GROUPINGS = ['none', 'app', 'namespace', 'profile', 'tag', 'agent'] as const;
/** The values of a label form groups by that label. */
export type Grouping = (typeof GROUPINGS)[number] | `label:${string}`;

const BY_LABEL = 'label:';

/** Whether stars can be grouped by a value. */
export function isGrouping(value: unknown): value is Grouping {
  return typeof value === 'string' && (value.startsWith(BY_LABEL) || GROUPINGS.some((name) => name === value));
}

/** Returns the label whose values form the groups; undefined for other groupings. */
export function labelOf(by: Grouping): string | undefined {
  return by.startsWith(BY_LABEL) ? by.slice(BY_LABEL.length) : undefined;
}

/** The maximum number of labels offered for grouping. */
const MOST_LABELS = 8;

/** Returns the groupings of some stars: by what at least one of them has, then by labels. */
export function groupingsOf(nodes: readonly GraphNode[]): readonly Grouping[] {
  let groupings = knownGroupings.get(nodes);
  if (!groupings) {
    const named = GROUPINGS.filter((by) => nodes.some((node) => groupOf(node, by) !== undefined));
    knownGroupings.set(nodes, (groupings = [...named, ...labelGroupings(nodes)]));
  }
  return groupings;
}

/** Stars change much more seldom than they are drawn. */
const knownGroupings = new WeakMap<readonly GraphNode[], readonly Grouping[]>();

/**
 * Returns the groupings by label that divide some stars, those that most stars have first. Without labels that each star
 * has with another value, such as the hash of its template.
 */
function labelGroupings(nodes: readonly GraphNode[]): readonly Grouping[] {
  const known = new Map<string, { count: number; readonly values: Set<string> }>();
  for (const { labels = [] } of nodes) {
    for (const label of labels) {
      const [key, value] = splitLabel(label);
      const found = known.get(key) ?? { count: 0, values: new Set<string>() };
      known.set(key, found);
      found.count += 1;
      found.values.add(value);
    }
  }
  return [...known]
    .filter(([, { values, count }]) => values.size > 1 && values.size < count)
    .sort(([, one], [, other]) => other.count - one.count)
    .slice(0, MOST_LABELS)
    .map(([key]): Grouping => `${BY_LABEL}${key}`);
}

function splitLabel(label: string): readonly [key: string, value: string] {
  const at = label.indexOf('=');
  return [label.slice(0, at), label.slice(at + 1)];
}

/**
 * Returns the name of a star's group, or undefined. The first of several profiles, tags,
 * agents or values counts.
 */
function groupOf({ app, namespace, profiles, tags, hosts, labels = [] }: GraphNode, by: Grouping): string | undefined {
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
    default:
      return labels.map(splitLabel).find(([key]) => key === labelOf(by))?.[1];
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
