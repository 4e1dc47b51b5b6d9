import * as l10n from '@vscode/l10n';
import type { Cell, GridModel, Heading, CellPosition } from '../../shared/grid/model';
import { ByEdge } from '../page/by-edge';
import type { DrawnEdge, DrawnNode, Drawing } from '../scene/drawn';
import type { EdgeState } from '../../../src/features/graph/protocol/elements';
import { isAllowedWithoutEdge, isDeniedWithoutEdge } from '../arrange/denied';
import { replacedAt, replacedByAlike } from '../page/incremental';
import { isDisagreement } from '../details/agreement-text';
import { isOfSameWay, EdgeIndex } from '../scene/edge-index';
import { describeState, edgeSentence, nodeSentence, formatProfiles, titleOf } from '../details/element-text';

const SELF: Cell = { verdict: 'self', blank: false };
const DENIED: Cell = { verdict: 'denied', blank: false };
const ALLOWED: Cell = { verdict: 'allowed', blank: false };
const BLANK: Cell = { verdict: 'unmeasured', blank: true };

/** A drawing as a matrix: sources in rows, destinations in columns, edges as cells. */
export class Cells implements GridModel {
  readonly rows: readonly Heading[];
  readonly columns: readonly Heading[];
  /** All edges, including those within collapsed groups. */
  readonly edges: readonly DrawnEdge[];
  readonly #nodes: readonly DrawnNode[];
  /** The index of each pair's edge. */
  readonly #places: ByEdge<number>;
  readonly #edgeIndex: EdgeIndex;

  /** @param before The cells of the previous drawing, whose unchanged parts are reused. */
  constructor({ nodes, edges, within = [] }: Omit<Drawing, 'groups'>, before?: Cells) {
    this.#nodes = nodes;
    this.rows = before && replacedAt(before.#nodes, nodes)?.length === 0 ? before.rows : nodes.map(headingOf);
    this.columns = this.rows;
    this.edges = within.length === 0 ? edges : [...edges, ...within];
    const sameWays = before && replacedByAlike(before.edges, this.edges, isOfSameWay) !== undefined;
    this.#places = sameWays ? before.#places : placesOf(this.edges);
    this.#edgeIndex = sameWays ? before.#edgeIndex : new EdgeIndex(this.edges);
  }

  /** Returns the star of a row or a column. */
  node(place: number): DrawnNode | undefined {
    return this.#nodes[place];
  }

  /** Returns the position of a pair, or undefined if one of them is not shown. */
  placeOf(pair: { readonly from: string; readonly to: string }): CellPosition | undefined {
    const at = (id: string) => this.#nodes.findIndex((node) => node.id === id || node.members?.includes(id));
    const place = { row: at(pair.from), column: at(pair.to) };
    return place.row < 0 || place.column < 0 ? undefined : place;
  }

  edge({ row, column }: CellPosition): DrawnEdge | undefined {
    const [from, to] = [this.#nodes[row], this.#nodes[column]];
    const place = from && to && this.#places.get({ from: from.id, to: to.id });
    return place === undefined ? undefined : this.edges[place];
  }

  cell(row: number, column: number): Cell {
    const edge = this.edge({ row, column });
    if (edge) return cellOf(edge);
    const [from, to] = [this.#nodes[row], this.#nodes[column]];
    if (from === to) return from?.kind === 'group' ? BLANK : SELF;
    if (!from || !to) return BLANK;
    return isDeniedWithoutEdge(from, to) ? DENIED : isAllowedWithoutEdge(from, to) ? ALLOWED : BLANK;
  }

  describe({ row, column }: CellPosition): string {
    const [from, to] = [this.#nodes[row], this.#nodes[column]];
    if (from && to) {
      const edge = this.edge({ row, column });
      if (edge) return sentenceOf(edge, from, to);
      if (from === to && from.kind !== 'group') return l10n.t('{0} itself', titleOf(from));
      const says = (what: string) => l10n.t('{0} to {1}: {2}', titleOf(from), titleOf(to), what);
      if (isDeniedWithoutEdge(from, to)) return says(describeState('denied'));
      return isAllowedWithoutEdge(from, to)
        ? says(describeState('allowed'))
        : l10n.t('{0} to {1}: not probed', titleOf(from), titleOf(to));
    }
    const node = from ?? to;
    return node ? nodeSentence(node, this.#out(node.id)) : '';
  }

  /** Returns the outgoing edges of a star, one per pair. */
  #out(id: string): readonly DrawnEdge[] {
    return this.#edgeIndex.out(id).flatMap((at) => {
      const edge = this.edges[at];
      return edge && this.#places.get(edge) === at ? [edge] : [];
    });
  }
}

/** A ghost is only part of a preview. A measured edge of the same pair takes precedence. */
function placesOf(edges: readonly DrawnEdge[]): ByEdge<number> {
  const places = new ByEdge<number>();
  edges.forEach((edge, at) => {
    const known = places.get(edge);
    if (known === undefined || edges[known]?.kind === 'ghost') places.set(edge, at);
  });
  return places;
}

function headingOf(node: DrawnNode): Heading {
  const profiles = formatProfiles(node);
  const detail =
    node.kind === 'group'
      ? l10n.t('{0} stars', node.members?.length ?? 0)
      : node.answered || node.kind !== 'probe'
        ? profiles
        : l10n.t('no response');
  return {
    key: node.id,
    name: node.kind === 'group' ? node.name : titleOf(node),
    detail: detail === node.name ? '' : detail,
  };
}

/** Describes what policy says and how the measurement compares. For several edges, how many are reachable. */
function cellOf(edge: DrawnEdge): Cell {
  const { count, compared } = edge;
  return {
    verdict: verdictOf(edge),
    mark: markOf(edge),
    blank: false,
    words: compared?.text ?? (count && l10n.t('{0} of {1}', count.reachable, count.total)),
  };
}

/** Returns the kind of an edge's cell. */
export function verdictOf({ judgement, state, count, partly }: DrawnEdge): Cell['verdict'] {
  if (count && count.reachable > 0 && count.reachable < count.total) return 'some';
  switch (judgement?.expected) {
    case 'allowed':
    case 'denied':
      return judgement.expected;
    case 'mixed':
      return 'some';
    case undefined:
      return partly ? 'some' : WITHOUT_JUDGEMENT[state];
  }
}

const WITHOUT_JUDGEMENT: Readonly<Record<EdgeState, Cell['verdict']>> = {
  reachable: 'reached',
  unreachable: 'missed',
  unknown: 'unmeasured',
  allowed: 'allowed',
  denied: 'denied',
};

/** Returns the kind of mark in an edge's cell, if any. */
export function markOf(edge: DrawnEdge): Cell['mark'] {
  if (edge.kind === 'ghost' || !edge.judgement) return undefined;
  if (isDisagreement(edge)) return 'disagrees';
  return edge.judgement.agreement === 'agrees' ? 'agrees' : 'unknown';
}

function sentenceOf(edge: DrawnEdge, from: DrawnNode, to: DrawnNode): string {
  const sentence = edgeSentence(edge, from, to);
  return edge.count ? l10n.t('{0}; {1} of {2} reachable', sentence, edge.count.reachable, edge.count.total) : sentence;
}
