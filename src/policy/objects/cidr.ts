import { formatNetwork, parseAddress, type Network } from '../model/address';

/**
 * Parses a CIDR like Go's `net.ParseCIDR`, which Kubernetes and Calico use: a complete address and a prefix length. An
 * IPv4-mapped network (`::ffff:10.0.0.0/104`) counts as IPv4.
 */
export function parseCidr(text: string): Network | undefined {
  const [, head = '', tail = ''] = /^([^/]*)\/(\d{1,4})$/.exec(text) ?? [];
  const address = parseAddress(head);
  const prefix = Number(tail);
  if (!address || tail === '' || prefix > (address.version === 4 ? 32 : 128)) return undefined;
  const [a, b, c, word = 0] = address.words;
  const mapped = address.version === 6 && prefix >= 96 && a === 0 && b === 0 && c === 0xffff;
  return mapped ? { version: 4, words: [word], prefix: prefix - 96 } : { ...address, prefix };
}

/** Returns the network without its host bits. */
function masked({ version, words, prefix }: Network): Network {
  const kept = words.map((word, index) => {
    const bits = Math.min(32, Math.max(0, prefix - 32 * index));
    return bits === 0 ? 0 : (word & (-1 << (32 - bits))) >>> 0;
  });
  return { version, words: kept, prefix };
}

/** Formats a CIDR without host bits. Returns undefined if it is invalid. */
export function maskedCidr(text: string): string | undefined {
  const network = parseCidr(text);
  return network && formatNetwork(masked(network));
}

/** Whether bits are set beyond the prefix. */
export function hasHostBits(network: Network): boolean {
  return masked(network).words.some((word, index) => word !== network.words[index]);
}

/** Parses a CIDR, or an address as a single-address network. */
export function parseCidrOrAddress(text: string): Network | undefined {
  const address = parseAddress(text);
  return address ? parseCidr(`${text}/${address.version === 4 ? 32 : 128}`) : parseCidr(text);
}
