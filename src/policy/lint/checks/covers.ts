import { contains, type Network } from '../../model/address';
import type { PortSpan, Shape, SideShape } from '../shape';

/**
 * Whether rule `a` matches everything that rule `b` matches, by their criteria alone: true is certain, false may only
 * mean unknown.
 */
export function covers(a: Shape, b: Shape): boolean {
  if (a.unconditional) return true;
  if (!a.plain || !b.plain) return false;
  if (a.protocol !== undefined && a.protocol !== b.protocol) return false;
  if (
    a.notProtocol !== undefined &&
    a.notProtocol !== b.notProtocol &&
    (b.protocol === undefined || b.protocol === a.notProtocol)
  )
    return false;
  if (a.version !== undefined && a.version !== b.version) return false;
  return (
    sideCovers(a.from, b.from, b.version) &&
    sideCovers(a.to, b.to, b.version) &&
    (!a.typed || icmpCovers(a.icmp, b.icmp))
  );
}

function sideCovers(a: SideShape, b: SideShape, version: 4 | 6 | undefined): boolean {
  const same = (x: string | undefined, y: string | undefined) => x === undefined || x === y;
  if (
    !same(a.tag, b.tag) ||
    !same(a.notTag, b.notTag) ||
    !same(a.selector, b.selector) ||
    !same(a.notSelector, b.notSelector)
  )
    return false;
  return netCovers(a.net, b, version) && notNetCovers(a.notNet, b, version) && portsCover(a, b);
}

/** A network counts only in the table of its own IP version. */
function netCovers(net: Network | undefined, b: SideShape, version: 4 | 6 | undefined): boolean {
  if (!net || (version !== undefined && version !== net.version)) return true;
  return b.net !== undefined && within(b.net, net);
}

function notNetCovers(net: Network | undefined, b: SideShape, version: 4 | 6 | undefined): boolean {
  if (!net || (version !== undefined && version !== net.version)) return true;
  if (b.notNet && within(net, b.notNet)) return true;
  return b.net?.version === net.version && !within(b.net, net) && !within(net, b.net);
}

function portsCover(a: SideShape, b: SideShape): boolean {
  if (
    a.ports.length > 0 &&
    (b.ports.length === 0 ||
      !b.ports.every((span) => a.ports.some((other) => other[0] <= span[0] && span[1] <= other[1])))
  )
    return false;
  if (a.notPorts.length === 0) return true;
  const excluded = a.notPorts.every((span) => b.notPorts.some((other) => other[0] <= span[0] && span[1] <= other[1]));
  return excluded || (b.ports.length > 0 && !b.ports.some((span) => a.notPorts.some((other) => overlap(span, other))));
}

function overlap(a: PortSpan, b: PortSpan): boolean {
  return a[0] <= b[1] && b[0] <= a[1];
}

/** Type, code, and their negations: each criterion of `a` must be in `b`; a missing code matches any. */
function icmpCovers(a: Shape['icmp'], b: Shape['icmp']): boolean {
  const [type, code, notType, notCode] = a;
  const [otherType, otherCode, otherNotType, otherNotCode] = b;
  if (type !== undefined && (type !== otherType || (code !== undefined && code !== otherCode))) return false;
  return notType === undefined || (notType === otherNotType && notCode === otherNotCode);
}

/** Whether `outer` contains `inner`. */
function within(inner: Network, outer: Network): boolean {
  return inner.prefix >= outer.prefix && contains(outer, inner);
}
