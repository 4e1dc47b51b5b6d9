interface Ends {
  readonly from: string;
  readonly to: string;
}

/** Whether two edges have the same source and target. */
export function leadsAlike(one: Ends, other: Ends): boolean {
  return one.from === other.from && one.to === other.to;
}

/** The same, and whether both or neither exist only in a preview. */
export function isOfSameWay(one: Ends & { readonly kind: string }, other: Ends & { readonly kind: string }): boolean {
  return leadsAlike(one, other) && (one.kind === 'ghost') === (other.kind === 'ghost');
}

/** The edges of each star, as indices into a list of edges. Computed on first use. */
export class EdgeIndex {
  #unread: readonly Ends[];
  readonly #out = new Map<string, number[]>();
  readonly #in = new Map<string, number[]>();

  constructor(edges: readonly Ends[]) {
    this.#unread = edges;
  }

  /** Returns the indices of a star's outgoing edges, in order. */
  out(id: string): readonly number[] {
    this.#read();
    return this.#out.get(id) ?? [];
  }

  /** Returns the indices of a star's outgoing and incoming edges, in order. */
  of(id: string): readonly number[] {
    return [...this.out(id), ...(this.#in.get(id) ?? [])].toSorted((a, b) => a - b);
  }

  #read(): void {
    this.#unread.forEach(({ from, to }, place) => {
      note(this.#out, from, place);
      if (to !== from) note(this.#in, to, place);
    });
    this.#unread = [];
  }
}

function note(places: Map<string, number[]>, id: string, place: number): void {
  const known = places.get(id);
  if (known) known.push(place);
  else places.set(id, [place]);
}
