import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withEdits } from '../../../src/policy/explain/calico1';
import { lint, type Finding, type LintCluster } from '../../../src/policy/lint';
import type { Rule } from '../../../src/policy/calico1/rule';
import type { StoredPolicy } from '../../../src/policy/calico1/stored-policy';
import { cluster, compile } from '../../unit/policy/clusters';
import { plainVerdict, type PlainCluster, type PlainFlow } from '../../unit/policy/plain-evaluator';
import { storedPolicy } from '../../unit/policy/stored';

const TAG = fc.constantFrom('web', 'wbe', 'db', 'spare', 'nobody');
const NET = fc.constantFrom('10.0.0.0/8', '192.168.0.1/32', 'fd00::/8', '0.0.0.0/0');
const PORTS = fc.array(fc.constantFrom<number | string>(80, 9000, 9001, '80', '1:1000', '9000:9100'), { maxLength: 2 });
const BYTE = fc.constantFrom(0, 8, 255);

const conditions = {
  protocol: fc.constantFrom('tcp', 'udp', 'icmp', 'icmpv6', 6),
  '!protocol': fc.constant('udp'),
  ip_version: fc.constantFrom(4, 6),
  src_tag: TAG,
  '!dst_tag': TAG,
  src_net: NET,
  '!src_net': NET,
  dst_net: NET,
  dst_ports: PORTS,
  icmp_type: BYTE,
  '!icmp_type': BYTE,
  icmp_code: BYTE,
};

/** Rules with many findings: misspelled tags, ports as text, ICMP types without ICMP, networks of any IP version. */
const rule: fc.Arbitrary<object> = fc
  .tuple(
    fc.constantFrom('allow', 'deny', 'log', 'next-tier'),
    fc.record(conditions),
    fc.subarray(Object.keys(conditions), { minLength: 1, maxLength: 4 }),
  )
  .map(([action, values, keys]) => ({
    action,
    ...Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key))),
  }));

/** Rules for which each of the fixes is offered. */
const ONE_OF_EACH: readonly object[] = [
  { icmp_type: 8 },
  { src_net: '10.0.0.0/8' },
  { protocol: 'tcp', dst_ports: ['80'] },
  { protocol: 'tcp', dst_ports: [9001] },
  { src_tag: 'wbe' },
  { protocol: 'icmp', icmp_type: 8 },
];

/** Felix drops it completely for its type; with a protocol, iptables would reject its two networks, and the profile. */
const REFUSED_WHEN_MENDED = {
  action: 'allow',
  ip_version: 6,
  src_net: 'fd00::/8',
  '!src_net': 'fd00::/8',
  '!icmp_type': 0,
} as const;

/** Felix can't render it for IPv6, and for IPv4 alone its network is not valid. */
const INVALID_FOR_IPV4 = { action: 'allow', protocol: 'icmp', src_net: 'fd00::/8', icmp_type: 0 } as const;

/** Two profiles with endpoints of both IP versions, and one that no endpoint has. */
function policyOf(inbound: readonly object[], outbound: readonly object[]): StoredPolicy {
  const stored = (name: string, rules: object) => ({
    name,
    stored: { tags: JSON.stringify([name]), rules: JSON.stringify(rules) },
  });
  return storedPolicy({
    profiles: [
      stored('web', { inbound_rules: inbound, outbound_rules: outbound }),
      stored('db', { inbound_rules: [], outbound_rules: [{ action: 'allow' }] }),
      stored('spare', { inbound_rules: [], outbound_rules: [] }),
    ],
    endpoints: [
      { name: 'w', profiles: ['web'], addresses: ['192.168.0.1', 'fd00::1'] },
      { name: 'd', profiles: ['db'], addresses: ['192.168.0.2', 'fd00::2'] },
    ],
  });
}

const LISTENING: LintCluster = {
  listening: new Map([
    ['w', [9000]],
    ['d', [5432]],
  ]),
};

const textOf = ({ code, profile, direction, position, message }: Finding) =>
  [code, profile, direction, position, message].join(' ');
const errorsOf = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity === 'error').length;

describe('every fix that lint offers', () => {
  it('removes its finding, and adds none that is more severe', () => {
    const fixed = new Set<string>();
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 2 }), fc.array(rule, { maxLength: 2 }), (inbound, outbound) => {
        const policy = policyOf(inbound, outbound);
        const findings = lint(policy, LISTENING);
        for (const finding of findings) {
          if (!finding.fix || finding.fix.edit.kind === 'remove') continue;
          const edited = withEdits(policy, [finding.fix.edit]);
          assert.ok(edited, finding.fix.title);
          const after = lint(edited, LISTENING);
          assert.ok(
            !after.some((other) => textOf(other) === textOf(finding)),
            `${finding.fix.title}: ${JSON.stringify(finding.fix.edit)}`,
          );
          // Rules that Felix or iptables now accepts are checked more closely than before.
          const hidden = finding.code === 'invalid-rules' || findings.some(({ code }) => code === 'refused-rules');
          const graver = hidden ? [] : after.filter(({ severity }) => severity === 'error');
          assert.ok(graver.length <= errorsOf(findings), `${finding.fix.title}: ${after.map(textOf).join('; ')}`);
          fixed.add(finding.code);
        }
      }),
      { numRuns: 1_500, examples: [...ONE_OF_EACH, REFUSED_WHEN_MENDED, INVALID_FOR_IPV4].map((one) => [[one], []]) },
    );
    assert.deepEqual([...fixed].sort(), [
      'icmp-type-without-icmp',
      'ignored-network',
      'invalid-rules',
      'port-without-listener',
      'unknown-tag',
      'unrenderable-rule',
    ]);
  }).timeout(60_000);

  it('that removes a rule leaves a valid list, and changes no verdict', () => {
    const removed = new Set<string>();
    fc.assert(
      fc.property(cluster.map(repeated), (plain) => {
        const before = [...flows(plain)].map((flow) => [flow, plainVerdict(plain, flow).verdict] as const);
        for (const { code, fix } of lint(compile(plain))) {
          if (fix?.edit.kind !== 'remove') continue;
          const { profile, direction, position } = fix.edit;
          const { [profile]: own } = plain.profiles;
          const rules = own!.rules![direction].toSpliced(position - 1, 1);
          const edited: PlainCluster = {
            ...plain,
            profiles: { ...plain.profiles, [profile]: { ...own!, rules: { ...own!.rules!, [direction]: rules } } },
          };
          assert.deepEqual(storedRules(withEdits(compile(plain), [fix.edit])!, profile)[`${direction}_rules`], rules);
          for (const [flow, was] of before)
            assert.equal(plainVerdict(edited, flow).verdict, was, JSON.stringify(fix.edit));
          removed.add(code);
        }
      }),
      { numRuns: 80, examples: [[repeated(wider)]] },
    );
    assert.deepEqual([...removed].sort(), ['duplicate-rule', 'redundant-rule', 'shadowed-rule']);
  }).timeout(60_000);
});

/** A rule after a more general one. */
const wider: PlainCluster = {
  profiles: {
    p: {
      tags: [],
      rules: {
        inbound: [{ action: 'deny', protocol: 'udp' }, { protocol: 'tcp', src_tag: 'a' }, { protocol: 'tcp' }],
        outbound: [],
      },
    },
  },
  endpoints: [{ name: 'e0', profiles: ['p'], address: '192.168.0.1' }],
};

/** Repeats the first inbound rules, and again with another action. */
function repeated(plain: PlainCluster): PlainCluster {
  const again = ([first, ...rest]: readonly Rule[]): Rule[] =>
    first ? [first, { ...first, action: first.action === 'deny' ? 'allow' : 'deny' }, first, ...rest] : [];
  const profiles = Object.entries(plain.profiles).map(
    ([name, { tags, rules }]) =>
      [name, { tags, rules: rules && { inbound: again(rules.inbound), outbound: rules.outbound } }] as const,
  );
  return { ...plain, profiles: Object.fromEntries(profiles) };
}

function storedRules(policy: StoredPolicy, profile: string): Readonly<Record<string, readonly Rule[]>> {
  return JSON.parse(policy.storedProfile(profile)!.rules!) as Record<string, Rule[]>;
}

/** Flows of every kind that the rules distinguish. */
function* flows({ endpoints }: PlainCluster): Generator<PlainFlow> {
  const addresses = [...endpoints.map(({ address }) => address), '10.1.2.3'];
  for (const source of addresses) {
    for (const destination of addresses) {
      for (const protocol of ['tcp', 'udp'] as const) {
        for (const sourcePort of [80, 49_152]) {
          for (const destinationPort of [80, 443, 9000])
            yield { source, destination, protocol, sourcePort, destinationPort };
        }
      }
    }
  }
}
