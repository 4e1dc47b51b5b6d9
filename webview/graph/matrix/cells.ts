import type { Cell, GridModel, Heading, Place } from '../../matrix/grid/model';
import type { DrawnEdge, DrawnNode, Drawing } from '../drawn';
import { isDisagreement } from '../judgement-words';
import { edgeKey } from '../received';
import { edgeSentence, nodeSentence, profilesInWords, titleOf } from '../words';

const SELF: Cell = { verdict: 'self', blank: false };
const BLANK: Cell = { verdict: 'unmeasured', blank: true };

/** A drawing as a table: the same stars as rows, who ask, and as columns, who are asked; what is drawn between them as cells. */
export class Cells implements GridModel {
  readonly rows: readonly Heading[];
  readonly columns: readonly Heading[];
  readonly #nodes: readonly DrawnNode[];
  readonly #edges: ReadonlyMap<string, DrawnEdge>;
  readonly #out = new Map<string, DrawnEdge[]>();

  constructor({ nodes, edges, within = [] }: Omit<Drawing, 'groups'>) {
    this.#nodes = nodes;
    this.rows = nodes.map(headingOf);
    this.columns = this.rows;
    // A ghost is what only a preview is about: a measured edge of the same way says more.
    this.#edges = new Map([...edges, ...within].sort((a, b) => Number(b.kind === 'ghost') - Number(a.kind === 'ghost')).map((edge) => [edgeKey(edge), edge]));
    for (const edge of this.#edges.values()) {
      const list = this.#out.get(edge.from);
      if (list) list.push(edge);
      else this.#out.set(edge.from, [edge]);
    }
  }

  /** The kinds of cells that there are, and of marks in them. */
  get kinds(): ReadonlySet<string> {
    return new Set([...this.#edges.values()].flatMap((edge) => [verdictOf(edge), markOf(edge) ?? verdictOf(edge)]));
  }

  /** The star of a row or a column. */
  node(place: number): DrawnNode | undefined {
    return this.#nodes[place];
  }

  /** The place of a pair; undefined when one of them is not shown. */
  placeOf(pair: { readonly from: string; readonly to: string }): Place | undefined {
    const at = (id: string) => this.#nodes.findIndex((node) => node.id === id || node.members?.includes(id));
    const place = { row: at(pair.from), column: at(pair.to) };
    return place.row < 0 || place.column < 0 ? undefined : place;
  }

  edge({ row, column }: Place): DrawnEdge | undefined {
    const [from, to] = [this.#nodes[row], this.#nodes[column]];
    return from && to && this.#edges.get(edgeKey({ from: from.id, to: to.id }));
  }

  cell(row: number, column: number): Cell {
    const edge = this.edge({ row, column });
    if (edge) return cellOf(edge);
    return row === column && this.#nodes[row]?.kind !== 'group' ? SELF : BLANK;
  }

  describe({ row, column }: Place): string {
    const [from, to] = [this.#nodes[row], this.#nodes[column]];
    if (from && to) {
      const edge = this.edge({ row, column });
      if (edge) return sentenceOf(edge, from, to);
      return from === to && from.kind !== 'group' ? `${titleOf(from)} itself` : `${titleOf(from)} to ${titleOf(to)}: not probed`;
    }
    const node = from ?? to;
    return node ? nodeSentence(node, this.#out.get(node.id) ?? []) : '';
  }
}

function headingOf(node: DrawnNode): Heading {
  const profiles = profilesInWords(node);
  const detail = node.kind === 'group' ? `${node.members?.length ?? 0} stars` : node.answered || node.kind !== 'probe' ? profiles : 'no answer';
  return { key: node.id, name: node.kind === 'group' ? node.name : titleOf(node), detail: detail === node.name ? '' : detail };
}

/** What policy says, and how measuring stands to it; of many, how many are reached. */
function cellOf(edge: DrawnEdge): Cell {
  const { count, compared } = edge;
  return { verdict: verdictOf(edge), mark: markOf(edge), blank: false, words: compared?.text ?? (count && `${count.reachable} of ${count.total}`) };
}

function verdictOf({ judgement, state, count }: DrawnEdge): Cell['verdict'] {
  if (count && count.reachable > 0 && count.reachable < count.total) return 'some';
  switch (judgement?.expected) {
    case 'allowed':
    case 'denied':
      return judgement.expected;
    case 'mixed':
      return 'some';
    case undefined:
      return state === 'reachable' ? 'reached' : state === 'unreachable' ? 'missed' : 'unmeasured';
  }
}

function markOf(edge: DrawnEdge): Cell['mark'] {
  if (edge.kind === 'ghost' || !edge.judgement) return undefined;
  if (isDisagreement(edge)) return 'disagrees';
  return edge.judgement.agreement === 'agrees' ? 'agrees' : 'unknown';
}

function sentenceOf(edge: DrawnEdge, from: DrawnNode, to: DrawnNode): string {
  const sentence = edgeSentence(edge, from, to);
  return edge.count ? `${sentence}; ${edge.count.reachable} of ${edge.count.total} reachable` : sentence;
}
