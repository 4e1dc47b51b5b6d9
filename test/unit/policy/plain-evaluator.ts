import { BlockList } from 'node:net';
import type { Direction, Rule } from '../../../src/policy/calico1/rule';

/** A test's cluster: profiles with rules that Felix accepts, or null for rules that it rejects. */
export interface PlainCluster {
  readonly profiles: Readonly<
    Record<
      string,
      { readonly tags: readonly string[]; readonly rules: Readonly<Record<Direction, readonly Rule[]>> | null }
    >
  >;
  readonly endpoints: readonly {
    readonly name: string;
    readonly profiles: readonly string[];
    readonly address: string;
    readonly labels?: Readonly<Record<string, string>>;
    /** Addresses that are translated to its own. */
    readonly floating?: readonly string[];
    /** Whether it is that of a host, on which no other endpoint is. */
    readonly ofHost?: boolean;
  }[];
  /** In order. */
  readonly tiers?: readonly PlainTier[];
}

export interface PlainTier {
  readonly name: string;
  /** In order. */
  readonly policies: readonly {
    readonly name: string;
    /** `all()`, or a comparison such as `role == 'a'`. */
    readonly selector: string;
    readonly rules: Readonly<Record<Direction, readonly Rule[]>>;
  }[];
}

export interface PlainFlow {
  readonly source: string;
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp';
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** What decided: the rule's position, or no rule. */
export interface PlainVerdict {
  readonly verdict: 'allow' | 'deny';
  readonly decidedBy?: { readonly direction: Direction; readonly profile: string; readonly position: number };
}

/** Evaluates rules directly, endpoint by endpoint, profile by profile, rule by rule, without preparation or caches. */
export function plainVerdict(cluster: PlainCluster, asked: PlainFlow): PlainVerdict {
  const translated = cluster.endpoints.find(({ floating = [] }) => floating.includes(asked.destination));
  const flow = translated ? { ...asked, destination: translated.address } : asked;
  if (flow.source === flow.destination) return { verdict: 'allow' };
  let last: PlainVerdict = { verdict: 'allow' };
  let marked = false;
  for (const [address, direction] of [
    [flow.source, 'outbound'],
    [flow.destination, 'inbound'],
  ] as const) {
    const endpoint = cluster.endpoints.find((candidate) => candidate.address === address);
    if (!endpoint || (endpoint.ofHost && FAILSAFE[direction].includes(flow.destinationPort) && isTcp(flow))) continue;
    const half = (): PlainVerdict => {
      for (const { policies } of cluster.tiers ?? []) {
        const selecting = policies.filter(({ selector }) => selects(selector, endpoint.labels));
        if (selecting.length === 0) continue;
        marked = false;
        // Rules for IPv6 never match here.
        const rule = selecting
          .flatMap(({ rules }) => rules[direction])
          .find((candidate) => candidate.action !== 'log' && plainMatches(cluster, candidate, flow));
        marked = rule?.action === 'next-tier';
        if (!marked) return { verdict: (rule && (rule.action ?? 'allow')) === 'allow' ? 'allow' : 'deny' };
      }
      for (const name of endpoint.profiles) {
        const rules = cluster.profiles[name]?.rules;
        if (!rules) return { verdict: 'deny' };
        for (const [index, rule] of rules[direction].entries()) {
          // IPv4's table contains nothing of an IPv6 rule, not even its mark.
          if (rule.ip_version === 6) continue;
          const action = rule.action ?? 'allow';
          const hit = plainMatches(cluster, rule, flow);
          const decidedBy = { direction, profile: name, position: index + 1 };
          if (action === 'next-tier') {
            marked ||= hit;
            if (marked) break;
          } else if (hit && action !== 'log') return { verdict: action, decidedBy };
        }
      }
      return { verdict: 'deny' };
    };
    last = half();
    if (last.verdict === 'deny') return last;
  }
  return last;
}

/** The ports of hosts that stay open, by default. */
const FAILSAFE: Readonly<Record<Direction, readonly number[]>> = { inbound: [22], outbound: [2379, 2380, 4001, 7001] };

function isTcp({ protocol }: PlainFlow): boolean {
  return protocol === 'tcp';
}

/** Whether each of the rule's conditions holds for the flow. */
export function plainMatches(cluster: PlainCluster, rule: Rule, flow: PlainFlow): boolean {
  const holds: Readonly<Record<string, (value: never) => boolean>> = {
    protocol: (value: string | number) => [flow.protocol, flow.protocol === 'tcp' ? '6' : '17'].includes(String(value)),
    src_tag: (tag: string) => tagged(cluster, tag, flow.source),
    dst_tag: (tag: string) => tagged(cluster, tag, flow.destination),
    src_selector: (selector: string) => selected(cluster, selector, flow.source),
    dst_selector: (selector: string) => selected(cluster, selector, flow.destination),
    src_net: (net: string) => inNet(net, flow.source),
    dst_net: (net: string) => inNet(net, flow.destination),
    src_ports: (ports: readonly (number | string)[]) => inPorts(ports, flow.sourcePort),
    dst_ports: (ports: readonly (number | string)[]) => inPorts(ports, flow.destinationPort),
  };
  if (rule.ip_version === 6) return false;
  return Object.entries(rule).every(([key, value]) => {
    const test = holds[key.replace('!', '')];
    const otherVersion = key.endsWith('_net') && String(value).includes(':');
    if (!test || otherVersion || (Array.isArray(value) && value.length === 0)) return true;
    return test(value as never) !== key.startsWith('!');
  });
}

function tagged({ endpoints, profiles }: PlainCluster, tag: string, address: string): boolean {
  return endpoints.some(
    (endpoint) => endpoint.address === address && endpoint.profiles.some((name) => profiles[name]?.tags.includes(tag)),
  );
}

function selected({ endpoints }: PlainCluster, selector: string, address: string): boolean {
  return endpoints.some((endpoint) => endpoint.address === address && selects(selector, endpoint.labels));
}

function selects(selector: string, labels: Readonly<Record<string, string>> = {}): boolean {
  const [, key = '', value] = /^(\w+) == '(\w+)'$/.exec(selector) ?? [];
  return selector === 'all()' || labels[key] === value;
}

function inNet(net: string, address: string): boolean {
  const [base = '', prefix] = net.split('/');
  const list = new BlockList();
  list.addSubnet(base, Number(prefix));
  return list.check(address);
}

function inPorts(ports: readonly (number | string)[], port: number): boolean {
  return ports.some((entry) => {
    const [low, high] = String(entry).split(':').map(Number);
    return port >= low! && port <= (high ?? low!);
  });
}
