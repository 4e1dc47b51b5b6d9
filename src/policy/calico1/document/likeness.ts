import { formatNetwork, parseNetwork } from '../../model/address';
import type { Rule } from '../rule';

/**
 * A text that equal rules share, to find the few candidates for `rulesEqual` among a thousand: it may be the same for
 * rules that differ, never different for rules that are equal.
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

/** A CIDR without what its prefix length makes meaningless. */
function networkOf(text: string | undefined): string {
  const network = text === undefined ? undefined : parseNetwork(text);
  if (!network) return '';
  const words = network.words.map((word, index) => {
    const bits = Math.min(32, Math.max(0, network.prefix - index * 32));
    return bits === 0 ? 0 : (word & (-1 << (32 - bits))) >>> 0;
  });
  return formatNetwork({ ...network, words });
}
