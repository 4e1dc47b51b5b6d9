/** Milliseconds after which a letter begins a new word. */
const PAUSE = 800;

/** Letters typed one after the other, and the name that they mean. */
export class Typing {
  #text = '';
  #last = -Infinity;

  /**
   * Takes a letter.
   * @param at the time of the key in milliseconds. @param from the place to search from.
   * @returns the place of the next name that begins with what was typed, or else holds it; undefined for none.
   */
  find(letter: string, at: number, names: readonly string[], from: number): number | undefined {
    const fresh = at - this.#last > PAUSE;
    this.#last = at;
    this.#text = fresh ? letter.toLowerCase() : this.#text + letter.toLowerCase();
    // A new word looks further on; one that grows may stay where it is.
    const start = fresh ? from + 1 : from;
    const order = names.map((_, offset) => (Math.max(0, start) + offset) % names.length);
    const found = (matches: (name: string) => boolean) =>
      order.find((place) => matches(names[place]?.toLowerCase() ?? ''));
    return found((name) => name.startsWith(this.#text)) ?? found((name) => name.includes(this.#text));
  }
}
