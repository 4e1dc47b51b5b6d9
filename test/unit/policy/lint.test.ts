import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withEdits } from '../../../src/policy/explain/calico1';
import { formatRule } from '../../../src/policy/calico1/grammar';
import {
  DEFAULT_SEVERITIES,
  lint,
  rangeOf,
  type Finding,
  type LintCluster,
  type LintCode,
} from '../../../src/policy/lint';
import { reachability } from '../../../src/policy/reach';
import type { Rule, RuleKey } from '../../../src/policy/calico1/rule';
import type { StoredPolicy } from '../../../src/policy/calico1/stored-policy';
import { anyRule } from './arbitraries';
import { cluster, compile } from './clusters';
import { plainMatches } from './plain-evaluator';
import { storedPolicy } from './stored';

const allow: Rule = { action: 'allow' };
const deny: Rule = { action: 'deny' };

/** Profile `web` with these inbound rules and two endpoints, profile `db` with one, profile `spare` with none. */
function policyOf(
  inbound: readonly object[],
  {
    web = ['web'],
    outbound = [allow],
    ipv6 = true,
  }: { web?: readonly string[]; outbound?: readonly object[]; ipv6?: boolean } = {},
): StoredPolicy {
  const stored = (name: string, rules: readonly object[], out: readonly object[] = [allow]) => ({
    name,
    stored: { tags: JSON.stringify([name]), rules: JSON.stringify({ inbound_rules: rules, outbound_rules: out }) },
  });
  return storedPolicy({
    profiles: [stored('web', inbound, outbound), stored('db', []), stored('spare', [])],
    endpoints: [
      { name: 'w1', profiles: web, addresses: ['192.168.0.1', ...(ipv6 ? ['fd00::1'] : [])] },
      { name: 'w2', profiles: web, addresses: ['192.168.0.2'] },
      { name: 'd1', profiles: ['db'], addresses: ['192.168.0.3'] },
    ],
  });
}

/** Findings about the rules of `web`, without those of the fixture itself. */
function findings(policy: StoredPolicy, code: LintCode, given: LintCluster = {}): readonly Finding[] {
  return lint(policy, given).filter((finding) => finding.profile === 'web' && finding.code === code);
}

const LISTENING = new Map([
  ['w1', [9000]],
  ['w2', [9000]],
  ['d1', [5432]],
]);
const own: Rule = { action: 'allow', src_tag: 'web' };

describe('lint reports', () => {
  interface Case {
    readonly code: LintCode;
    readonly rules: readonly object[];
    /** The position of the rule; undefined for the whole profile. */
    readonly position?: number;
    /** The part of the rule's text. */
    readonly text?: string;
    readonly message: RegExp;
    readonly related?: number;
    /** The fix's title, and the resulting rule at the position. */
    readonly fix?: readonly [string, object?];
  }
  const cases: readonly Case[] = [
    {
      code: 'shadowed-rule',
      rules: [
        { action: 'deny', protocol: 'tcp' },
        { action: 'allow', protocol: 'tcp', src_tag: 'db', dst_ports: [80] },
      ],
      position: 2,
      text: 'allow tcp from tag db to ports 80',
      message: /rule 1 denies everything that it would match/,
      related: 1,
      fix: ['Remove This Rule'],
    },
    {
      code: 'shadowed-rule',
      rules: [
        { action: 'allow', src_net: '10.0.0.0/8' },
        { action: 'deny', src_net: '10.1.0.0/16' },
      ],
      position: 2,
      message: /rule 1 allows everything/,
      related: 1,
    },
    {
      code: 'redundant-rule',
      rules: [own, { action: 'allow', src_tag: 'web', protocol: 'tcp' }],
      position: 2,
      message: /Rule 1 already allows everything/,
      related: 1,
    },
    {
      code: 'redundant-rule',
      rules: [
        { action: 'allow', protocol: 'tcp', dst_ports: [80] },
        { action: 'allow', protocol: 'tcp', dst_ports: ['1:1000'] },
      ],
      position: 1,
      message: /Rule 2 allows everything that this rule matches, too/,
      related: 2,
    },
    {
      code: 'duplicate-rule',
      rules: [own, { action: 'deny', src_tag: 'db' }, { src_tag: 'web' }],
      position: 3,
      message: /Rule 1 is identical/,
      related: 1,
      fix: ['Remove This Rule'],
    },
    {
      code: 'nothing-after-deny',
      rules: [own, deny, { action: 'allow', src_tag: 'db' }, allow],
      position: 2,
      text: 'deny',
      message: /the 2 rules after it can never match/,
    },
    {
      code: 'unknown-tag',
      rules: [{ action: 'allow', src_tag: 'spar' }],
      position: 1,
      text: 'tag spar',
      message: /No profile has tag spar: this rule never matches. Did you mean spare\?/,
      fix: ['Use Tag spare', { action: 'allow', src_tag: 'spare' }],
    },
    {
      code: 'unknown-tag',
      rules: [{ action: 'allow', '!src_tag': 'nobody-at-all' }],
      position: 1,
      text: '!tag nobody-at-all',
      message: /this condition always holds\.$/,
    },
    {
      code: 'unused-tag',
      rules: [{ action: 'allow', src_tag: 'spare' }],
      position: 1,
      text: 'tag spare',
      message: /No endpoint has tag spare/,
    },
    {
      code: 'port-without-listener',
      rules: [{ action: 'allow', protocol: 'tcp', src_tag: 'db', dst_ports: [9001] }],
      position: 1,
      text: 'ports 9001',
      message: /No endpoint of this profile listens on port 9001; expected 9000/,
      fix: ['Use Port 9000', { action: 'allow', protocol: 'tcp', src_tag: 'db', dst_ports: [9000] }],
    },
    { code: 'allow-all-inbound', rules: [allow], position: 1, text: 'allow', message: /allows all traffic/ },
    {
      code: 'mixed-ip-versions',
      rules: [{ action: 'allow', src_net: '10.0.0.0/8', dst_net: 'fd00::/8' }],
      position: 1,
      text: 'cidr 10.0.0.0/8',
      message: /never match together/,
    },
    {
      code: 'mixed-ip-versions',
      rules: [{ action: 'allow', protocol: 'icmpv6', src_net: '10.0.0.0/8' }],
      position: 1,
      message: /icmpv6 exists only in IPv6/,
    },
    {
      code: 'ignored-network',
      rules: [{ action: 'allow', src_net: '10.0.0.0/8' }],
      position: 1,
      text: 'cidr 10.0.0.0/8',
      message: /matches any address/,
      fix: ['Limit to IPv4', { action: 'allow', src_net: '10.0.0.0/8', ip_version: 4 }],
    },
    {
      code: 'icmp-type-without-icmp',
      rules: [{ action: 'allow', icmp_type: 8 }],
      position: 1,
      text: 'with {"icmp_type":8}',
      message: /Felix ignores an ICMP type/,
      fix: ['Change Protocol to icmp', { action: 'allow', icmp_type: 8, protocol: 'icmp', ip_version: 4 }],
    },
    {
      code: 'unrenderable-rule',
      rules: [{ action: 'allow', protocol: 'icmp', icmp_type: 8 }],
      position: 1,
      message: /For IPv6, .* drops everything in its place/,
      fix: ['Limit to IPv4', { action: 'allow', protocol: 'icmp', icmp_type: 8, ip_version: 4 }],
    },
    {
      code: 'unrenderable-rule',
      rules: [{ action: 'allow', protocol: 'sctp', dst_ports: [1] }],
      position: 1,
      message: /drops everything in its place/,
    },
    {
      code: 'invalid-rules',
      rules: [own, { action: 'allow', protocol: 'tcp', dst_ports: ['80'] }],
      position: 2,
      message: /dst_ports contains 80.* Felix ignores all rules of this profile/,
      fix: ['Write Ports as Numbers', { action: 'allow', protocol: 'tcp', dst_ports: [80] }],
    },
    {
      code: 'invalid-rules',
      rules: [{ action: 'allow', dst_ports: [80] }],
      position: 1,
      message: /requires a protocol with ports/,
    },
    {
      code: 'refused-rules',
      rules: [{ action: 'allow', protocol: 'tcp', '!protocol': 'udp' }],
      message: /iptables rejects/,
    },
    {
      code: 'peers-locked-out',
      rules: [{ action: 'allow', src_tag: 'db' }],
      message: /allows the 2 endpoints of this profile to reach each other/,
    },
    {
      code: 'beyond-calicoctl',
      rules: [own, { action: 'log', src_tag: 'db' }],
      position: 2,
      text: 'log',
      message: /can’t read action log\. Every calicoctl command for this profile crashes/,
    },
    {
      code: 'beyond-calicoctl',
      rules: [{ action: 'allow', protocol: 'sctp', src_tag: 'db' }],
      position: 1,
      text: 'sctp',
      message: /can’t read protocol sctp/,
    },
    {
      code: 'beyond-calicoctl',
      rules: [{ action: 'next-tier', protocol: 6, '!src_tag': 'db' }],
      position: 1,
      text: 'next-tier 6',
      message: /can’t read action next-tier and protocol 6/,
    },
    {
      code: 'beyond-calicoctl',
      rules: [{ action: 'allow', '!src_tag': 'db' }],
      position: 1,
      text: '!tag db',
      message: /does not support !src_tag\. It reports “Profile not found”/,
    },
    {
      code: 'beyond-calicoctl',
      rules: [{ action: 'allow', ip_version: 4, protocol: 'tcp', dst_ports: ['1:9'] }],
      position: 1,
      text: 'ipv4',
      message: /does not support ip_version/,
    },
    {
      code: 'beyond-calicoctl',
      rules: [{ action: 'allow', protocol: 'tcp', src_tag: 'db', dst_ports: [80, '9000:9100'] }],
      position: 1,
      text: 'ports 80,9000:9100',
      message: /can’t write port ranges. “rule add” to this profile crashes/,
    },
  ];
  for (const { code, rules, position, text, message, related, fix } of cases) {
    it(`${code} in ${rules.map((rule) => formatRule(rule as Rule)).join(' / ')}`, () => {
      const policy = policyOf(rules);
      const found = findings(policy, code, { listening: LISTENING });
      const [finding] = found;
      assert.equal(found.length, 1);
      assert.ok(finding);
      assert.match(finding.message, message);
      assert.deepEqual(
        [finding.position, finding.related, finding.severity],
        [position, related, DEFAULT_SEVERITIES[code]],
      );
      if (text !== undefined)
        assert.equal(formatRule(rules[position! - 1] as Rule).slice(finding.range?.start, finding.range?.end), text);
      if (!fix) return;
      const [title, left] = fix;
      assert.equal(finding.fix?.title, title);
      if (left) assert.deepEqual('rule' in finding.fix.edit && finding.fix.edit.rule, left);
      else assert.equal(finding.fix.edit.kind, 'remove');
    });
  }

  it('profiles that no endpoint has', () => {
    assert.deepEqual(
      lint(policyOf([own]))
        .filter(({ code }) => code === 'unused-profile')
        .map(({ profile }) => profile),
      ['spare'],
    );
  });

  it('rules that are not a JSON object', () => {
    const policy = storedPolicy({
      profiles: [{ name: 'p', stored: { tags: '[]', rules: 'no' } }],
      endpoints: [{ name: 'e', profiles: ['p'], addresses: [] }],
    });
    assert.deepEqual(
      lint(policy).map(({ code, message }) => [code, message]),
      [
        [
          'invalid-rules',
          'The rules are not a JSON object. Felix ignores all rules of this profile and drops everything.',
        ],
      ],
    );
  });
});

describe('lint does not report', () => {
  const silent = (
    rules: readonly object[],
    code: LintCode,
    options: Parameters<typeof policyOf>[1] = {},
    given: LintCluster = { listening: LISTENING },
  ) =>
    assert.deepEqual(
      findings(policyOf(rules, options), code, given).map(({ message }) => message),
      [],
    );

  it('rules that each have an effect', () =>
    silent(
      [own, { action: 'deny', src_tag: 'db', protocol: 'tcp' }, { action: 'allow', src_tag: 'db' }],
      'shadowed-rule',
    ));
  it('an exception before a broader rule', () => silent([{ action: 'deny', src_tag: 'db' }, allow], 'redundant-rule'));
  it('a rule after another that makes a difference', () =>
    silent([{ action: 'allow', protocol: 'tcp' }, { action: 'deny', src_tag: 'db' }, allow], 'redundant-rule'));
  it('the first of two equal rules if the second is a duplicate', () => silent([own, own], 'redundant-rule'));
  it('a rule after one that Felix cannot render', () =>
    silent(
      [
        { action: 'allow', protocol: 'sctp', dst_ports: [1] },
        { action: 'allow', protocol: 'sctp', dst_ports: [1], src_tag: 'db' },
      ],
      'redundant-rule',
    ));
  it('a rule after a log', () => silent([{ action: 'log' }, own], 'shadowed-rule'));
  it('a deny at the end', () => silent([own, deny], 'nothing-after-deny'));
  it('ports if the listening endpoints are unknown', () =>
    silent(
      [{ action: 'allow', protocol: 'tcp', dst_ports: [9001] }],
      'port-without-listener',
      {},
      { listening: new Map([['w1', [9000]]]) },
    ));
  it('port ranges in which something listens', () =>
    silent([{ action: 'allow', protocol: 'tcp', dst_ports: ['9000:9100', 1] }], 'port-without-listener'));
  it('ICMP types if there is no IPv6', () =>
    silent([{ action: 'allow', protocol: 'icmp', icmp_type: 8 }], 'unrenderable-rule', { ipv6: false }));
  it('networks if there is no other IP version', () =>
    silent([{ action: 'allow', src_net: '10.0.0.0/8' }], 'ignored-network', { ipv6: false }));
  it('rules that calicoctl can read and write, using all of its words', () =>
    silent(
      [
        {
          action: 'deny',
          protocol: 'tcp',
          src_ports: [1],
          src_tag: 'db',
          src_net: '10.0.0.0/8',
          dst_ports: [80, 443],
          dst_tag: 'db',
          dst_net: '10.0.0.0/8',
        },
        { action: 'allow', protocol: 'icmp', icmp_type: 8, icmp_code: 0 },
        { action: 'allow', src_selector: 'a == "b"' },
      ],
      'beyond-calicoctl',
    ));
  it('peers that some rule allows', () => silent([{ action: 'allow', src_net: '192.168.0.0/16' }], 'peers-locked-out'));
  it('peers that another profile allows', () => silent([], 'peers-locked-out', { web: ['web', 'db'] }));
});

describe('lint', () => {
  it('suggests 9000 for the demo’s 9001', () => {
    const rules = [own, { action: 'allow', protocol: 'tcp', src_tag: 'db', dst_ports: [9001] }];
    assert.deepEqual(
      findings(policyOf(rules), 'port-without-listener', { listening: LISTENING }).map(({ position, fix }) => [
        position,
        fix?.title,
      ]),
      [[2, 'Use Port 9000']],
    );
  });

  it('has configurable severity', () => {
    const policy = policyOf([allow]);
    const of = (level: 'off' | 'error') =>
      lint(policy, {}, { 'allow-all-inbound': level })
        .filter(({ code }) => code === 'allow-all-inbound')
        .map(({ severity }) => severity);
    assert.deepEqual([of('off'), of('error')], [[], ['error']]);
  });

  it('checks the requested profiles against all others', () => {
    const policy = policyOf([{ action: 'allow', src_tag: 'spare' }]);
    assert.deepEqual(
      lint(policy, {}, {}, new Set(['web', 'nobody'])),
      lint(policy).filter(({ profile }) => profile === 'web'),
    );
  });

  it('reports rules as shadowed or redundant only if removing them changes nothing', () => {
    fc.assert(
      fc.property(cluster, (plain) => {
        const policy = compile(plain);
        const before = reachability(policy.model, [80, 443, 9000], { outside: ['10.1.2.3'] });
        for (const { code, fix } of lint(policy)) {
          if (!fix || !['shadowed-rule', 'redundant-rule', 'duplicate-rule'].includes(code)) continue;
          const after = reachability(withEdits(policy, [fix.edit])!.model, before.ports, {
            outside: ['10.1.2.3'],
            previous: before,
          });
          for (const port of before.ports)
            assert.deepEqual([...after.pairs(port)], [...before.pairs(port)], JSON.stringify(fix.edit));
        }
      }),
      { numRuns: 500 },
    );
  }).timeout(60_000);

  it('reports a rule as shadowed only by one that matches everything it matches', () => {
    fc.assert(
      fc.property(cluster, (plain) => {
        for (const { code, profile, direction, position, related } of lint(compile(plain))) {
          if (code !== 'shadowed-rule' || !direction) continue;
          const rules = plain.profiles[profile]!.rules![direction];
          for (const source of plain.endpoints) {
            for (const destination of plain.endpoints) {
              const flow = {
                source: source.address,
                destination: destination.address,
                protocol: 'tcp',
                sourcePort: 443,
                destinationPort: 80,
              } as const;
              if (plainMatches(plain, rules[position! - 1]!, flow))
                assert.ok(plainMatches(plain, rules[related! - 1]!, flow));
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  }).timeout(60_000);

  it('marks the words of every key', () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        const text = formatRule(rule);
        for (const key of Object.keys(rule) as RuleKey[]) {
          const { start, end } = rangeOf(rule, [key]);
          assert.ok(start >= 0 && start < end && end <= text.length);
        }
        if (rule.src_tag !== undefined)
          assert.equal(
            text.slice(rangeOf(rule, ['src_tag']).start, rangeOf(rule, ['src_tag']).end),
            `tag ${rule.src_tag}`,
          );
      }),
      { numRuns: 300 },
    );
  });
});
