import type { Direction, Port, Rule } from '../../src/policy/calico1/rule';
import {
  addressOf,
  labelsOf,
  MACHINES,
  SELECTORS,
  type HostEndpoint,
  type TestPolicy,
  type TestTier,
  type TestTierPolicy,
  type Version,
  type Workload,
} from './policy';

/** How tags and selectors are matched: by sets of addresses as in Felix, or by marks if the kernel has no sets. */
export type SetMatching = 'sets' | 'marks';

/** A policy for the kernel: input of `ipset restore`, and the filter table for `iptables-restore`, without its end. */
export interface Rendered {
  readonly sets: string;
  readonly filter: string;
}

/** Packets to this port always pass: they show that all before them have been processed. */
export const MARKER_PORT = 7;

const ACCEPTED = '0x1/0x1';
const NEXT_TIER = '0x2/0x2';
const UNDECIDED = '-m mark --mark 0x0/0x2';
const DROP = '-j DROP';

/** Ports that always pass at a host endpoint, so that administrators aren't locked out. */
const FAILSAFE = { inbound: [22], outbound: [2379, 2380, 4001, 7001] } as const;

/**
 * Renders a policy as Felix 1.4 does for one host, written only from the description of its chains. Shares nothing with
 * the engine under test. Workloads are behind interfaces named after their machine, the outsider behind `ext0`.
 */
export function render(policy: TestPolicy, version: Version, matching: SetMatching): Rendered {
  const { profiles, workloads, tiers = [], hostEndpoint } = policy;
  const rules = [...Object.values(profiles), ...tiers.flatMap(({ policies }) => policies)].flatMap((part) => [
    ...(part.rules?.inbound ?? []),
    ...(part.rules?.outbound ?? []),
  ]);
  const sets = setsOf(policy, rules, version);
  const names = [...sets.keys()];
  const setMatch: SetMatch = (key, side) =>
    matching === 'sets'
      ? `--match-set ${setName(version, names.indexOf(key))} ${side}`
      : `--mark ${markOf(names.indexOf(key), side)}`;
  const form = { matching, setMatch };
  const parts = [
    ...Object.keys(profiles).map((name, index) => ({ chain: `p${index}`, rules: profiles[name]?.rules })),
    ...tiers.flatMap(({ policies }, tier) =>
      policies.map((own, index) => ({ chain: tierChain(tier, index), rules: own.rules })),
    ),
  ];
  const endpoints = workloads.flatMap((workload) => [
    { chain: `from-${workload.name}`, lines: workloadChain(workload, 'outbound', policy) },
    { chain: `to-${workload.name}`, lines: workloadChain(workload, 'inbound', policy) },
  ]);
  const host = hostEndpoint
    ? [
        { chain: 'from-host', lines: hostChain(hostEndpoint, 'outbound', policy) },
        { chain: 'to-host', lines: hostChain(hostEndpoint, 'inbound', policy) },
      ]
    : [];
  const chains = [
    ...endpoints,
    ...host,
    ...parts.flatMap((part) =>
      (['inbound', 'outbound'] as const).map((direction) => ({
        chain: `${part.chain}-${direction}`,
        lines: ruleChain(part.rules?.[direction], version, form),
      })),
    ),
  ];
  const filter = [
    '*filter',
    ':INPUT ACCEPT',
    ':FORWARD ACCEPT',
    ':OUTPUT ACCEPT',
    ...chains.map(({ chain }) => `:${chain} -`),
    ...['INPUT', 'FORWARD', 'OUTPUT'].flatMap((chain) => [
      ...preamble(chain),
      ...(matching === 'marks' ? markRules(chain, sets) : []),
    ]),
    ...workloads.map(({ name }) => `-A FORWARD -i cali-${name} -j from-${name}`),
    ...workloads.map(({ name }) => `-A FORWARD -o cali-${name} -j to-${name}`),
    ...(hostEndpoint ? ['-A INPUT -i ext0 -j to-host', '-A OUTPUT -o ext0 -j from-host'] : []),
    ...chains.flatMap(({ chain, lines }) => lines.map((line) => `-A ${chain} ${line}`)),
    '',
  ].join('\n');
  return { sets: matching === 'sets' ? restoreSets([...sets.values()], version) : '', filter };
}

/** What comes before policy in each built-in chain. */
function preamble(chain: string): string[] {
  return [
    `-A ${chain} -p udp --dport ${MARKER_PORT} -j ACCEPT`,
    `-A ${chain} -m conntrack --ctstate INVALID ${DROP}`,
    `-A ${chain} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
  ];
}

type SetMatch = (key: string, side: 'src' | 'dst') => string;

interface Matching {
  readonly matching: SetMatching;
  readonly setMatch: SetMatch;
}

/** The addresses of each tag and selector in use. Tags that no profile has are empty sets. */
function setsOf(policy: TestPolicy, rules: readonly Rule[], version: Version): ReadonlyMap<string, readonly string[]> {
  const { profiles, workloads } = policy;
  const addresses = (belongs: (workload: Workload) => boolean) =>
    workloads.filter(belongs).map(({ name }) => addressOf(name, version));
  const tags = rules.flatMap((rule) => [rule.src_tag, rule.dst_tag, rule['!src_tag'], rule['!dst_tag']]);
  const selectors = rules.flatMap((rule) => [rule.src_selector, rule.dst_selector]);
  return new Map([
    ...[...Object.values(profiles).flatMap((profile) => profile.tags), ...tags]
      .filter((tag) => tag !== undefined)
      .map((tag): [string, readonly string[]] => [
        tagKey(tag),
        addresses((workload) => workload.profiles.some((name) => profiles[name]?.tags.includes(tag))),
      ]),
    ...selectors
      .filter((selector) => selector !== undefined)
      .map((selector): [string, readonly string[]] => [
        selectorKey(selector),
        addresses((workload) => selects(selector, workload, policy)),
      ]),
  ]);
}

const tagKey = (tag: string) => `tag ${tag}`;
const selectorKey = (selector: string) => `selector ${selector}`;

function selects(selector: string, endpoint: Pick<Workload, 'profiles' | 'labels'>, policy: TestPolicy): boolean {
  const matches = SELECTORS[selector];
  if (!matches) throw new Error(`The selector ${selector} is not supported in this test.`);
  return matches(labelsOf(endpoint, policy));
}

function restoreSets(sets: readonly (readonly string[])[], version: Version): string {
  const lines = sets.flatMap((addresses, index) => {
    const name = setName(version, index);
    return [
      `create -exist ${name} hash:ip family ${version === 4 ? 'inet' : 'inet6'}`,
      `flush ${name}`,
      ...addresses.map((address) => `add ${name} ${address}`),
    ];
  });
  return [...lines, ''].join('\n');
}

function setName(version: Version, index: number): string {
  return `set${version}-${index}`;
}

function markRules(chain: string, sets: ReadonlyMap<string, readonly string[]>): string[] {
  return [...sets.values()].flatMap((addresses, index) =>
    addresses.flatMap((address) => [
      `-A ${chain} -s ${address} -j MARK --set-mark ${markOf(index, 'src')}`,
      `-A ${chain} -d ${address} -j MARK --set-mark ${markOf(index, 'dst')}`,
    ]),
  );
}

/** One bit per set and side, above the two that rules set. */
function markOf(index: number, side: 'src' | 'dst'): string {
  if (index >= 15) throw new Error('Too many sets for the available marks.');
  const bit = `0x${(2 ** (2 + index * 2 + (side === 'src' ? 0 : 1))).toString(16)}`;
  return `${bit}/${bit}`;
}

/** The MAC address of a machine. Packets with another one are dropped. */
export function hardwareAddress(machine: string): string {
  return `02:ca:11:c0:00:${(MACHINES.findIndex(({ name }) => name === machine) + 1).toString(16).padStart(2, '0')}`;
}

function workloadChain(workload: Workload, direction: Direction, policy: TestPolicy): string[] {
  const { name, active } = workload;
  if (active === false) return [DROP];
  return [
    '-j MARK --set-mark 0x0/0x1',
    ...(direction === 'outbound' ? [`-m mac ! --mac-source ${hardwareAddress(name)} ${DROP}`] : []),
    ...deciding(workload, direction, policy),
  ];
}

function hostChain(endpoint: HostEndpoint, direction: Direction, policy: TestPolicy): string[] {
  return [
    ...FAILSAFE[direction].map((port) => `-p tcp --dport ${port} -j RETURN`),
    '-j MARK --set-mark 0x0/0x1',
    ...deciding(endpoint, direction, policy),
  ];
}

/** The tiers that select an endpoint, then its profiles in order, until one accepts; otherwise the packet is dropped. */
function deciding(endpoint: HostEndpoint | Workload, direction: Direction, policy: TestPolicy): string[] {
  const names = Object.keys(policy.profiles);
  const accepted = `-m mark --mark ${ACCEPTED} -j RETURN`;
  return [
    ...(policy.tiers ?? []).flatMap((tier, index) => tierLines(tier, index, endpoint, direction, policy, accepted)),
    ...endpoint.profiles.flatMap((profile) => [
      names.includes(profile) ? `-j p${names.indexOf(profile)}-${direction}` : DROP,
      accepted,
    ]),
    DROP,
  ];
}

/** A tier none of whose policies selects the endpoint is skipped; another drops what its policies leave undecided. */
function tierLines(
  tier: TestTier,
  place: number,
  endpoint: HostEndpoint | Workload,
  direction: Direction,
  policy: TestPolicy,
  accepted: string,
): string[] {
  const isSelecting = ({ selector }: TestTierPolicy) => selects(selector, endpoint, policy);
  if (!tier.policies.some(isSelecting)) return [];
  return [
    '-j MARK --set-mark 0x0/0x2',
    ...tier.policies.flatMap((own, index) =>
      isSelecting(own) ? [`${UNDECIDED} -j ${tierChain(place, index)}-${direction}`, accepted] : [],
    ),
    `${UNDECIDED} ${DROP}`,
  ];
}

function tierChain(tier: number, policy: number): string {
  return `t${tier}p${policy}`;
}

/** Without rules, the profile is missing for Felix. */
function ruleChain(rules: readonly Rule[] | undefined, version: Version, form: Matching): string[] {
  return rules ? rules.flatMap((rule) => ruleLines(rule, version, form)) : [DROP];
}

function ruleLines(rule: Rule, version: Version, form: Matching): string[] {
  if (rule.ip_version !== undefined && rule.ip_version !== version) return [];
  if (isUnrenderable(rule, version)) return [DROP];
  return matchLines(rule, version, form).flatMap((match) => {
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
function matchLines(rule: Rule, version: Version, { matching, setMatch }: Matching): string[] {
  const parts: string[] = [];
  for (const prefix of ['', '!'] as const) {
    const not = prefix === '!' ? '! ' : '';
    const protocol = rule[`${prefix}protocol`];
    if (protocol !== undefined) parts.push(`${not}-p ${protocol}`);
    for (const side of ['src', 'dst'] as const) {
      const net = rule[`${prefix}${side}_net`];
      const tag = rule[`${prefix}${side}_tag`];
      if (net?.includes(':') === (version === 6)) parts.push(`${not}${side === 'src' ? '-s' : '-d'} ${net}`);
      const selector = prefix === '' ? rule[`${side}_selector`] : undefined;
      for (const key of [tag !== undefined && tagKey(tag), selector !== undefined && selectorKey(selector)])
        if (key !== false) parts.push(`-m ${matching === 'sets' ? 'set' : 'mark'} ${not}${setMatch(key, side)}`);
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
