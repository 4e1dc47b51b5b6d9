import { protocolName, TCP } from '../../../../policy/model/protocol';
import { rangesOf, type OpenRange } from '../../../../policy/reach';
import type { PortRange } from '../../protocol/elements';

const LAST_PORT = 65_535;

/**
 * Returns the ports to show of an edge. Where the destination is known to listen, these are its TCP ports, and what
 * policy allows of other protocols in particular.
 * @param listening TCP ports; empty if unknown.
 */
export function shownPorts(open: readonly OpenRange[], listening: readonly number[]): PortRange[] {
  const ranges = rangesOf(open);
  if (listening.length === 0) return ranges.map(shown);
  const ports = listening.filter((port) =>
    ranges.some(({ protocol, first, last }) => protocol === TCP && first <= port && port <= last),
  );
  const others = ranges.filter(
    ({ protocol, first, last }) => protocol !== TCP && first > 0 && !(first === 1 && last === LAST_PORT),
  );
  return rangesOf([...ports.map((port) => ({ protocol: TCP, first: port, last: port })), ...others]).map(shown);
}

function shown({ protocol, first, last }: OpenRange): PortRange {
  return { ...(protocol !== TCP && { protocol: protocolName(protocol).toLowerCase() }), first, last };
}
