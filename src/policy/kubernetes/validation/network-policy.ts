import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import { contains, parseAddress, type Network } from '../../model/address';
import { hasHostBits, maskedCidr, parseCidr, parseCidrOrAddress } from '../../objects/cidr';
import type { Findings } from '../../objects/finding';
import { portNameFault } from '../../objects/names';
import type { IpBlock, NetworkPolicy, Peer, Port } from '../objects';
import { checkChoice } from './checks';
import { checkLabelSelector } from './selector';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const TYPES = ['Ingress', 'Egress'];

/** Checks a NetworkPolicy as Kubernetes' API server does (1.36 and later, which reject host bits). */
export function checkNetworkPolicy({ spec = {} }: NetworkPolicy, findings: Findings): void {
  checkLabelSelector(spec.podSelector, ['spec', 'podSelector'], findings);
  for (const [index, { from = [], ports = [] }] of (spec.ingress ?? []).entries()) {
    checkRule(ports, from, ['spec', 'ingress', index], 'from', findings);
  }
  for (const [index, { to = [], ports = [] }] of (spec.egress ?? []).entries()) {
    checkRule(ports, to, ['spec', 'egress', index], 'to', findings);
  }
  const types = spec.policyTypes ?? [];
  if (types.length > TYPES.length)
    findings.schema(['spec', 'policyTypes'], l10n.t('There are two types of policy at most.'));
  else {
    for (const [index, type] of types.entries()) checkChoice(type, TYPES, ['spec', 'policyTypes', index], findings);
  }
}

function checkRule(
  ports: readonly Port[],
  peers: readonly Peer[],
  path: Path,
  far: 'from' | 'to',
  findings: Findings,
): void {
  for (const [index, port] of ports.entries()) checkPort(port, [...path, 'ports', index], findings);
  for (const [index, peer] of peers.entries()) checkPeer(peer, [...path, far, index], findings);
}

function checkPort({ protocol = 'TCP', port, endPort }: Port, path: Path, findings: Findings): void {
  checkChoice(protocol, PROTOCOLS, [...path, 'protocol'], findings);
  if (typeof port === 'number' && !isPort(port)) {
    findings.schema([...path, 'port'], l10n.t('{0} is not a port: ports are 1 to 65535.', port));
  } else if (typeof port === 'string') {
    const fault = portNameFault(port);
    const number = /^\d{1,5}$/.test(port) && isPort(Number(port)) ? Number(port) : undefined;
    const message =
      number === undefined
        ? l10n.t('The port’s name “{0}” {1}.', port, fault ?? '')
        : l10n.t('Write the port number without quotes.');
    if (fault !== undefined) findings.schema([...path, 'port'], message, number);
  }
  if (endPort === undefined) return;
  const at = [...path, 'endPort'];
  if (port === undefined) findings.schema(at, l10n.t('A port range needs “port” as its start.'));
  else if (typeof port === 'string') findings.schema(at, l10n.t('A named port can’t start a range.'));
  else if (endPort < port) findings.schema(at, l10n.t('The range {0}–{1} starts after its end.', port, endPort));
  else if (!isPort(endPort)) findings.schema(at, l10n.t('{0} is not a port: ports are 1 to 65535.', endPort));
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65535;
}

function checkPeer({ podSelector, namespaceSelector, ipBlock }: Peer, path: Path, findings: Findings): void {
  if (!podSelector && !namespaceSelector && !ipBlock) {
    findings.schema(path, l10n.t('A peer needs “podSelector”, “namespaceSelector” or “ipBlock”.'));
  } else if (ipBlock && (podSelector || namespaceSelector)) {
    findings.schema(path, l10n.t('“ipBlock” cannot be combined with selectors: make them separate peers.'));
  } else if (ipBlock) checkBlock(ipBlock, [...path, 'ipBlock'], findings);
  checkLabelSelector(podSelector, [...path, 'podSelector'], findings);
  checkLabelSelector(namespaceSelector, [...path, 'namespaceSelector'], findings);
}

function checkBlock({ cidr = '', except = [] }: IpBlock, path: Path, findings: Findings): void {
  if (cidr === '') {
    findings.schema([...path, 'cidr'], l10n.t('“ipBlock” needs a CIDR.'));
    return;
  }
  const block = checkCidr(cidr, [...path, 'cidr'], findings);
  if (!block) return;
  for (const [index, text] of except.entries()) {
    const at = [...path, 'except', index];
    const excluded = checkCidr(text, at, findings);
    if (!excluded || (contains(block, excluded) && excluded.prefix > block.prefix)) continue;
    findings.schema(at, l10n.t('“{0}” must lie inside “{1}”, and be smaller.', text, cidr));
  }
}

/** Returns the network if it can be parsed, even if it is invalid otherwise. */
function checkCidr(text: string, path: Path, findings: Findings): Network | undefined {
  const network = parseCidr(text);
  const [head = '', tail = ''] = text.split('/');
  const zeros = !network && parseCidr(`${head.replace(/\b0+(?=\d)/g, '')}/${tail}`);
  if (zeros) findings.schema(path, l10n.t('“{0}” must not have leading zeros.', text));
  else if (!network) {
    const address = parseCidrOrAddress(text);
    const whole = address && `${text}/${address.version === 4 ? 32 : 128}`;
    findings.schema(
      path,
      address ? l10n.t('“{0}” has no prefix length.', text) : l10n.t('“{0}” is not a CIDR, such as 10.9.8.0/24.', text),
      whole,
    );
  } else if (parseAddress(head)?.version !== network.version) {
    findings.schema(path, l10n.t('“{0}” is an IPv4 network in the form of IPv6.', text), maskedCidr(text));
  } else if (/^0\d/.test(tail))
    findings.schema(path, l10n.t('“{0}” must not have leading zeros.', text), maskedCidr(text));
  else if (hasHostBits(network)) {
    findings.schema(path, l10n.t('“{0}” has bits set beyond its prefix length.', text), maskedCidr(text));
  }
  return network;
}
