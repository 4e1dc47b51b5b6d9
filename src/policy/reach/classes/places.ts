import { eachInTurn, MANY } from '../../../base/time-slices';
import type { Address, Network } from '../../model/address';

/** A range of a sorted list: from `start` to `end`, exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const NOWHERE: Span = { start: 0, end: 0 };

/** The number of addresses in an IPv4 network, by its prefix length. */
const SIZES = Array.from({ length: 33 }, (_, prefix) => 2 ** (32 - prefix));

/** Addresses in ascending order, so that every network covers one span. All have the same IP version. */
export class SortedAddresses {
  /** For each sorted position, the index of the address in the original list. */
  readonly order: Int32Array;
  /** The words of all addresses, one address after the other. */
  readonly #words: Uint32Array;
  readonly #width: number;
  /** The greatest IPv4 address. */
  readonly #last: number;

  private constructor(order: Int32Array, words: Uint32Array, width: number) {
    this.order = order;
    this.#words = words;
    this.#width = width;
    this.#last = words.at(-1) ?? -1;
  }

  /** Sorts addresses, with pauses. */
  static *of(addresses: readonly Address[]): Generator<undefined, SortedAddresses> {
    const width = addresses[0]?.words.length ?? 1;
    const order =
      width === 1
        ? yield* sortedIpv4(addresses)
        : Int32Array.from(addresses.keys()).sort((a, b) =>
            compare(addresses[a]?.words ?? [], addresses[b]?.words ?? []),
          );
    yield;
    const sorted = new Uint32Array(addresses.length * width);
    for (let place = 0; place < order.length; place += 1) {
      const words = addresses[order[place] ?? 0]?.words ?? [];
      // One by one: a copy costs more than what it copies.
      for (let word = 0; word < width; word += 1) sorted[place * width + word] = words[word] ?? 0;
      if (place % MANY === MANY - 1) yield;
    }
    return new SortedAddresses(order, sorted, width);
  }

  /** Returns the span of a network. */
  within(network: Network): Span {
    if (this.#width === 1) return this.withinIpv4(network.words[0] ?? 0, network.prefix);
    const start = this.#firstWhere(network, 0, 0);
    return { start, end: this.#firstWhere(network, 1, start) };
  }

  /** The same by single numbers: a large cluster's first answer looks up each network of each rule. */
  withinIpv4(word: number, prefix: number): Span {
    const size = SIZES[prefix] ?? 1;
    const first = Math.floor(word / size) * size;
    // Most networks of rules are outside the cluster.
    if (first > this.#last || first + size <= (this.#words[0] ?? 0)) return NOWHERE;
    const start = this.#firstFrom(first, 0);
    return { start, end: this.#firstFrom(first + size, start) };
  }

  /** The first position from `low` on whose address is not below a number. */
  #firstFrom(address: number, from: number): number {
    const words = this.#words;
    let low = from;
    let high = words.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((words[middle] ?? 0) >= address) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The first position from `low` on whose address is not below the network or, with `least` 1, is above it. */
  #firstWhere(network: Network, least: 0 | 1, from: number): number {
    let low = from;
    let high = this.order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#side(network, middle) >= least) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Negative if the address at a position is below a network, 0 if in it, positive if above it. */
  #side({ words, prefix }: Network, place: number): number {
    for (let index = 0, rest = prefix; rest > 0; index += 1, rest -= 32) {
      const mask = rest >= 32 ? -1 : -1 << (32 - rest);
      const difference =
        (((this.#words[place * this.#width + index] ?? 0) & mask) >>> 0) - (((words[index] ?? 0) & mask) >>> 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }
}

/**
 * For each position, the number of the smallest span that contains it, 0 for none. Sufficient because networks are
 * nested or disjoint.
 */
export function innermost(spans: Iterable<Span>, size: number): Int32Array {
  const numbers = new Int32Array(size);
  const nested = [...spans].sort((a, b) => b.end - b.start - (a.end - a.start));
  for (const [index, { start, end }] of nested.entries()) numbers.fill(index + 1, start, end);
  return numbers;
}

/** Combines address and index in one number, so that the native numeric sort applies. */
function* sortedIpv4(addresses: readonly Address[]): Generator<undefined, Int32Array> {
  const shift = 2 ** 21;
  const keys = new Float64Array(addresses.length);
  const note = ({ words }: Address, place: number) => (keys[place] = (words[0] ?? 0) * shift + place);
  yield* eachInTurn(addresses, note, MANY);
  keys.sort();
  yield;
  const order = new Int32Array(keys.length);
  for (let place = 0; place < keys.length; place += 1) order[place] = (keys[place] ?? 0) % shift;
  return order;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
