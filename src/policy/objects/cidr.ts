import { formatNetwork, parseAddress, type Network } from '../model/address';

/**
 * Reads a CIDR as Go's `net.ParseCIDR` does, and so Kubernetes and Calico: the address in full, and the length of its
 * prefix. What is an IPv4 network in IPv6's clothes (`::ffff:10.0.0.0/104`) is one.
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

/** The network without its host bits. */
function masked({ version, words, prefix }: Network): Network {
  const kept = words.map((word, index) => {
    const bits = Math.min(32, Math.max(0, prefix - 32 * index));
    return bits === 0 ? 0 : (word & (-1 << (32 - bits))) >>> 0;
  });
  return { version, words: kept, prefix };
}

/** The text of a CIDR without host bits; undefined when it is none. */
export function maskedCidr(text: string): string | undefined {
  const network = parseCidr(text);
  return network && formatNetwork(masked(network));
}

/** Whether bits are set beyond the prefix. */
export function hasHostBits(network: Network): boolean {
  return masked(network).words.some((word, index) => word !== network.words[index]);
}

/** Reads a CIDR, or an address as the whole network that it is. */
export function parseCidrOrAddress(text: string): Network | undefined {
  const address = parseAddress(text);
  return address ? parseCidr(`${text}/${address.version === 4 ? 32 : 128}`) : parseCidr(text);
}
