import type { GraphEdge } from '../../../src/features/graph/protocol/elements';
import { ByEdge } from '../page/by-edge';
import type { DrawnEdge, DrawnGroup, DrawnNode, Drawing } from '../scene/drawn';
import { IncrementalFilter, replacedAt, replacedByAlike, withReplaced } from '../page/incremental';
import { comparedTogether, membersCompared } from '../time/together';
import { isOfSameWay } from '../scene/edge-index';

/** Draws each collapsed group as one star, and the edges of its members as one edge. */
export function collapse(
  nodes: readonly DrawnNode[],
  edges: readonly GraphEdge[],
  groups: ReadonlyMap<string, DrawnGroup>,
  collapsed: ReadonlySet<string>,
): Omit<Drawing, 'groups'> {
  return new Collapser().collapse(nodes, edges, groups, collapsed);
}

/** Collapses groups of a changing graph. A changed edge affects only its own bundle. */
export class Collapser {
  readonly #stars = new GroupStars();
  readonly #between = new IncrementalFilter<DrawnEdge>();
  readonly #within = new IncrementalFilter<DrawnEdge>();
  #edges: readonly GraphEdge[] = [];
  /** The collapsed group of each star in one. */
  #inside: ReadonlyMap<string, string> = new Map();
  /** The edge indices of each bundle, and the bundle of each edge index. */
  #bundles: readonly (readonly number[])[] = [];
  #bundleAt = new Uint32Array();
  #bundled: readonly DrawnEdge[] = [];

  collapse(
    nodes: readonly DrawnNode[],
    edges: readonly GraphEdge[],
    groups: ReadonlyMap<string, DrawnGroup>,
    collapsed: ReadonlySet<string>,
  ): Omit<Drawing, 'groups'> {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const inside = new Map<string, string>();
    const drawn: DrawnNode[] = [];
    for (const group of groups.values()) {
      const members = collapsed.has(group.key) ? group.members.flatMap((id) => byId.get(id) ?? []) : [];
      if (members.length === 0) continue;
      for (const { id } of members) inside.set(id, group.key);
      drawn.push(this.#stars.of(group, members));
    }
    if (inside.size === 0) return { nodes, edges };
    this.#bundle(edges, inside);
    return {
      nodes: [...nodes.filter(({ id }) => !inside.has(id)), ...drawn],
      edges: this.#between.of(this.#bundled, leadsOn),
      within: this.#within.of(this.#bundled, leadsBack),
    };
  }

  #bundle(edges: readonly GraphEdge[], inside: ReadonlyMap<string, string>): void {
    const replaced = isSame(inside, this.#inside) ? replacedByAlike(this.#edges, edges, isOfSameWay) : undefined;
    this.#edges = edges;
    this.#inside = inside;
    if (replaced) {
      const touched = [...new Set(replaced.map((at) => this.#bundleAt[at] ?? 0))];
      this.#bundled = withReplaced(
        this.#bundled,
        touched.flatMap((bundle) => this.#together(bundle).map((edge) => [bundle, edge] as const)),
      );
    } else {
      this.#begin();
      this.#bundled = this.#bundles.flatMap((_, bundle) => this.#together(bundle));
    }
  }

  #begin(): void {
    const bundles: number[][] = [];
    // Edges that only a preview concerns are not part of the measurement.
    const [measured, ghosts] = [new ByEdge<number>(), new ByEdge<number>()];
    this.#bundleAt = new Uint32Array(this.#edges.length);
    this.#edges.forEach((edge, at) => {
      const numbers = edge.kind === 'ghost' ? ghosts : measured;
      const way = this.#wayOf(edge);
      let bundle = numbers.get(way);
      if (bundle === undefined) {
        bundle = bundles.push([]) - 1;
        numbers.set(way, bundle);
      }
      bundles[bundle]?.push(at);
      this.#bundleAt[at] = bundle;
    });
    this.#bundles = bundles;
  }

  #wayOf({ from, to }: GraphEdge): { readonly from: string; readonly to: string } {
    return { from: this.#inside.get(from) ?? from, to: this.#inside.get(to) ?? to };
  }

  /** Returns the edge that represents a bundle. */
  #together(bundle: number): readonly DrawnEdge[] {
    const edges = (this.#bundles[bundle] ?? []).flatMap((at) => this.#edges[at] ?? []);
    const [first] = edges;
    return first ? [together(first, edges, this.#wayOf(first))] : [];
  }
}

/** The stars that represent collapsed groups. One with unchanged members keeps its identity. */
class GroupStars {
  readonly #known = new Map<string, { readonly members: readonly DrawnNode[]; readonly star: DrawnNode }>();

  of(group: DrawnGroup, members: readonly DrawnNode[]): DrawnNode {
    const known = this.#known.get(group.key);
    if (known && replacedAt(known.members, members)?.length === 0) return known.star;
    const star = groupNode(group, members);
    this.#known.set(group.key, { members, star });
    return star;
  }
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
    profiles: [
      ...new Map(members.flatMap(({ profiles }) => profiles).map((profile) => [profile.id, profile])).values(),
    ],
    tags: unique(members.flatMap(({ tags }) => tags)),
    answered: members.some(({ answered }) => answered),
    dim: members.every(({ dim }) => dim === true),
    ...(compared && { compared }),
  };
}

/** Merges edges: reachable if any is reachable, contradictory if any is. */
function together(
  first: GraphEdge,
  bundle: readonly GraphEdge[],
  way: { readonly from: string; readonly to: string },
): DrawnEdge {
  if (bundle.length === 1) return { ...first, ...way };
  const isPolicy = first.kind === 'policy';
  const reachable = bundle.filter(({ state }) => state === 'reachable').length;
  const state = isPolicy
    ? bundle.some((edge) => edge.state === 'allowed')
      ? 'allowed'
      : 'denied'
    : reachable > 0
      ? 'reachable'
      : bundle.some((edge) => edge.state === 'unreachable')
        ? 'unreachable'
        : 'unknown';
  const odd =
    bundle.find(({ judgement }) => judgement?.agreement === 'open' || judgement?.agreement === 'blocked') ??
    bundle.find(({ judgement }) => judgement !== undefined && judgement.agreement !== 'agrees');
  const judgement = odd?.judgement ?? first.judgement;
  const preview = bundle.find((edge) => edge.preview)?.preview;
  const compared = comparedTogether(bundle);
  return {
    ...way,
    state,
    kind: first.kind,
    probes: bundle.flatMap(({ probes }) => probes),
    ...(!isPolicy && { count: { reachable, total: bundle.length } }),
    ...(judgement && { judgement }),
    ...(preview && { preview }),
    ...(compared && { compared }),
    ...(bundle.some(({ lit }) => lit) && { lit: true as const }),
  };
}

function leadsOn({ from, to }: DrawnEdge): boolean {
  return from !== to;
}

function leadsBack({ from, to }: DrawnEdge): boolean {
  return from === to;
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  if (one.size !== other.size) return false;
  for (const [key, value] of one) if (other.get(key) !== value) return false;
  return true;
}
