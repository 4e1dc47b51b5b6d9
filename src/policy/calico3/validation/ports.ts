import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import type { Findings } from '../../objects/finding';
import { portNameFault } from '../../objects/names';
import type { Port, Protocol } from '../objects';

const NAMES: ReadonlyMap<string, number> = new Map([
  ['TCP', 6],
  ['UDP', 17],
  ['ICMP', 1],
  ['ICMPv6', 58],
  ['SCTP', 132],
  ['UDPLite', 136],
]);

/** Protocols with ports that rules can match. */
const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 132]);

/** Returns the number of a protocol; undefined if it is unknown. */
export function protocolNumber(protocol: Protocol): number | undefined {
  if (typeof protocol === 'number') return protocol;
  return NAMES.get(protocol) ?? (/^\d{1,3}$/.test(protocol) && Number(protocol) <= 255 ? Number(protocol) : undefined);
}

/** Whether rules can match the protocol's ports. */
export function hasPorts(protocol: Protocol | undefined): boolean {
  const number = protocol === undefined ? undefined : protocolNumber(protocol);
  return number !== undefined && WITH_PORTS.has(number);
}

export function checkProtocol(protocol: Protocol | undefined, path: Path, findings: Findings): void {
  if (protocol === undefined) return;
  const number = protocolNumber(protocol);
  if (typeof protocol === 'number' && (protocol < 0 || protocol > 255)) {
    findings.server(path, l10n.t('{0} is not a protocol number: they are 1 to 255.', protocol));
  } else if (number === 0) findings.server(path, l10n.t('0 is not a protocol number: they are 1 to 255.'));
  else if (number === undefined) {
    const meant = [...NAMES.keys()].find((name) => name.toLowerCase() === String(protocol).toLowerCase());
    findings.server(
      path,
      l10n.t('“{0}” is not a protocol: use one of {1}, or a number.', protocol, [...NAMES.keys()].join(', ')),
      meant,
    );
  }
}

/** Checks a number, a range with a colon, or a name. */
export function checkPort(port: Port, path: Path, findings: Findings): void {
  const [, first, last] = /^(\d+)(?::(\d+))?$/.exec(String(port)) ?? [];
  if (first === undefined) {
    checkName(String(port), path, findings);
    return;
  }
  const ends = [Number(first), Number(last ?? first)] as const;
  if (ends.some((end) => end > 65535)) findings.server(path, l10n.t('{0} is not a port: ports are 1 to 65535.', port));
  else if (ends[0] > ends[1]) {
    findings.server(path, l10n.t('The range {0} starts after its end.', port), `${ends[1]}:${ends[0]}`);
  } else if (ends[0] === 0) findings.server(path, l10n.t('0 is not a port: ports are 1 to 65535.'));
}

function checkName(port: string, path: Path, findings: Findings): void {
  const [, first, last] = /^(\d{1,5})\s*-\s*(\d{1,5})$/.exec(port) ?? [];
  if (first !== undefined && last !== undefined) {
    findings.server(path, l10n.t('Write a port range with a colon: {0}:{1}.', first, last), `${first}:${last}`);
    return;
  }
  const fault = portNameFault(port);
  if (fault !== undefined) findings.server(path, l10n.t('The port’s name “{0}” {1}.', port, fault));
}

/** Whether it is a number or a range, which require a protocol with ports. */
export function isNumeric(port: Port): boolean {
  return /^\d+(:\d+)?$/.test(String(port));
}
