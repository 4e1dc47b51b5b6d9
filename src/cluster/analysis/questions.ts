import * as l10n from '@vscode/l10n';
import { formatAddress, parseNetwork } from '../../policy/model/address';
import type { Rule } from '../../policy/calico1/rule';
import { knownPorts } from '../model/listening-ports';
import type { Question } from './reach';
import type { PolicyData, Snapshot } from '../model/snapshot';
import { SOMEBODY } from '../model/workloads';

/** What to ask about a cluster to learn what some rules do in it. */
export interface Questions {
  readonly asked: readonly Question[];
  /** What to call the machines outside that are asked about: the CIDR of a rule, by address. */
  readonly outside: ReadonlyMap<string, string>;
  /** CIDRs of the rules about which nobody is asked, since there are too many. */
  readonly leftOut: ReadonlySet<string>;
  /** How many ports in use are left out, since there are too many. */
  readonly unasked: number;
}

/** Stands for the ports that nobody names. */
export const ANY_PORT = 1;

/** How many CIDRs of rules are asked about one by one. */
const MOST_NETWORKS = 32;

/** How many ports are asked about; those that the rules name come first, then those on which somebody listens. */
const MOST_PORTS = 64;

const NUMBERS = { tcp: '6', udp: '17', icmp: '1' } as const;
type Protocol = Question['protocol'];

/** TCP on all ports in use, and what else the rules are about; from and to machines outside too. */
export function questionsAbout(rules: readonly Rule[], policy: PolicyData, snapshot: Snapshot): Questions {
  const named = (protocol: Protocol) => rules.some((rule) => isOf(rule, protocol));
  const own = { tcp: portsIn(rules, 'tcp'), udp: portsIn(rules, 'udp') };
  const inUse = knownPorts(snapshot)
    .toSorted((a, b) => b.listeners.size - a.listeners.size)
    .map(({ port }) => port);
  const tcp = [...new Set([ANY_PORT, ...own.tcp, ...inUse])];
  const { outside, leftOut } = outsiders(rules, policy);
  const question = (protocol: Protocol, ports: Iterable<number>): Question => ({
    protocol,
    ports: [...ports].sort((a, b) => a - b),
    outside: [...outside.keys()],
  });
  return {
    asked: [
      question('tcp', tcp.slice(0, MOST_PORTS)),
      ...(named('udp') ? [question('udp', [...new Set([ANY_PORT, ...own.udp])].slice(0, MOST_PORTS))] : []),
      ...(named('icmp') ? [question('icmp', [0])] : []),
    ],
    outside,
    leftOut,
    unasked: Math.max(0, tcp.length - MOST_PORTS),
  };
}

/** The address by which a CIDR of IPv4 is asked about; undefined for one of IPv6. */
export function addressIn(cidr: string): string | undefined {
  const network = parseNetwork(cidr);
  return network?.version === 4 ? formatAddress(network) : undefined;
}

function isOf({ protocol }: Rule, wanted: Protocol): boolean {
  return String(protocol) === wanted || String(protocol) === NUMBERS[wanted];
}

/** The ports that rules about a protocol name; of a range the first. */
function portsIn(rules: readonly Rule[], protocol: 'tcp' | 'udp'): readonly number[] {
  const about = rules.filter((rule) => rule.protocol === undefined || isOf(rule, protocol));
  return about
    .flatMap(({ dst_ports: ports, '!dst_ports': not }) => [...(ports ?? []), ...(not ?? [])])
    .map((port) => Number(String(port).split(':')[0]));
}

/** Somebody outside, and one machine of each CIDR in the rules that is no endpoint's, with what to call them. */
function outsiders(rules: readonly Rule[], { endpoints }: PolicyData): Pick<Questions, 'outside' | 'leftOut'> {
  const own = new Set(
    endpoints.flatMap(({ ipv4Nets, ipv6Nets }) => [...ipv4Nets, ...ipv6Nets]).flatMap((net) => addressIn(net) ?? []),
  );
  const outside = new Map([[SOMEBODY, l10n.t('anyone outside')]]);
  const leftOut = new Set<string>();
  for (const cidr of rules.flatMap(({ src_net: source, dst_net: destination }) => [source, destination])) {
    const address = cidr === undefined ? undefined : addressIn(cidr);
    if (cidr === undefined || address === undefined || own.has(address) || outside.has(address)) continue;
    if (outside.size <= MOST_NETWORKS) outside.set(address, cidr);
    else leftOut.add(cidr);
  }
  return { outside, leftOut };
}
