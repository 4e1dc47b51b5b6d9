import { connectivityOf } from '../../../../cluster/analysis/connectivity';
import { reachOf } from '../../../../cluster/analysis/reach';
import type { StoredPolicy } from '../../../../policy/calico1/stored-policy';
import { TCP } from '../../../../policy/model/protocol';
import type { Reachability } from '../../../../policy/reach';
import type { ComputedNode } from './computed-node';
import type { NodeRanges } from './open-ranges';

/** Beyond this many port ranges that rules tell apart, only ports on which somebody is known to listen are evaluated. */
const MOST_RANGES = 64;

/**
 * Returns what policy allows over TCP from and to endpoints of hosts, which depends on the hosts; undefined for a pair
 * without one.
 */
export function hostRanges(
  nodes: readonly ComputedNode[],
  policy: StoredPolicy,
): (from: ComputedNode, to: ComputedNode) => NodeRanges | undefined {
  if (nodes.every(({ node }) => node.kind !== 'host')) return () => undefined;
  const kinds = connectivityOf(policy).kinds.filter(({ protocol }) => protocol === TCP);
  const ranges = kinds.length > MOST_RANGES ? [] : kinds;
  const ports = [...new Set([...nodes.flatMap(({ listening }) => listening), ...ranges.map(({ first }) => first)])];
  const outside = nodes.flatMap(({ node, parties }) => (node.kind === 'outside' ? parties : [])).sort();
  const reach = reachOf(policy, { protocol: 'tcp', ports: ports.sort((a, b) => a - b), outside });
  const classes = new Map(nodes.map((node) => [node, distinct(node, reach)]));
  return (from, to) => {
    if (from.node.kind !== 'host' && to.node.kind !== 'host') return undefined;
    const asked = to.listening.length > 0 ? to.listening.map((port) => ({ first: port, last: port })) : ranges;
    let partly = false;
    const open = asked.flatMap(({ first, last }) => {
      const pairs = (classes.get(from) ?? []).flatMap((source) =>
        (classes.get(to) ?? []).map((destination) => reach.allows(source, destination, first)),
      );
      if (!pairs.includes(true)) return [];
      partly ||= pairs.includes(false);
      return [{ protocol: TCP, first, last }];
    });
    return { open, partly };
  };
}

/** One party of each class, because policy can't tell the others apart. Those without an address reach nobody. */
function distinct({ parties }: ComputedNode, { population }: Reachability): readonly string[] {
  const classes = new Map<number, string>();
  for (const party of parties) {
    const number = population.classOf(party);
    if (number !== undefined) classes.set(number, party);
  }
  return [...classes.values()];
}
