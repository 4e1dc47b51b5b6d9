/** An IP address: its version and its bits as unsigned 32-bit words, one for IPv4 and four for IPv6. */
export interface Address {
  readonly version: 4 | 6;
  readonly words: readonly number[];
}

/** A network as written: host bits are kept, as calicoctl stores them. */
export interface Network extends Address {
  /** 0–32, or 0–128 for IPv6. */
  readonly prefix: number;
}

/** Parses an address in the strict form of `inet_pton`: no leading zeros, no zone, all four parts of IPv4. */
export function parseAddress(text: string): Address | undefined {
  if (text.includes(':')) {
    const words = ipv6Words(text);
    return words && { version: 6, words };
  }
  const word = ipv4Word(text);
  return word === undefined ? undefined : { version: 4, words: [word] };
}

/**
 * Parses a network as netaddr 0.7 does for calicoctl and Felix. A bare address is a single-address network (/32, /128).
 * IPv4 may be written as `10/8` or `010.0.0.1`, or with a netmask or a hostmask. Returns undefined for what netaddr
 * rejects.
 */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const head = slash < 0 ? text : text.slice(0, slash);
  const address = parseAddress(head) ?? partialIpv4(head);
  if (!address) return undefined;
  if (slash < 0) return { ...address, prefix: width(address) };
  const tail = text.slice(slash + 1);
  const prefix = pythonInteger(tail) ?? maskPrefix(tail, address.version);
  return prefix !== undefined && prefix >= 0 && prefix <= width(address) ? { ...address, prefix } : undefined;
}

/** Formats a network in canonical form with its host bits, for example `10.0.0.5/8`. */
export function formatNetwork(network: Network): string {
  return `${formatAddress(network)}/${network.prefix}`;
}

/** Formats an address; IPv6 in its shortest form, as `inet_ntop` does. */
export function formatAddress({ version, words }: Address): string {
  return version === 4 ? ipv4Text(words[0] ?? 0) : ipv6Text(words);
}

/** Whether two networks have the same first and last address, which is calicoctl's equality of CIDRs. */
export function sameNetwork(a: Network, b: Network): boolean {
  return a.prefix === b.prefix && contains(a, b);
}

/** Whether a network contains an address. False if their versions differ. */
export function contains(network: Network, address: Address): boolean {
  if (network.version !== address.version) return false;
  for (let index = 0, rest = network.prefix; rest > 0; index += 1, rest -= 32) {
    const mask = rest >= 32 ? -1 : -1 << (32 - rest);
    if ((((network.words[index] ?? 0) ^ (address.words[index] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}

function width(address: Address): number {
  return address.version === 4 ? 32 : 128;
}

const IPV4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

function ipv4Word(text: string): number | undefined {
  const parts = IPV4.exec(text);
  if (!parts) return undefined;
  let word = 0;
  for (let index = 1; index <= 4; index += 1) {
    const byte = Number(parts[index]);
    if (byte > 255) return undefined;
    word = word * 256 + byte;
  }
  return word;
}

function ipv4Text(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

function ipv6Words(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => ipv6Groups(half, index === halves.length - 1));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const groups = tail
    ? [...head, ...new Array<number>(Math.max(0, 8 - head.length - tail.length)).fill(0), ...tail]
    : head;
  // A `::` replaces at least one group.
  if (groups.length !== 8 || (tail && head.length + tail.length > 7)) return undefined;
  return [0, 2, 4, 6].map((index) => (groups[index] ?? 0) * 65536 + (groups[index + 1] ?? 0));
}

function ipv6Groups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const dotted = last && index === parts.length - 1 && part.includes('.') ? ipv4Word(part) : undefined;
    if (dotted !== undefined) groups.push(Math.floor(dotted / 65536), dotted % 65536);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function ipv6Text(words: readonly number[]): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  const zeros = longestZeros(groups);
  const dotted = zeros.start === 0 && (zeros.length === 6 || (zeros.length === 5 && groups[5] === 0xffff));
  const tail = dotted ? [ipv4Text(words[3] ?? 0)] : [];
  const hex = (from: number, to: number) => groups.slice(from, to).map((group) => group.toString(16));
  const end = dotted ? 6 : 8;
  if (zeros.length < 2) return hex(0, 8).join(':');
  return `${hex(0, zeros.start).join(':')}::${[...hex(zeros.start + zeros.length, end), ...tail].join(':')}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  }
  return best;
}

/** netaddr's fallback for IPv4: one to four parts as Python's `int()` reads them; missing parts are zero. */
function partialIpv4(text: string): Address | undefined {
  if (text.includes(':')) return undefined;
  const parts = text.split('.').map(pythonInteger);
  if (parts.length > 4) return undefined;
  let word = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = index < parts.length ? parts[index] : 0;
    if (byte === undefined || byte < 0 || byte > 255) return undefined;
    word = word * 256 + byte;
  }
  return { version: 4, words: [word] };
}

/** Parses an integer like Python's `int()`, which accepts spaces, a sign and leading zeros. */
function pythonInteger(text: string): number | undefined {
  return /^\s*[+-]?\d+\s*$/.test(text) ? Number(text.trim()) : undefined;
}

/** Returns the prefix length of a netmask (255.0.0.0) or a hostmask (0.255.255.255). */
function maskPrefix(text: string, version: 4 | 6): number | undefined {
  const mask = parseAddress(text);
  if (mask?.version !== version) return undefined;
  const bits = mask.words.map((word) => word.toString(2).padStart(32, '0')).join('');
  const net = /^(1*)0*$/.exec(bits) ?? /^(0*)1*$/.exec(bits);
  return net?.[1]?.length;
}
