/** Milliseconds after which a letter starts a new word. */
const PAUSE = 800;

/** Type-ahead: letters typed in sequence, and the name they match. */
export class TypeAhead {
  #text = '';
  #last = -Infinity;

  /**
   * Adds a letter.
   * @param at The time of the key in milliseconds. @param from The index to search from.
   * @returns the index of the next name that begins with the typed text, or else contains it; undefined for none.
   */
  find(letter: string, at: number, names: readonly string[], from: number): number | undefined {
    const fresh = at - this.#last > PAUSE;
    this.#last = at;
    this.#text = fresh ? letter.toLowerCase() : this.#text + letter.toLowerCase();
    // A new word moves on; a growing one may stay.
    const start = fresh ? from + 1 : from;
    const order = names.map((_, offset) => (Math.max(0, start) + offset) % names.length);
    const found = (matches: (name: string) => boolean) =>
      order.find((place) => matches(names[place]?.toLowerCase() ?? ''));
    return found((name) => name.startsWith(this.#text)) ?? found((name) => name.includes(this.#text));
  }
}
