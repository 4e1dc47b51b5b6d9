import { formatAddress, type Address, type Network } from '../../model/address';

/** Networks of one IP version, each once, by number. Finds those that contain an address. */
export class NetworkIndex {
  readonly networks: readonly Network[];
  readonly #numbers = new Map<string, number>();
  /** For each prefix length the numbers of its networks by their first bits. */
  readonly #byPrefix = new Map<number, Map<number | string, number>>();

  constructor(networks: Iterable<Network>, version: 4 | 6) {
    const own: Network[] = [];
    for (const network of networks) {
      if (network.version !== version || this.#numbers.has(keyOf(network))) continue;
      const number = own.push(network) - 1;
      this.#numbers.set(keyOf(network), number);
      const byBits = this.#byPrefix.get(network.prefix) ?? new Map<number | string, number>();
      this.#byPrefix.set(network.prefix, byBits.set(bitsOf(network, network.prefix), number));
    }
    this.networks = own;
  }

  /** Returns the number of a network; undefined if it is not included. */
  numberOf(network: Network): number | undefined {
    return this.#numbers.get(keyOf(network));
  }

  /** The numbers of the networks that contain the address. */
  around(address: Address): readonly number[] {
    let found: number[] | undefined;
    for (const [prefix, byBits] of this.#byPrefix) {
      const number = byBits.get(bitsOf(address, prefix));
      if (number !== undefined) (found ??= []).push(number);
    }
    return found ?? NOWHERE;
  }
}

const NOWHERE: readonly number[] = [];

/** Networks with the same addresses are equal, regardless of host bits. */
function keyOf(network: Network): string {
  return `${bitsOf(network, network.prefix)}/${network.prefix}`;
}

/** Equal for addresses with the same first bits. */
function bitsOf({ words }: Address, prefix: number): number | string {
  if (words.length === 1) return (words[0] ?? 0) & (prefix === 0 ? 0 : -1 << (32 - prefix));
  let bits = '';
  for (let rest = prefix, index = 0; rest > 0; rest -= 32, index += 1)
    bits += `${(words[index] ?? 0) & (rest >= 32 ? -1 : -1 << (32 - rest))}.`;
  return bits;
}

/** A network without the smaller ones inside it: rules with only these networks treat its addresses alike. */
export interface Cell {
  readonly network: Network;
  readonly except: readonly Network[];
  /** One of its addresses. */
  readonly address: Address;
}

/**
 * Splits all addresses of an IP version at the borders of networks. Omits networks that smaller ones or owned addresses
 * fill.
 */
export function cellsOf(
  networks: readonly Network[],
  version: 4 | 6,
  isOwned: (address: Address) => boolean,
): readonly Cell[] {
  const whole: Network = { version, words: version === 4 ? [0] : [0, 0, 0, 0], prefix: 0 };
  const spans = [...new NetworkIndex([whole, ...networks], version).networks]
    .map((network) => ({ network, ...spanOf(network) }))
    .sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : a.network.prefix - b.network.prefix));
  return spans.flatMap(({ network, first, last }, place) => {
    const inside: typeof spans = [];
    for (let next = place + 1; next < spans.length; next += 1) {
      const span = spans[next];
      if (!span || span.first > last) break;
      if (span.first > (inside.at(-1)?.last ?? -1n)) inside.push(span);
    }
    const address = strangerIn(first, last, inside, version, isOwned);
    return address ? [{ network, except: inside.map((span) => span.network), address }] : [];
  });
}

/** The maximum number of owned addresses to skip in search of an unowned one. */
const PATIENCE = 70_000;

function strangerIn(
  first: bigint,
  last: bigint,
  inside: readonly { readonly first: bigint; readonly last: bigint }[],
  version: 4 | 6,
  isOwned: (address: Address) => boolean,
): Address | undefined {
  let next = 0;
  for (let value = first, tries = 0; value <= last && tries < PATIENCE; tries += 1) {
    const span = inside[next];
    if (span && value >= span.first) {
      value = span.last + 1n;
      next += 1;
      continue;
    }
    const address = addressOf(value, version);
    if (!isOwned(address)) return address;
    value += 1n;
  }
  return undefined;
}

function spanOf({ version, words, prefix }: Network): { readonly first: bigint; readonly last: bigint } {
  const free = BigInt((version === 4 ? 32 : 128) - prefix);
  const value = words.reduce((sum, word) => (sum << 32n) | BigInt(word >>> 0), 0n);
  const first = (value >> free) << free;
  return { first, last: first + (1n << free) - 1n };
}

function addressOf(value: bigint, version: 4 | 6): Address {
  const count = version === 4 ? 1 : 4;
  const words = Array.from({ length: count }, (_, index) =>
    Number((value >> BigInt(32 * (count - 1 - index))) & 0xffff_ffffn),
  );
  return { version, words };
}

/** The text of a cell, e.g. `10.0.0.0/8 except 10.1.0.0/16`. */
export function formatCell({ network, except }: Cell): string {
  const text = ({ prefix, ...address }: Network) => `${formatAddress(address)}/${prefix}`;
  return except.length > 0 ? `${text(network)} except ${except.map(text).join(', ')}` : text(network);
}
