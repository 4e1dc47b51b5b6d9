import { BlockList, isIP, SocketAddress } from 'node:net';
import { invalidValue } from '../causes';
import type { Cause } from '../status-error';

const NOT_A_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

interface Cidr {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** What is wrong with a CIDR, as Kubernetes has checked them since 1.36. */
export function cidrCauses(text: string, path: string): Cause[] {
  if (!parse(text)) {
    const cause = hasLeadingZeros(text) ? 'must not have leading 0s in IP or prefix length' : NOT_A_CIDR;
    return [invalidValue(path, text, cause)];
  }
  const cidr = parse(text);
  if (!cidr) return [];
  if (/^::ffff:/i.test(cidr.address)) return [invalidValue(path, text, 'must not have an IPv4-mapped IPv6 address')];
  if (/\/0\d/.test(text)) return [invalidValue(path, text, 'must not have leading 0s in IP or prefix length')];
  if (hasHostBits(cidr)) return [invalidValue(path, text, 'must not have bits set beyond the prefix length')];
  return [];
}

/** The warning about an IPv6 network that isn't written in its shortest form; undefined if there is nothing to warn of. */
export function cidrWarning(text: string, path: string): string | undefined {
  const cidr = parse(text);
  if (cidr?.family !== 'ipv6') return undefined;
  const canonical = `${new SocketAddress({ address: cidr.address, family: 'ipv6' }).address}/${cidr.prefix}`;
  if (canonical === text) return undefined;
  return `${path}: IPv6 CIDR value "${text}" should be in RFC 5952 canonical format ("${canonical}")`;
}

/** Whether a network lies inside another one of the same family, and is smaller. Both must be valid. */
export function isStrictSubset(text: string, of: string): boolean {
  const inner = parse(text);
  const outer = parse(of);
  if (!inner || !outer || inner.prefix <= outer.prefix) return false;
  const list = new BlockList();
  list.addSubnet(outer.address, outer.prefix, outer.family);
  return inner.family === outer.family && list.check(inner.address, inner.family);
}

function parse(text: string): Cidr | undefined {
  const [, address = '', length = ''] = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return undefined;
  const prefix = Number(length);
  if (prefix > (version === 4 ? 32 : 128)) return undefined;
  return { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}

function hasLeadingZeros(text: string): boolean {
  return text.includes('.') && parse(text.replaceAll(/\b0+(?=\d)/g, '')) !== undefined;
}

function hasHostBits({ address, prefix, family }: Cidr): boolean {
  const bits = bitsOf(address, family);
  return bits.slice(prefix).includes('1');
}

function bitsOf(address: string, family: 'ipv4' | 'ipv6'): string {
  if (family === 'ipv4')
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  const short = new SocketAddress({ address, family }).address.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_all, ...parts) => {
      const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
      return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
    },
  );
  const [head = '', tail] = short.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}
