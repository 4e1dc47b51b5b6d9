import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import type { Port, Protocol } from '../../calico3/objects';
import { Unconvertible } from './result';

/** A port of any Kubernetes policy. */
export interface PortItem {
  /** undefined for a named port of any protocol. */
  readonly protocol: string | undefined;
  /** A number, a name, or a range; undefined for all ports of the protocol. */
  readonly port: number | string | readonly [number, number] | undefined;
  readonly path: Path;
}

/** Protocol and ports of a converted rule. */
export interface ProtocolPorts {
  readonly protocol?: Protocol;
  readonly ports?: readonly Port[];
}

/**
 * Returns one entry per protocol, sorted by name, with its ports merged into ranges. No item, or an empty item, means
 * all ports of all protocols.
 */
export function portsByProtocol(items: readonly PortItem[]): readonly ProtocolPorts[] {
  if (items.length === 0) return [{}];
  const found = new Map<string, (number | string | readonly [number, number])[] | 'all'>();
  for (const { protocol = '', port, path } of items) {
    if (port === undefined && protocol === '') return [{}];
    const known = found.get(protocol);
    if (port === undefined) found.set(protocol, 'all');
    else if (known !== 'all') found.set(protocol, [...(known ?? []), readPort(port, path)]);
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([protocol, ports]) => ({
      ...(protocol !== '' && { protocol }),
      ...(ports !== 'all' && { ports: merged(ports) }),
    }));
}

/** A numeric name is a number. */
function readPort(
  port: number | string | readonly [number, number],
  path: Path,
): number | string | readonly [number, number] {
  if (typeof port === 'object') {
    const [first, last] = port;
    if (first <= last) return port;
    throw new Unconvertible(path, l10n.t('The port range {0}–{1} starts after its end.', first, last));
  }
  if (typeof port === 'number') return port;
  if (/^\d+$/.test(port)) return Number(port);
  if (/^[a-zA-Z0-9_.-]{1,128}$/.test(port)) return port;
  throw new Unconvertible(path, l10n.t('“{0}” is not a valid port name.', port));
}

/** Names in order, then the fewest ranges that contain the numbers. */
function merged(ports: readonly (number | string | readonly [number, number])[]): readonly Port[] {
  const names = ports.filter((port) => typeof port === 'string');
  const ranges = ports
    .filter((port) => typeof port !== 'string')
    .map((port): readonly [number, number] => (typeof port === 'number' ? [port, port] : port))
    .sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [first, last] of ranges) {
    const before = joined.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return [...names, ...joined.map(([first, last]) => (first === last ? first : `${first}:${last}`))];
}
