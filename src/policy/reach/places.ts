import type { Address, Network } from '../address';

/** A part of a sorted list: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Addresses in ascending order, so that every network covers one span of them. All are of one IP version. */
export class SortedAddresses {
  /** For each place in the order: the index of the address in the list it came from. */
  readonly order: readonly number[];
  readonly #sorted: readonly (readonly number[])[];

  constructor(addresses: readonly Address[]) {
    this.order = addresses.map((_, index) => index).sort((a, b) => compare(addresses[a]?.words ?? [], addresses[b]?.words ?? []));
    this.#sorted = this.order.map((index) => addresses[index]?.words ?? []);
  }

  /** The addresses in a network. */
  within({ words, prefix }: Network): Span {
    const first = words.map((word, index) => (word & mask(prefix - index * 32)) >>> 0);
    const last = words.map((word, index) => (word | ~mask(prefix - index * 32)) >>> 0);
    const start = this.#firstWhere((address) => compare(address, first) >= 0, 0);
    return { start, end: this.#firstWhere((address) => compare(address, last) > 0, start) };
  }

  #firstWhere(reached: (address: readonly number[]) => boolean, from: number): number {
    let low = from;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (reached(this.#sorted[middle] ?? [])) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** For each place the number of the smallest span that holds it, 0 for none. Networks nest or are apart, so that tells all. */
export function innermost(spans: Iterable<Span>, size: number): Int32Array {
  const numbers = new Int32Array(size);
  const nested = [...spans].sort((a, b) => b.end - b.start - (a.end - a.start));
  for (const [index, { start, end }] of nested.entries()) numbers.fill(index + 1, start, end);
  return numbers;
}

/** The mask of one 32-bit word of which the first `bits` count. */
function mask(bits: number): number {
  if (bits >= 32) return -1;
  return bits <= 0 ? 0 : -1 << (32 - bits);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
