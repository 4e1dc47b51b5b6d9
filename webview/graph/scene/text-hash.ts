/** Hashes a text to a number evenly distributed between 0 and 1 (FNV-1a). */
export function lotOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93);
  return (Math.imul(hash ^ (hash >>> 15), 0x2c_1b_3c_6d) >>> 0) / 2 ** 32;
}
