import { formatNetwork, parseNetwork } from '../../model/address';
import type { Rule } from '../rule';

/**
 * Returns a key that equal rules share, to find the few candidates for `rulesEqual` among a thousand. Different rules
 * may share a key; equal rules always do.
 */
export function likenessOf(rule: Rule): string {
  const {
    action = 'allow',
    protocol = '',
    src_tag = '',
    dst_tag = '',
    src_net,
    dst_net,
    src_ports = [],
    dst_ports = [],
  } = rule;
  return [action, protocol, src_tag, dst_tag, networkOf(src_net), networkOf(dst_net), src_ports, dst_ports].join(' ');
}

/** A CIDR without its host bits. */
function networkOf(text: string | undefined): string {
  const network = text === undefined ? undefined : parseNetwork(text);
  if (!network) return '';
  const words = network.words.map((word, index) => {
    const bits = Math.min(32, Math.max(0, network.prefix - index * 32));
    return bits === 0 ? 0 : (word & (-1 << (32 - bits))) >>> 0;
  });
  return formatNetwork({ ...network, words });
}
