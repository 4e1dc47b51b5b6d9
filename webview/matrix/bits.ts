/** A set of small numbers, eight per byte, lowest bit first. */
export type Bits = Uint8Array;

/** Decodes a set from base64; empty if invalid. */
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
