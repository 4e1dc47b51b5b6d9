/** A set of small numbers, 32 per word. Signed words keep the arithmetic in machine integers. */
export type Bits = Int32Array;

/** The number of words for numbers below `size`. */
export function wordsFor(size: number): number {
  return (size + 31) >>> 5;
}

/** The number of words that are allocated at once. */
const SLAB = 16_384;

/** Makes many sets of one size, which are empty: in slabs, because a buffer for each would cost more than its words. */
export class BitsPool {
  #slab: ArrayBuffer | undefined;
  /** In bytes. */
  #next = 0;

  /** @param words The words of each set. */
  constructor(private readonly words: number) {}

  make(): Bits {
    const size = this.words * Int32Array.BYTES_PER_ELEMENT;
    if (!this.#slab || this.#next + size > this.#slab.byteLength) {
      this.#slab = new ArrayBuffer(Math.max(1, Math.floor(SLAB / Math.max(1, this.words))) * size);
      this.#next = 0;
    }
    const bits = new Int32Array(this.#slab, this.#next, this.words);
    this.#next += size;
    return bits;
  }
}

export function hasBit(bits: Bits, index: number): boolean {
  return (((bits[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}

export function setBit(bits: Bits, index: number): void {
  bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31));
}

export function clearBit(bits: Bits, index: number): void {
  bits[index >>> 5] = (bits[index >>> 5] ?? 0) & ~(1 << (index & 31));
}

export function sameBits(a: Bits, b: Bits): boolean {
  if (a === b) return true;
  for (let word = 0; word < a.length; word += 1) if (a[word] !== b[word]) return false;
  return a.length === b.length;
}

export function isEmpty(bits: Bits): boolean {
  for (const word of bits) if (word !== 0) return false;
  return true;
}

/** The members, in ascending order. */
export function members(bits: Bits): number[] {
  const found: number[] = [];
  for (let word = 0; word < bits.length; word += 1) {
    for (let rest = bits[word] ?? 0; rest !== 0; rest &= rest - 1)
      found.push(word * 32 + 31 - Math.clz32(rest & -rest));
  }
  return found;
}

/** The members of `a` that are not in `b`. */
export function without(a: Bits, b: Bits): Bits {
  const rest = new Int32Array(a.length);
  for (let word = 0; word < a.length; word += 1) rest[word] = (a[word] ?? 0) & ~(b[word] ?? 0);
  return rest;
}

export function intersection(a: Bits, b: Bits): Bits {
  const both = new Int32Array(a.length);
  for (let word = 0; word < a.length; word += 1) both[word] = (a[word] ?? 0) & (b[word] ?? 0);
  return both;
}

export function countBits(bits: Bits): number {
  let count = 0;
  for (let word of bits) {
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** Transposes rows to columns: number `c` of row `r` becomes number `r` of column `c`, in blocks of 32 × 32 bits. */
export function transpose(rows: readonly Bits[]): Bits[] {
  const size = rows.length;
  const columns = rows.map(() => new Int32Array(wordsFor(size)));
  const block = new Int32Array(32);
  for (let down = 0; down < size; down += 32) {
    for (let across = 0; across < size; across += 32) {
      for (let index = 0; index < 32; index += 1) block[index] = rows[down + index]?.[across >>> 5] ?? 0;
      transposeBlock(block);
      for (let index = 0; index < 32 && across + index < size; index += 1) {
        const column = columns[across + index];
        if (column) column[down >>> 5] = block[index] ?? 0;
      }
    }
  }
  return columns;
}

/** Swaps the off-diagonal quarters of ever smaller squares (Hacker's Delight, 7-3). */
function transposeBlock(block: Int32Array): void {
  for (let half = 16, mask = 0xffff; half !== 0; half >>>= 1, mask ^= mask << half) {
    for (let row = 0; row < 32; row = (row + half + 1) & ~half) {
      const swap = (((block[row] ?? 0) >>> half) ^ (block[row + half] ?? 0)) & mask;
      block[row] = (block[row] ?? 0) ^ (swap << half);
      block[row + half] = (block[row + half] ?? 0) ^ swap;
    }
  }
}
