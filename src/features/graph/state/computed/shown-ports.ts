import { protocolName, TCP, UDP } from '../../../../policy/model/protocol';
import type { Settings } from '../../../../policy/model/settings';
import { rangesOf, type OpenRange } from '../../../../policy/reach';
import type { PortRange } from '../../protocol/elements';

const LAST_PORT = 65_535;

/**
 * Returns the ports to show of an edge. Where the destination is known to listen, these are its TCP ports, and what
 * policy allows of other protocols in particular. Nothing is said about VXLAN, which workloads can't send whatever
 * policy allows.
 * @param listening TCP ports; empty if unknown.
 */
export function shownPorts(
  open: readonly OpenRange[],
  listening: readonly number[],
  { encapsulation, vxlanPort }: Pick<Settings, 'encapsulation' | 'vxlanPort'>,
): PortRange[] {
  const ranges = encapsulation.vxlan ? rangesOf(open) : withoutGap(rangesOf(open), UDP, vxlanPort);
  if (listening.length === 0) return ranges.map(shown);
  const ports = listening.filter((port) =>
    ranges.some(({ protocol, first, last }) => protocol === TCP && first <= port && port <= last),
  );
  const others = ranges.filter(
    ({ protocol, first, last }) => protocol !== TCP && first > 0 && !(first === 1 && last === LAST_PORT),
  );
  return rangesOf([...ports.map((port) => ({ protocol: TCP, first: port, last: port })), ...others]).map(shown);
}

/** Joins the ranges on both sides of a port. */
function withoutGap(ranges: readonly OpenRange[], protocol: number, port: number): readonly OpenRange[] {
  const after = ranges.findIndex((range) => range.protocol === protocol && range.first === port + 1);
  const [before, next] = [ranges[after - 1], ranges[after]];
  if (!before || !next || before.protocol !== protocol || before.last !== port - 1) return ranges;
  return ranges.toSpliced(after - 1, 2, { ...before, last: next.last });
}

function shown({ protocol, first, last }: OpenRange): PortRange {
  return { ...(protocol !== TCP && { protocol: protocolName(protocol).toLowerCase() }), first, last };
}
