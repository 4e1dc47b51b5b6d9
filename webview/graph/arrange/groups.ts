import type { GraphEdge, GraphNode } from '../../../src/graph/protocol/elements';
import type { DrawnEdge, DrawnGroup, DrawnNode, Drawing } from '../drawn';
import { comparedTogether, membersCompared } from '../time/together';

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

/** Draws collapsed groups as one star each, and what leads to and from their members as one edge. */
export function collapse(nodes: readonly DrawnNode[], edges: readonly GraphEdge[], groups: ReadonlyMap<string, DrawnGroup>, collapsed: ReadonlySet<string>): Omit<Drawing, 'groups'> {
  const inside = new Map<string, string>();
  const drawn: DrawnNode[] = [];
  for (const group of groups.values()) {
    if (!collapsed.has(group.key)) continue;
    const members = nodes.filter(({ id }) => group.members.includes(id));
    if (members.length === 0) continue;
    for (const { id } of members) inside.set(id, group.key);
    drawn.push(groupNode(group, members));
  }
  if (inside.size === 0) return { nodes, edges };
  const end = (id: string) => inside.get(id) ?? id;
  const bundles = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const [from, to] = [end(edge.from), end(edge.to)];
    const key = JSON.stringify([from, to, edge.kind === 'ghost']);
    const bundle = bundles.get(key);
    if (bundle) bundle.push(edge);
    else bundles.set(key, [edge]);
  }
  const bundled = [...bundles.values()].flatMap((bundle) => together(bundle, end));
  return {
    nodes: [...nodes.filter(({ id }) => !inside.has(id)), ...drawn],
    edges: bundled.filter(({ from, to }) => from !== to),
    within: bundled.filter(({ from, to }) => from === to),
  };
}

function groupNode({ key, name }: DrawnGroup, members: readonly DrawnNode[]): DrawnNode {
  const unique = <T>(list: readonly T[]) => [...new Set(list)];
  const compared = membersCompared(members);
  return {
    id: key,
    kind: 'group',
    name,
    members: members.map(({ id }) => id),
    hosts: unique(members.flatMap(({ hosts }) => hosts)),
    addresses: [],
    profiles: [...new Map(members.flatMap(({ profiles }) => profiles).map((profile) => [profile.id, profile])).values()],
    tags: unique(members.flatMap(({ tags }) => tags)),
    answered: members.some(({ answered }) => answered),
    dim: members.every(({ dim }) => dim === true),
    ...(compared && { compared }),
  };
}

/** Edges of one way as one: reachable when any of them is, and at odds when any of them is. */
function together(bundle: readonly GraphEdge[], end: (id: string) => string): readonly DrawnEdge[] {
  const [first] = bundle;
  if (!first) return [];
  const [from, to] = [end(first.from), end(first.to)];
  if (bundle.length === 1) return [{ ...first, from, to }];
  const reachable = bundle.filter(({ state }) => state === 'reachable').length;
  const state = reachable > 0 ? 'reachable' : bundle.some((edge) => edge.state === 'unreachable') ? 'unreachable' : 'unknown';
  const odd = bundle.find(({ judgement }) => judgement?.agreement === 'open' || judgement?.agreement === 'blocked') ?? bundle.find(({ judgement }) => judgement !== undefined && judgement.agreement !== 'agrees');
  const judgement = odd?.judgement ?? first.judgement;
  const preview = bundle.find((edge) => edge.preview)?.preview;
  const compared = comparedTogether(bundle);
  return [{
    from, to, state,
    kind: first.kind,
    probes: bundle.flatMap(({ probes }) => probes),
    count: { reachable, total: bundle.length },
    ...(judgement && { judgement }),
    ...(preview && { preview }),
    ...(compared && { compared }),
    ...(bundle.some(({ lit }) => lit) && { lit: true as const }),
  }];
}
