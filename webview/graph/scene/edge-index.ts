interface Ends {
  readonly from: string;
  readonly to: string;
}

/** Whether two edges lead from the same star to the same one. */
export function leadsAlike(one: Ends, other: Ends): boolean {
  return one.from === other.from && one.to === other.to;
}

/** The same, and whether both or neither are what only a preview is about. */
export function isOfSameWay(one: Ends & { readonly kind: string }, other: Ends & { readonly kind: string }): boolean {
  return leadsAlike(one, other) && (one.kind === 'ghost') === (other.kind === 'ghost');
}

/** Which edges lead from and to which stars, by their places in a list of edges. It is worked out when it is first asked for. */
export class EdgeIndex {
  #unread: readonly Ends[];
  readonly #out = new Map<string, number[]>();
  readonly #in = new Map<string, number[]>();

  constructor(edges: readonly Ends[]) {
    this.#unread = edges;
  }

  /** The places of the edges that go out from a star, in order. */
  out(id: string): readonly number[] {
    this.#read();
    return this.#out.get(id) ?? [];
  }

  /** The places of the edges that go out from a star or come in, in order. */
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
