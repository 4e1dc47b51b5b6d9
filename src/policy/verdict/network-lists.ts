import { formatNetwork, type Network } from '../model/address';

/** Where a network of a list has its IP version, its prefix length, and the words of its address, after which it ends. */
export const NETWORK = { version: 0, prefix: 1, address: 2, end: { 4: 3, 6: 6 } } as const;

/**
 * The lists of networks in the rules of an engine, by number, as consecutive words: a large cluster's first answer looks
 * up every network. Equal lists share a number.
 */
export class NetworkLists {
  readonly #numbers = new Map<number | string, number>();
  /** Where each list begins, and where the next one will. */
  readonly #starts = [0];
  #words = new Int32Array(64);
  #end = 0;

  get size(): number {
    return this.#numbers.size;
  }

  /** Returns the number of a list: a small one from 0. */
  numberOf(networks: readonly Network[]): number {
    const key = keyOf(networks);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.size;
      this.#numbers.set(key, number);
      for (const { version, prefix, words } of networks) this.#append([version, prefix, ...words]);
      this.#starts.push(this.#end);
    }
    return number;
  }

  #append(words: readonly number[]): void {
    if (this.#end + words.length > this.#words.length) {
      const larger = new Int32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words.set(words, this.#end);
    this.#end += words.length;
  }

  /** The networks of all lists, one after the other, see {@link NETWORK}. */
  get words(): Int32Array {
    return this.#words;
  }

  /** Where the networks of a list begin. */
  start(number: number): number {
    return this.#starts[number] ?? 0;
  }

  /** Where the networks of a list end. */
  end(number: number): number {
    return this.#starts[number + 1] ?? 0;
  }
}

/** Nearly all lists have one IPv4 network. */
function keyOf(networks: readonly Network[]): number | string {
  const [only] = networks;
  if (only?.version === 4 && networks.length === 1) return (only.words[0] ?? 0) * 64 + only.prefix;
  return networks.map(formatNetwork).join();
}
