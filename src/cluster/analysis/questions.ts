import * as l10n from '@vscode/l10n';
import { formatAddress, parseNetwork, type Network } from '../../policy/model/address';
import type { Rule } from '../../policy/calico1/rule';
import { knownPorts } from '../model/known-ports';
import type { ReachQuery } from './reach';
import type { CompiledModel } from '../../policy/verdict';
import type { Snapshot } from '../model/snapshot';
import { ANYONE_OUTSIDE } from '../model/workloads';

/** The questions to ask about a cluster to learn the effect of some rules. */
export interface Questions {
  readonly asked: readonly ReachQuery[];
  /** The names of the machines outside that are queried: the CIDR of a rule, by address. */
  readonly outside: ReadonlyMap<string, string>;
  /** CIDRs of rules that are not queried because there are too many. */
  readonly leftOut: ReadonlySet<string>;
  /** The number of used ports that are omitted because there are too many. */
  readonly unasked: number;
}

/** Represents all ports that no rule specifies. */
export const ANY_PORT = 1;

/** Maximum number of CIDRs that are queried one by one. */
const MOST_NETWORKS = 32;

/** Maximum number of ports that are queried. Ports in the rules come first, then ports with a listener. */
const MOST_PORTS = 64;

const NUMBERS = { tcp: '6', udp: '17', icmp: '1' } as const;
type Protocol = ReachQuery['protocol'];

/**
 * Returns questions about TCP on all used ports and about everything else the rules match, including machines outside.
 */
export function questionsAbout(rules: readonly Rule[], model: CompiledModel, snapshot: Snapshot): Questions {
  const named = (protocol: Protocol) => rules.some((rule) => isOf(rule, protocol));
  const own = { tcp: portsIn(rules, 'tcp'), udp: portsIn(rules, 'udp') };
  const inUse = knownPorts(snapshot)
    .toSorted((a, b) => b.listeners.size - a.listeners.size)
    .map(({ port }) => port);
  const tcp = [...new Set([ANY_PORT, ...own.tcp, ...inUse])];
  const { outside, leftOut } = outsiders(rules, model);
  const question = (protocol: Protocol, ports: Iterable<number>): ReachQuery => ({
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

/** Returns the address that represents an IPv4 CIDR in questions, or undefined for IPv6. */
export function addressIn(cidr: string): string | undefined {
  const network = ipv4In(cidr);
  return network && formatAddress(network);
}

function ipv4In(cidr: string): Network | undefined {
  const network = parseNetwork(cidr);
  return network?.version === 4 ? network : undefined;
}

function isOf({ protocol }: Rule, wanted: Protocol): boolean {
  return String(protocol) === wanted || String(protocol) === NUMBERS[wanted];
}

/** Returns the ports in rules for a protocol. A range is represented by its first port. */
function portsIn(rules: readonly Rule[], protocol: 'tcp' | 'udp'): readonly number[] {
  const about = rules.filter((rule) => rule.protocol === undefined || isOf(rule, protocol));
  return about
    .flatMap(({ dst_ports: ports, '!dst_ports': not }) => [...(ports ?? []), ...(not ?? [])])
    .map((port) => Number(String(port).split(':')[0]));
}

/**
 * Returns an address outside the cluster and one address per CIDR of the rules that belongs to no endpoint, with their
 * names.
 */
function outsiders(rules: readonly Rule[], model: CompiledModel): Pick<Questions, 'outside' | 'leftOut'> {
  const outside = new Map([[ANYONE_OUTSIDE, l10n.t('anyone outside')]]);
  const leftOut = new Set<string>();
  for (const cidr of rules.flatMap(({ src_net: source, dst_net: destination }) => [source, destination])) {
    const network = cidr === undefined ? undefined : ipv4In(cidr);
    if (cidr === undefined || !network) continue;
    const address = formatAddress(network);
    if (outside.has(address) || model.directory.workloadAt(model.place(network))) continue;
    if (outside.size <= MOST_NETWORKS) outside.set(address, cidr);
    else leftOut.add(cidr);
  }
  return { outside, leftOut };
}
