import { contains, type Address, type Network } from '../../../model/address';

/**
 * Returns an address for each part of the outside that the networks distinguish: parts lie between network borders, and
 * parts in the same networks count as one. Owned addresses are inside.
 */
export function representatives(
  networks: readonly Network[],
  version: 4 | 6,
  owned: (address: Address) => boolean,
): readonly Address[] {
  const last = (1n << (version === 4 ? 32n : 128n)) - 1n;
  // In the middle, where outside addresses are likely.
  const borders = new Set([version === 4 ? 0x0101_0101n : 0x2600n << 112n]);
  const mine = networks.filter((network) => network.version === version);
  for (const network of mine) {
    const first = firstOf(network);
    const end = first + (1n << BigInt((version === 4 ? 32 : 128) - network.prefix));
    for (const border of [first, end]) if (border <= last) borders.add(border);
  }
  const parts = new Map<string, Address>();
  for (const border of borders) {
    const address = free(border, version, last, owned);
    if (!address) continue;
    const inside = mine.map((network) => (contains(network, address) ? 1 : 0)).join('');
    if (!parts.has(inside)) parts.set(inside, address);
  }
  return [...parts.values()];
}

/** The range in which to look for an address without an owner. */
const FAR = 512n;

/** Returns the next address without an owner. */
function free(from: bigint, version: 4 | 6, last: bigint, owned: (address: Address) => boolean): Address | undefined {
  for (let value = from; value <= last && value < from + FAR; value += 1n) {
    const address = addressOf(value, version);
    if (!owned(address)) return address;
  }
  return undefined;
}

function firstOf({ words, prefix, version }: Network): bigint {
  const bits = version === 4 ? 32n : 128n;
  const value = words.reduce((sum, word) => (sum << 32n) | BigInt(word >>> 0), 0n);
  const free = bits - BigInt(prefix);
  return (value >> free) << free;
}

function addressOf(value: bigint, version: 4 | 6): Address {
  const count = version === 4 ? 1 : 4;
  const words = Array.from({ length: count }, (_, index) =>
    Number((value >> BigInt(32 * (count - 1 - index))) & 0xffff_ffffn),
  );
  return { version, words };
}
