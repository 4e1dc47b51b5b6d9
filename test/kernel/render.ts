import type { Direction, Port, Rule } from '../../src/policy/calico1/rule';
import { MACHINES, type TestPolicy, type TestProfile, type Version, type Workload } from './policy';

/** How tags are matched: by sets of addresses as in Felix, or by marks if the kernel has no sets. */
export type TagMatching = 'sets' | 'marks';

/** A policy for the kernel: input of `ipset restore`, and the filter table for `iptables-restore`. */
export interface Rendered {
  readonly sets: string;
  readonly filter: string;
}

/** Packets to this port always pass: they show that all before them have been processed. */
export const MARKER_PORT = 7;

const ACCEPTED = '0x1/0x1';
const NEXT_TIER = '0x2/0x2';
const DROP = '-j DROP';

/**
 * Renders a policy as Felix 1.4 does for one host, written only from the description of its chains. Shares nothing with
 * the engine under test. Workloads are behind interfaces named after their machine.
 */
export function render({ profiles, workloads }: TestPolicy, version: Version, matching: TagMatching): Rendered {
  const tags = [...new Set([...Object.values(profiles).flatMap((profile) => profile.tags), ...namedTags(profiles)])];
  const members = tags.map((tag) =>
    workloads
      .filter((workload) => workload.profiles.some((name) => profiles[name]?.tags.includes(tag)))
      .map((workload) => addressOf(workload, version)),
  );
  const tagMatch: TagMatch = (tag, side) =>
    matching === 'sets'
      ? `--match-set ${setName(version, tags.indexOf(tag))} ${side}`
      : `--mark ${markOf(tags.indexOf(tag), side)}`;
  const names = Object.keys(profiles);
  const chains = names.flatMap((name, index) =>
    (['inbound', 'outbound'] as const).map((direction) =>
      profileChain(`p${index}-${direction}`, profiles[name]?.rules?.[direction], version, { matching, tagMatch }),
    ),
  );
  const lines = [
    `-A FORWARD -p udp --dport ${MARKER_PORT} -j ACCEPT`,
    `-A FORWARD -m conntrack --ctstate INVALID ${DROP}`,
    '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    ...(matching === 'marks'
      ? members.flatMap((addresses, index) =>
          addresses.flatMap((address) => [
            markRule('-s', address, markOf(index, 'src')),
            markRule('-d', address, markOf(index, 'dst')),
          ]),
        )
      : []),
    ...workloads.map(({ name }) => `-A FORWARD -i cali-${name} -j from-${name}`),
    ...workloads.map(({ name }) => `-A FORWARD -o cali-${name} -j to-${name}`),
    ...workloads.flatMap((workload) => [
      ...workloadChain(workload, 'outbound', names),
      ...workloadChain(workload, 'inbound', names),
    ]),
    ...chains.flat(),
  ];
  const own = [
    ...workloads.flatMap(({ name }) => [`from-${name}`, `to-${name}`]),
    ...names.flatMap((_, index) => [`p${index}-inbound`, `p${index}-outbound`]),
  ];
  const filter = ['*filter', ':FORWARD ACCEPT', ...own.map((chain) => `:${chain} -`), ...lines, 'COMMIT', ''].join(
    '\n',
  );
  const family = version === 4 ? 'inet' : 'inet6';
  const sets = members.flatMap((addresses, index) => {
    const name = setName(version, index);
    return [
      `create -exist ${name} hash:ip family ${family}`,
      `flush ${name}`,
      ...addresses.map((address) => `add ${name} ${address}`),
    ];
  });
  return { sets: matching === 'sets' ? [...sets, ''].join('\n') : '', filter };
}

type TagMatch = (tag: string, side: 'src' | 'dst') => string;

interface Matching {
  readonly matching: TagMatching;
  readonly tagMatch: TagMatch;
}

/** Tags in rules that no profile has are empty sets. */
function namedTags(profiles: Readonly<Record<string, TestProfile>>): string[] {
  const rules = Object.values(profiles).flatMap((profile) => [
    ...(profile.rules?.inbound ?? []),
    ...(profile.rules?.outbound ?? []),
  ]);
  return rules
    .flatMap((rule) => [rule.src_tag, rule.dst_tag, rule['!src_tag'], rule['!dst_tag']])
    .filter((tag) => tag !== undefined);
}

function addressOf({ name }: Workload, version: Version): string {
  return MACHINES.find((machine) => machine.name === name)?.[version] ?? '';
}

function setName(version: Version, index: number): string {
  return `tag${version}-${index}`;
}

/** One bit per tag and side, above the two that rules set. */
function markOf(index: number, side: 'src' | 'dst'): string {
  if (index >= 15) throw new Error('There are more tags than marks.');
  const bit = `0x${(2 ** (2 + index * 2 + (side === 'src' ? 0 : 1))).toString(16)}`;
  return `${bit}/${bit}`;
}

function markRule(side: '-s' | '-d', address: string, mark: string): string {
  return `-A FORWARD ${side} ${address} -j MARK --set-mark ${mark}`;
}

/** The MAC address of a machine. Packets with another one are dropped. */
export function hardwareAddress(machine: string): string {
  return `02:ca:11:c0:00:${(MACHINES.findIndex(({ name }) => name === machine) + 1).toString(16).padStart(2, '0')}`;
}

/** The profiles of a workload in order, until one accepts; otherwise the packet is dropped. */
function workloadChain({ name, profiles, active }: Workload, direction: Direction, names: readonly string[]): string[] {
  const chain = `-A ${direction === 'outbound' ? 'from' : 'to'}-${name}`;
  if (active === false) return [`${chain} ${DROP}`];
  return [
    `${chain} -j MARK --set-mark 0x0/0x1`,
    ...(direction === 'outbound' ? [`${chain} -m mac ! --mac-source ${hardwareAddress(name)} ${DROP}`] : []),
    ...profiles.flatMap((profile) => [
      names.includes(profile) ? `${chain} -j p${names.indexOf(profile)}-${direction}` : `${chain} ${DROP}`,
      `${chain} -m mark --mark ${ACCEPTED} -j RETURN`,
    ]),
    `${chain} ${DROP}`,
  ];
}

function profileChain(name: string, rules: readonly Rule[] | undefined, version: Version, tags: Matching): string[] {
  const chain = `-A ${name}`;
  if (!rules) return [`${chain} ${DROP}`];
  return rules.flatMap((rule) => ruleLines(rule, version, tags).map((line) => `${chain} ${line}`));
}

function ruleLines(rule: Rule, version: Version, tags: Matching): string[] {
  if (rule.ip_version !== undefined && rule.ip_version !== version) return [];
  if (isUnrenderable(rule, version)) return [DROP];
  return matchLines(rule, version, tags).flatMap((match) => {
    switch (rule.action ?? 'allow') {
      case 'allow':
        return [`${match} -j MARK --set-mark ${ACCEPTED}`, `-m mark --mark ${ACCEPTED} -j RETURN`];
      case 'deny':
        return [`${match} ${DROP}`];
      case 'next-tier':
        return [`${match} -j MARK --set-mark ${NEXT_TIER}`, `-m mark --mark ${NEXT_TIER} -j RETURN`];
      case 'log':
        return [`${match} -j LOG`];
    }
  });
}

/** If Felix's generator can't render a rule, it drops everything in its place. */
function isUnrenderable(rule: Rule, version: Version): boolean {
  const ports = [rule.src_ports, rule.dst_ports, rule['!src_ports'], rule['!dst_ports']].some(
    (list) => list && list.length > 0,
  );
  const types = [rule.icmp_type, rule['!icmp_type']].filter((type) => type !== undefined);
  if (ports && rule.protocol !== 'tcp' && rule.protocol !== 'udp') return true;
  return types.includes(255) || (types.length > 0 && version === 6 && rule.protocol !== 'icmpv6');
}

/** The conditions of a rule; several lines if its ports don't fit into one. */
function matchLines(rule: Rule, version: Version, { matching, tagMatch }: Matching): string[] {
  const parts: string[] = [];
  for (const prefix of ['', '!'] as const) {
    const not = prefix === '!' ? '! ' : '';
    const protocol = rule[`${prefix}protocol`];
    if (protocol !== undefined) parts.push(`${not}-p ${protocol}`);
    for (const side of ['src', 'dst'] as const) {
      const net = rule[`${prefix}${side}_net`];
      const tag = rule[`${prefix}${side}_tag`];
      if (net?.includes(':') === (version === 6)) parts.push(`${not}${side === 'src' ? '-s' : '-d'} ${net}`);
      if (tag !== undefined) parts.push(`-m ${matching === 'sets' ? 'set' : 'mark'} ${not}${tagMatch(tag, side)}`);
    }
    const type = rule[`${prefix}icmp_type`];
    if (type !== undefined && rule.protocol === (version === 4 ? 'icmp' : 'icmpv6')) {
      const code = rule[`${prefix}icmp_code`];
      parts.push(
        `${version === 4 ? '-m icmp' : '-m icmp6'} ${not}${version === 4 ? '--icmp-type' : '--icmpv6-type'} ${type}${code === undefined ? '' : `/${code}`}`,
      );
    }
  }
  for (const side of ['source', 'destination'] as const) {
    for (const ports of chunks(rule[side === 'source' ? '!src_ports' : '!dst_ports']))
      parts.push(`-m multiport ! --${side}-ports ${ports}`);
  }
  const wanted = (side: 'source' | 'destination', ports: readonly Port[] | undefined) => {
    const lists = chunks(ports).map((list) => [`-m multiport --${side}-ports ${list}`]);
    return lists.length > 0 ? lists : [[]];
  };
  return wanted('source', rule.src_ports).flatMap((source) =>
    wanted('destination', rule.dst_ports).map((destination) => [...parts, ...source, ...destination].join(' ')),
  );
}

/** The kernel accepts 15 ports at once; a range counts as two. */
function chunks(ports: readonly Port[] = []): string[] {
  const lists: string[][] = [];
  let room = 0;
  for (const port of ports) {
    const size = typeof port === 'string' ? 2 : 1;
    if (room < size) {
      lists.push([]);
      room = 15;
    }
    lists.at(-1)?.push(String(port));
    room -= size;
  }
  return lists.map((list) => list.join(','));
}
