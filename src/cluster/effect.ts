import { formatAddress, parseNetwork } from '../policy/address';
import { compare, type Change } from '../policy/diff';
import type { Profile } from '../policy/profile';
import type { Rule } from '../policy/rule';
import { compiledOf, withDrafts } from './compiled';
import { knownPorts } from './ports';
import { reachOf, type Question } from './reach';
import { dataOf } from './joins';
import type { PolicyData, Snapshot } from './snapshot';
import { SOMEBODY, workloadNamed } from './workloads';

/** Connections that open or close, from each of the ones to each of the others, save to itself. */
export interface EffectChange extends Omit<Change, 'port'> {
  readonly protocol: Question['protocol'];
  readonly ports: readonly number[];
}

/** What a change of profiles does to who reaches whom, on the ports that the cluster or the change has to do with. */
export interface Effect {
  readonly opened: readonly EffectChange[];
  readonly closed: readonly EffectChange[];
  /** What to call machines outside that a rule of the change means: its CIDR, by the address that was asked about. */
  readonly outside: ReadonlyMap<string, string>;
}

/** How many CIDRs of a change are asked about one by one. */
const MOST_NETWORKS = 32;

/**
 * What would open and close if profiles became what the drafts say.
 * @returns undefined while the policy is not known.
 */
export function effectOf(drafts: readonly Profile[], snapshot: Snapshot): Effect | undefined {
  const policy = dataOf(snapshot.policy);
  return policy && effectBetween(policy, withDrafts(policy, drafts), drafts, snapshot);
}

function effectBetween(before: PolicyData, after: PolicyData, drafts: readonly Profile[], snapshot: Snapshot): Effect {
  const former = new Map(before.profiles.map((profile) => [profile.name, profile]));
  const rules = drafts.flatMap((draft) => {
    const old = former.get(draft.name);
    return [...draft.inbound, ...draft.outbound, ...(old?.kind === 'profile' ? [...old.inbound, ...old.outbound] : [])];
  });
  const outside = outsiders(rules, before);
  const [compiledBefore, compiledAfter] = [compiledOf(before), compiledOf(after)];
  const diffs = questions(rules, [...outside.keys()], snapshot).map((question) => ({ ...compare(reachOf(compiledBefore, question), reachOf(compiledAfter, question)), protocol: question.protocol }));
  const all = (list: 'opened' | 'closed') => diffs.flatMap((diff) => merged(diff[list], diff.protocol));
  return { opened: all('opened'), closed: all('closed'), outside };
}

/** Changes between the same people on several ports become one. */
function merged(changes: readonly Change[], protocol: Question['protocol']): readonly EffectChange[] {
  const byEnds = new Map<string, { readonly from: readonly string[]; readonly to: readonly string[]; readonly ports: number[] }>();
  for (const { from, to, port } of changes) {
    const key = JSON.stringify([from, to]);
    const known = byEnds.get(key);
    if (known) known.ports.push(port);
    else byEnds.set(key, { from, to, ports: [port] });
  }
  return [...byEnds.values()].map((change) => ({ ...change, protocol }));
}

/** TCP on all ports in use, and what else the rules in question are about. */
function questions(rules: readonly Rule[], outside: readonly string[], snapshot: Snapshot): readonly Question[] {
  const portsOf = (protocol: 'tcp' | 'udp') => {
    const about = rules.filter((rule) => rule.protocol === undefined || String(rule.protocol) === protocol || String(rule.protocol) === NUMBERS[protocol]);
    return about.flatMap(({ dst_ports: ports, '!dst_ports': not }) => [...(ports ?? []), ...(not ?? [])]).map((port) => Number(String(port).split(':')[0]));
  };
  const named = (protocol: keyof typeof NUMBERS) => rules.some((rule) => String(rule.protocol) === protocol || String(rule.protocol) === NUMBERS[protocol]);
  const sorted = (ports: readonly number[]) => [...new Set(ports)].sort((a, b) => a - b);
  return [
    { protocol: 'tcp', ports: sorted([ANY_PORT, ...knownPorts(snapshot).map(({ port }) => port), ...portsOf('tcp')]), outside },
    ...(named('udp') ? [{ protocol: 'udp', ports: sorted([ANY_PORT, ...portsOf('udp')]), outside } as const] : []),
    ...(named('icmp') ? [{ protocol: 'icmp', ports: [0], outside } as const] : []),
  ];
}

const NUMBERS = { tcp: '6', udp: '17', icmp: '1' } as const;

/** Stands for the ports that nobody names. */
const ANY_PORT = 1;

/** Somebody outside, and one machine of each CIDR in the rules that is no endpoint's, with what to call them. */
function outsiders(rules: readonly Rule[], { endpoints }: PolicyData): ReadonlyMap<string, string> {
  const own = new Set(endpoints.flatMap(({ ipv4Nets, ipv6Nets }) => [...ipv4Nets, ...ipv6Nets]).flatMap((net) => addressIn(net) ?? []));
  const names = new Map([[SOMEBODY, 'anyone outside']]);
  for (const cidr of rules.flatMap(({ src_net: source, dst_net: destination }) => [source, destination])) {
    const address = cidr === undefined ? undefined : addressIn(cidr);
    if (cidr !== undefined && address !== undefined && !own.has(address) && names.size <= MOST_NETWORKS) names.set(address, cidr);
  }
  return names;
}

function addressIn(cidr: string): string | undefined {
  const network = parseNetwork(cidr);
  return network?.version === 4 ? formatAddress(network) : undefined;
}

/** How many ordered pairs can connect that could not, or no longer can. */
export function countOf(changes: readonly EffectChange[]): number {
  return changes.reduce((sum, { from, to }) => {
    const ends = new Set(to);
    return sum + from.length * to.length - from.filter((name) => ends.has(name)).length;
  }, 0);
}

/**
 * The changes in words, e.g. `client → frontend:9000`, those that concern machines outside first; at most so many, with
 * what is left out counted at the end.
 */
export function describe(changes: readonly EffectChange[], { outside }: Pick<Effect, 'outside'>, snapshot: Snapshot, most: number): readonly string[] {
  const called = (name: string) => outside.get(name) ?? workloadNamed(name, snapshot)?.name ?? name;
  const rank = (name: string) => `${outside.has(name) ? 0 : 1} ${called(name)}`;
  const list = (names: readonly string[]) => {
    const shown = names.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, NAMED).map(called).join(', ');
    return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
  };
  const concern = ({ from, to }: EffectChange) => ([...from, ...to].some((name) => outside.has(name)) ? 0 : 1);
  const words = changes
    .toSorted((a, b) => concern(a) - concern(b))
    .slice(0, most)
    .map(({ from, to, ports, protocol }) => `${list(from)} → ${list(to)}${portsInWords(ports, protocol)}`);
  return changes.length > most ? [...words, `and ${changes.length - most} more`] : words;
}

const NAMED = 3;

function portsInWords(ports: readonly number[], protocol: Question['protocol']): string {
  if (protocol === 'icmp') return ' by icmp';
  const named = ports.filter((port) => port !== ANY_PORT);
  const suffix = protocol === 'tcp' ? '' : `/${protocol}`;
  if (named.length === 0) return ` on other ${protocol} ports`;
  return `:${named.slice(0, NAMED).join(',')}${named.length > NAMED ? ',…' : ''}${suffix}${ports.length > named.length ? ' and others' : ''}`;
}
