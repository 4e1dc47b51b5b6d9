import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compilePolicy, verdict, type CompiledPolicy, type Flow, type PolicyInput } from '../../../src/policy/verdict';
import type { Rule } from '../../../src/policy/calico1/rule';
import { cluster, compile, flow } from './clusters';
import { plainMatches, plainVerdict, type PlainFlow } from './plain-evaluator';

function asFlow({ source, destination, protocol, sourcePort, destinationPort }: PlainFlow): Flow {
  return { source: { address: source }, destination: { address: destination }, protocol, sourcePort, destinationPort };
}

describe('the verdict on a flow', () => {
  const flows = fc.array(flow, { minLength: 8, maxLength: 8 });

  it('is that of an evaluator that only reads the rules aloud', () => {
    fc.assert(
      fc.property(cluster, flows, (plain, list) => {
        const policy = compile(plain);
        for (const one of list) {
          const expected = plainVerdict(plain, one);
          const got = verdict(asFlow(one), policy);
          assert.equal(got.verdict, expected.verdict, JSON.stringify(one));
          assert.deepEqual(decidedBy(got), expected.decidedBy);
        }
      }),
      { numRuns: 1_000 },
    );
  }).timeout(60_000);

  it('comes with a trace in which each rule is judged rightly', () => {
    fc.assert(
      fc.property(cluster, flow, (plain, one) => {
        const { source, destination } = verdict(asFlow(one), compile(plain));
        for (const half of [source, destination]) {
          for (const { profile, rules } of half?.profiles ?? []) {
            for (const { position, outcome } of rules) {
              const rule = plain.profiles[profile]?.rules?.[half!.direction][position - 1];
              assert.equal(plainMatches(plain, rule!, one), outcome === 'matched', JSON.stringify(rule));
            }
            assert.deepEqual(
              rules.map(({ position }) => position),
              rules.map((_, index) => index + 1),
            );
            // The first match decides; only log rules may match before it.
            assert.ok(rules.slice(0, -1).every(({ outcome, action }) => outcome === 'no-match' || action === 'log'));
          }
          const deciding = half?.profiles.at(-1)?.rules.at(-1);
          if (half?.reason === 'rule')
            assert.deepEqual([deciding?.outcome, deciding?.action], ['matched', half.verdict]);
        }
      }),
      { numRuns: 1_000 },
    );
  }).timeout(60_000);

  it('does not depend on what was compiled before', () => {
    fc.assert(
      fc.property(cluster, cluster, flows, (before, after, list) => {
        const [fresh, reused] = [compile(after), compile(after, compile(before))];
        for (const one of list) assert.deepEqual(verdict(asFlow(one), reused), verdict(asFlow(one), fresh));
      }),
      { numRuns: 200 },
    );
  }).timeout(60_000);
});

/** The last rule with a deciding action. */
function decidedBy({
  source,
  destination,
}: ReturnType<typeof verdict>): { direction: string; profile: string; position: number } | undefined {
  const half = destination ?? source;
  const profile = half?.profiles.at(-1);
  const rule = profile?.rules.at(-1);
  if (half?.reason !== 'rule' || !profile || !rule) return undefined;
  return { direction: half.direction, profile: profile.profile, position: rule.position };
}

describe('a verdict tells', () => {
  const allow: Rule = { action: 'allow' };
  const profile = (name: string, inbound: readonly object[], tags = [name]) => ({
    name,
    stored: { tags: JSON.stringify(tags), rules: JSON.stringify({ inbound_rules: inbound, outbound_rules: [allow] }) },
  });
  const base: PolicyInput = {
    profiles: [
      profile('open', [allow]),
      profile('web', [{ action: 'allow', protocol: 'tcp', src_tag: 'open', dst_ports: [80] }]),
      { ...profile('bad', [{ action: 'drop' }]) },
    ],
    endpoints: [
      { name: 'client', profiles: ['open'], addresses: ['192.168.0.1/32', 'fd00::1/128'], host: 'h1' },
      { name: 'web', profiles: ['web'], addresses: ['192.168.0.2'], host: 'h2' },
      { name: 'broken', profiles: ['bad', 'open'], addresses: ['192.168.0.3'] },
      { name: 'bare', profiles: [], addresses: ['192.168.0.4'] },
      { name: 'down', profiles: ['open'], addresses: ['192.168.0.5'], active: false },
      { name: 'lost', profiles: ['gone'], addresses: ['192.168.0.6'] },
      { name: 'labelled', profiles: ['web'], addresses: ['192.168.0.7'], labels: { role: 'db' } },
    ],
    hosts: [
      { name: 'h1', addresses: ['172.24.0.1'] },
      { name: 'h2', addresses: ['172.24.0.2'], fromWorkloads: 'RETURN' },
    ],
  };
  const policy: CompiledPolicy = compilePolicy(base);
  const tcp = (source: Flow['source'], destination: Flow['destination'], destinationPort = 80) =>
    verdict({ source, destination, protocol: 'tcp', destinationPort }, policy);

  it('which condition failed first', () => {
    const { verdict: outcome, destination } = tcp({ endpoint: 'client' }, { endpoint: 'web' }, 81);
    assert.equal(outcome, 'deny');
    assert.deepEqual(destination, {
      endpoint: 'web',
      direction: 'inbound',
      verdict: 'deny',
      reason: 'no-profile-matched',
      profiles: [
        {
          profile: 'web',
          state: 'evaluated',
          outcome: 'next-profile',
          rules: [{ position: 1, outcome: 'no-match', action: 'allow', failed: 'dst_ports' }],
        },
      ],
    });
    assert.equal(
      tcp({ address: '172.24.197.101' }, { endpoint: 'web' }).destination?.profiles[0]?.rules[0]?.failed,
      'src_tag',
    );
  });

  it('which profile Felix has no rules of', () => {
    const state = (endpoint: string) =>
      tcp({ endpoint: 'client' }, { endpoint }).destination?.profiles.map((step) => [
        step.profile,
        step.state,
        step.outcome,
      ]);
    assert.deepEqual(state('broken'), [['bad', 'invalid', 'dropped']]);
    assert.deepEqual(state('lost'), [['gone', 'missing', 'dropped']]);
  });

  it('that an endpoint takes nothing', () => {
    assert.equal(tcp({ endpoint: 'client' }, { endpoint: 'bare' }).destination?.reason, 'no-profiles');
    assert.equal(tcp({ endpoint: 'client' }, { endpoint: 'down' }).destination?.reason, 'inactive');
  });

  for (const [what, flowOf, expected] of [
    ['to oneself', { source: { endpoint: 'bare' }, destination: { address: '192.168.0.4' } }, ['allow', 'own-address']],
    [
      'from the endpoint’s own host',
      { source: { host: 'h2' }, destination: { endpoint: 'web' } },
      ['allow', 'from-own-host'],
    ],
    ['from another host', { source: { host: 'h1' }, destination: { endpoint: 'web' } }, ['deny', undefined]],
    [
      'to the own host that drops',
      { source: { endpoint: 'client' }, destination: { address: '172.24.0.1' } },
      ['deny', 'host-drops'],
    ],
    [
      'to the own host that asks the policy',
      { source: { endpoint: 'web' }, destination: { host: 'h2' } },
      ['allow', undefined],
    ],
    [
      'between machines outside',
      { source: { address: '1.1.1.1' }, destination: { address: '2.2.2.2' } },
      ['allow', 'not-policed'],
    ],
    ['from nobody', { source: { endpoint: 'nobody' }, destination: { endpoint: 'web' } }, ['deny', 'unknown-endpoint']],
    [
      'over a version that the endpoint has no address of',
      { source: { endpoint: 'client' }, destination: { endpoint: 'web' }, ipVersion: 6 },
      ['deny', 'no-address'],
    ],
    [
      'with an ICMP reply to nothing',
      { source: { endpoint: 'client' }, destination: { endpoint: 'web' }, protocol: 'icmp', icmpType: 0 },
      ['deny', 'invalid-packet'],
    ],
    [
      'to a name server on the own host',
      { source: { endpoint: 'client' }, destination: { host: 'h1' }, protocol: 'udp', destinationPort: 53 },
      ['allow', 'host-service'],
    ],
  ] as const) {
    it(`the way ${what}`, () => {
      const got = verdict({ protocol: 'tcp', destinationPort: 80, ...flowOf }, policy);
      assert.deepEqual([got.verdict, got.shortcut], expected);
    });
  }

  it('what a selector selects', () => {
    const selecting = compilePolicy({
      ...base,
      profiles: [
        profile('open', [allow]),
        profile('web', [{ action: 'allow', src_selector: "role == 'db' && has(role)" }]),
      ],
    });
    const from = (endpoint: string) =>
      verdict({ source: { endpoint }, destination: { endpoint: 'web' }, protocol: 'tcp' }, selecting).verdict;
    assert.deepEqual([from('labelled'), from('client')], ['allow', 'deny']);
  });

  it('takes an unchanged profile over from the policy before', () => {
    const next = compilePolicy({ ...base, endpoints: [] }, policy);
    assert.equal(next.profiles.get('web'), policy.profiles.get('web'));
  });
});
