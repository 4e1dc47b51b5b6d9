/** A set of small numbers, eight to a byte, the lowest first. */
export type Bits = Uint8Array;

/** Reads a set that was sent as base64; the empty set when it is none. */
export function decodeBits(text: string): Bits {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

export function hasBit(bits: Bits | undefined, index: number): boolean {
  return (((bits?.[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}
