import { protocolName, TCP } from '../../../../policy/model/protocol';
import type { OpenRange } from '../../../../policy/reach';
import type { PortRange } from '../../protocol/elements';

const LAST_PORT = 65_535;

/**
 * Returns the ports to show of an edge. Where the destination is known to listen, these are its TCP ports, and what
 * policy allows of other protocols in particular.
 * @param listening TCP ports; empty if unknown.
 */
export function shownPorts(open: readonly OpenRange[], listening: readonly number[]): PortRange[] {
  if (listening.length === 0) return joined(open.map(shown));
  const ports = listening.filter((port) =>
    open.some(({ protocol, first, last }) => protocol === TCP && first <= port && port <= last),
  );
  const others = open.filter(
    ({ protocol, first, last }) => protocol !== TCP && first > 0 && !(first === 1 && last === LAST_PORT),
  );
  return joined([...ports.map((port) => ({ first: port, last: port })), ...others.map(shown)]);
}

function shown({ protocol, first, last }: OpenRange): PortRange {
  return { ...(protocol !== TCP && { protocol: protocolName(protocol).toLowerCase() }), first, last };
}

/** Joins adjacent ports of one protocol. */
function joined(ranges: readonly PortRange[]): PortRange[] {
  const result: PortRange[] = [];
  for (const range of ranges) {
    const before = result.at(-1);
    if (before?.protocol === range.protocol && before !== undefined && before.last + 1 >= range.first)
      result[result.length - 1] = { ...before, last: range.last };
    else result.push(range);
  }
  return result;
}
