import fc from 'fast-check';
import type { Rule } from '../../src/policy/calico1/rule';
import {
  MACHINES,
  SELECTORS,
  type Labels,
  type TestPolicy,
  type TestProfile,
  type TestTier,
  type Workload,
} from './policy';

/** Ports of flows, from which the rules choose, too. */
export const SOURCE_PORTS = [1_234, 30_000] as const;
export const DESTINATION_PORTS = [80, 443, 9000] as const;

const TAGS = ['a', 'b', 'c', 'nobody'];
const NETS = [
  '192.168.0.0/16',
  '192.168.1.0/24',
  '192.168.1.20/32',
  '172.24.197.101',
  '0.0.0.0/0',
  '10.0.0.0/8',
  'fd80:24e2:f998:72d6::/64',
  'fd80:24e2:f998:72d6::2/128',
  'fd99::/16',
];
const NAMES = ['p', 'q', 'r', 'missing'];

const tag = fc.constantFrom(...TAGS);
const net = fc.constantFrom(...NETS);
const destinationPorts = fc.array(fc.constantFrom<number | string>(...DESTINATION_PORTS, '80:443', '1000:10000'), {
  minLength: 1,
  maxLength: 20,
});
const sourcePorts = fc.array(fc.constantFrom<number | string>(...SOURCE_PORTS, '1024:2000', '20000:65535'), {
  minLength: 1,
  maxLength: 3,
});
const type = fc.constantFrom(8, 13, 128);

const conditions = {
  protocol: fc.constantFrom('tcp', 'udp', 'icmp', 'icmpv6', 6, '17'),
  '!protocol': fc.constantFrom('tcp', 'udp', 'icmp', 58),
  ip_version: fc.constantFrom<4 | 6>(4, 6),
  src_tag: tag,
  dst_tag: tag,
  '!src_tag': tag,
  '!dst_tag': tag,
  src_net: net,
  dst_net: net,
  '!src_net': net,
  '!dst_net': net,
  src_ports: sourcePorts,
  dst_ports: destinationPorts,
  '!src_ports': sourcePorts,
  '!dst_ports': destinationPorts,
  icmp_type: type,
  '!icmp_type': type,
};

/** Rules with up to four conditions that Felix accepts and iptables doesn't reject. */
const rule: fc.Arbitrary<Rule> = fc
  .tuple(
    fc.constantFrom('allow', 'allow', 'allow', 'deny', 'next-tier', 'next-tier', 'log', undefined),
    fc.record(conditions),
    fc.subarray(Object.keys(conditions), { maxLength: 4 }),
  )
  .map(([action, drawn, keys]): Rule =>
    sound({
      ...(action && { action }),
      ...Object.fromEntries(Object.entries(drawn).filter(([key]) => keys.includes(key))),
    }),
  );

/** Returns the rule without what would invalidate its whole profile. */
function sound(drawn: Rule): Rule {
  const { '!protocol': notProtocol, ip_version, ...rest } = drawn;
  let kept: Rule = { ...rest };
  if (rest.protocol === undefined && notProtocol !== undefined) kept = { ...kept, '!protocol': notProtocol };
  for (const [key, other] of [
    ['src_net', '!src_net'],
    ['dst_net', '!dst_net'],
  ] as const)
    if (kept[key] !== undefined) kept = without(kept, [other]);
  if (!['tcp', 'udp', '17', '6'].includes(String(kept.protocol)))
    kept = without(kept, ['src_ports', 'dst_ports', '!src_ports', '!dst_ports']);
  const nets = [kept.src_net, kept.dst_net, kept['!src_net'], kept['!dst_net']].filter((text) => text !== undefined);
  const fits = (version: 4 | 6) =>
    nets.every((text) => text.includes(':') === (version === 6)) &&
    kept.protocol !== (version === 4 ? 'icmpv6' : 'icmp') &&
    kept['!protocol'] !== (version === 4 ? 'icmpv6' : 'icmp');
  return ip_version !== undefined && fits(ip_version) ? { ...kept, ip_version } : kept;
}

function without(from: Rule, keys: readonly string[]): Rule {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));
}

const rules = fc.array(rule, { maxLength: 5 });

const profile: fc.Arbitrary<TestProfile> = fc.record({
  tags: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
  rules: fc.option(
    fc.record({ inbound: rules, outbound: fc.oneof(rules, fc.constant<readonly Rule[]>([{ action: 'allow' }])) }),
    { freq: 12, nil: undefined },
  ),
});

const workload = (name: string): fc.Arbitrary<Workload> =>
  fc.record({
    name: fc.constant(name),
    profiles: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 3 }),
    active: fc.constantFrom(true, true, true, true, true, true, true, true, true, false),
  });

/** Policies for some of the machines; the others are not workloads. */
export const anyPolicy: fc.Arbitrary<TestPolicy> = fc
  .tuple(
    fc.record({ p: profile, q: profile, r: profile }),
    fc.tuple(...MACHINES.map(({ name }) => workload(name))),
    fc.integer({ min: 2, max: MACHINES.length }),
  )
  .map(([profiles, workloads, count]) => ({ profiles, workloads: workloads.slice(0, count) }));

const selector = fc.constantFrom(...Object.keys(SELECTORS));

const labels: fc.Arbitrary<Labels> = fc
  .record({ role: fc.constantFrom('web', 'db', 'lb'), zone: fc.constantFrom('a', 'b') }, { requiredKeys: [] })
  .map((drawn) => ({ ...drawn }));

/** A rule that may name peers by selectors as well. */
const selectingRule: fc.Arbitrary<Rule> = fc
  .tuple(rule, fc.record({ src_selector: selector, dst_selector: selector }, { requiredKeys: [] }))
  .map(([own, selectors]) => ({ ...own, ...selectors }));

const selectingRules = fc.array(selectingRule, { maxLength: 4 });

const tier = (name: string): fc.Arbitrary<TestTier> =>
  fc.record({
    name: fc.constant(name),
    policies: fc
      .array(fc.record({ selector, rules: fc.record({ inbound: selectingRules, outbound: selectingRules }) }), {
        maxLength: 3,
      })
      .map((policies) => policies.map((own, index) => ({ ...own, name: `policy-${index}` }))),
  });

/** Policies with tiers, labels and an endpoint of the host. Profiles never give two values of one label. */
export const anyTieredPolicy: fc.Arbitrary<TestPolicy> = fc
  .tuple(
    anyPolicy,
    fc.tuple(tier('first'), tier('second')),
    fc.array(labels, { minLength: MACHINES.length, maxLength: MACHINES.length }),
    fc.record({ profiles: fc.uniqueArray(fc.constantFrom('p', 'q'), { maxLength: 2 }), labels }),
    fc.constantFrom('web', 'db'),
  )
  .map(([{ profiles, workloads }, tiers, own, hostEndpoint, inherited]) => ({
    profiles: Object.fromEntries(
      Object.entries(profiles).map(([name, known]) => [
        name,
        name === 'p' ? { ...known, labels: { role: inherited } } : known,
      ]),
    ),
    workloads: workloads.map((workload, index) => ({ ...workload, labels: own[index] ?? {} })),
    tiers,
    hostEndpoint,
  }));
