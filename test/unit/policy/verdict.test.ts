import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decidingRule } from '../../../src/policy/calico1/rule-place';
import type { StoredPolicy } from '../../../src/policy/calico1/stored-policy';
import { judge, passes, type Verdict } from '../../../src/policy/verdict';
import { unmet } from '../../../src/policy/verdict/match';
import { explain } from '../../../src/policy/explain/calico1';
import type { Flow } from '../../../src/policy/model/flow';
import type { Rule } from '../../../src/policy/calico1/rule';
import { cluster, compile, flow } from './clusters';
import { plainMatches, plainVerdict, type PlainFlow } from './plain-evaluator';
import { storedPolicy, type PolicyInput } from './stored';

function asFlow({ source, destination, protocol, sourcePort, destinationPort }: PlainFlow): Flow {
  return { source: { address: source }, destination: { address: destination }, protocol, sourcePort, destinationPort };
}

const verdict = (flow: Flow, { model }: StoredPolicy) => judge(flow, model).enforced;
const wordOf = (judged: Verdict) => (passes(judged) ? 'allow' : 'deny');

describe('the verdict on a flow', () => {
  const flows = fc.array(flow, { minLength: 8, maxLength: 8 });

  it('agrees with the naive evaluator', () => {
    fc.assert(
      fc.property(cluster, flows, (plain, list) => {
        const policy = compile(plain);
        for (const one of list) {
          const expected = plainVerdict(plain, one);
          const got = verdict(asFlow(one), policy);
          assert.equal(wordOf(got), expected.verdict, JSON.stringify(one));
          assert.deepEqual(decidedBy(got), expected.decidedBy);
        }
      }),
      { numRuns: 1_000 },
    );
  }).timeout(60_000);

  it('has a trace in which each rule is evaluated correctly', () => {
    fc.assert(
      fc.property(cluster, flow, (plain, one) => {
        const policy = compile(plain);
        for (const { direction, outcome, reason, packet, profiles } of verdict(asFlow(one), policy).stages) {
          const stored = direction === 'ingress' ? 'inbound' : 'outbound';
          for (const { profile, decided, logged, left } of profiles) {
            const rules = policy.model.profiles.get(profile)?.rules[direction] ?? [];
            const end = (decided ?? left)?.index ?? rules.length;
            for (const [index, { rule, ipv4 }] of rules.entries()) {
              // Rules only for IPv6 don't apply to these flows.
              if (!ipv4) continue;
              const matches = unmet(rules[index]!, packet, undefined).length === 0;
              const written = plain.profiles[profile]!.rules![stored][Number(rule.origin.path.at(-1))]!;
              assert.equal(plainMatches(plain, written, one), matches, JSON.stringify(written));
              // The first match decides; only logs can match before it.
              if (index < end)
                assert.equal(
                  matches,
                  logged.some((hit) => hit.index === index),
                );
              if (index < end && matches) assert.equal(rule.action, 'log');
              if (index === decided?.index) assert.ok(matches);
            }
          }
          if (reason === 'rule') assert.equal(profiles.at(-1)?.decided?.rule.action, outcome);
        }
      }),
      { numRuns: 1_000 },
    );
  }).timeout(60_000);

  it('does not depend on what was compiled before', () => {
    fc.assert(
      fc.property(cluster, cluster, flows, (before, after, list) => {
        const [fresh, reused] = [compile(after), compile(after, compile(before))];
        for (const one of list)
          assert.deepEqual(comparable(verdict(asFlow(one), reused)), comparable(verdict(asFlow(one), fresh)));
      }),
      { numRuns: 200 },
    );
  }).timeout(60_000);
});

/** A verdict without the packets, which contain numbers specific to a model. */
function comparable({ stages, ...rest }: Verdict): unknown {
  return {
    ...rest,
    stages: stages.map(({ packet: { source, destination }, ...stage }) => [stage, source.key, destination.key]),
  };
}

/** The rule that decided for the whole flow: the one that denies first, or the last one. */
function decidedBy({ stages }: Verdict): { direction: string; profile: string; position: number } | undefined {
  const stage = stages.find(({ outcome }) => outcome === 'deny') ?? stages.at(-1);
  const rule = decidingRule(stage);
  return rule && { direction: stage?.direction === 'ingress' ? 'inbound' : 'outbound', ...rule };
}

describe('a verdict includes', () => {
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
  const policy = storedPolicy(base);
  const flowTo = (source: Flow['source'], destination: Flow['destination'], destinationPort = 80): Flow => ({
    source,
    destination,
    protocol: 'tcp',
    destinationPort,
  });
  const inbound = (source: Flow['source'], destination: Flow['destination']) =>
    verdict(flowTo(source, destination), policy).stages.find(({ direction }) => direction === 'ingress');

  it('the unmet conditions', () => {
    const asked = flowTo({ endpoint: 'client' }, { endpoint: 'web' }, 81);
    const judged = verdict(asked, policy);
    assert.equal(judged.outcome, 'denied');
    const { endpoint, direction, outcome, reason, profiles } = judged.stages.at(-1)!;
    assert.deepEqual(
      { endpoint: endpoint.id, direction, outcome, reason, profiles },
      {
        endpoint: 'web',
        direction: 'ingress',
        outcome: 'deny',
        reason: 'no-profile-matched',
        profiles: [
          {
            profile: 'web',
            state: 'in-force',
            outcome: 'next-profile',
            decided: undefined,
            logged: [],
            left: undefined,
          },
        ],
      },
    );
    const missed = (flow: Flow) =>
      explain(flow, policy).misses.map(({ miss, conditions }) => [miss?.position, conditions]);
    assert.deepEqual(missed(asked), [[1, ['dst_ports']]]);
    assert.deepEqual(missed(flowTo({ address: '172.24.197.101' }, { endpoint: 'web' })), [[1, ['src_tag']]]);
  });

  it('the profiles without valid rules', () => {
    const state = (endpoint: string) =>
      inbound({ endpoint: 'client' }, { endpoint })?.profiles.map((step) => [step.profile, step.state, step.outcome]);
    assert.deepEqual(state('broken'), [['bad', 'invalid', 'deny']]);
    assert.deepEqual(state('lost'), [['gone', 'missing', 'deny']]);
  });

  it('the reason why an endpoint accepts nothing', () => {
    assert.equal(inbound({ endpoint: 'client' }, { endpoint: 'bare' })?.reason, 'no-profile');
    assert.equal(inbound({ endpoint: 'client' }, { endpoint: 'down' })?.reason, 'inactive');
  });

  for (const [what, flowOf, expected] of [
    [
      'to its own address',
      { source: { endpoint: 'bare' }, destination: { address: '192.168.0.4' } },
      ['allow', 'own-address'],
    ],
    [
      'from the endpoint’s own host',
      { source: { host: 'h2' }, destination: { endpoint: 'web' } },
      ['allow', 'from-own-host'],
    ],
    ['from another host', { source: { host: 'h1' }, destination: { endpoint: 'web' } }, ['deny', undefined]],
    [
      'to its own host, which drops',
      { source: { endpoint: 'client' }, destination: { address: '172.24.0.1' } },
      ['deny', 'host-drops'],
    ],
    [
      'to its own host, which applies policy',
      { source: { endpoint: 'web' }, destination: { host: 'h2' } },
      ['allow', undefined],
    ],
    [
      'between outside machines',
      { source: { address: '1.1.1.1' }, destination: { address: '2.2.2.2' } },
      ['allow', 'not-policed'],
    ],
    [
      'from an unknown endpoint',
      { source: { endpoint: 'nobody' }, destination: { endpoint: 'web' } },
      ['deny', 'unknown-endpoint'],
    ],
    [
      'over an IP version without an address',
      { source: { endpoint: 'client' }, destination: { endpoint: 'web' }, ipVersion: 6 },
      ['deny', 'no-address'],
    ],
    [
      'with an unsolicited ICMP reply',
      { source: { endpoint: 'client' }, destination: { endpoint: 'web' }, protocol: 'icmp', icmpType: 0 },
      ['deny', 'invalid-packet'],
    ],
    [
      'to a DNS server on its own host',
      { source: { endpoint: 'client' }, destination: { host: 'h1' }, protocol: 'udp', destinationPort: 53 },
      ['allow', 'host-service'],
    ],
  ] as const) {
    it(`the reason for a flow ${what}`, () => {
      const got = verdict({ protocol: 'tcp', destinationPort: 80, ...flowOf }, policy);
      assert.deepEqual([wordOf(got), got.because], expected);
    });
  }

  it('the endpoints that a selector selects', () => {
    const selecting = storedPolicy({
      ...base,
      profiles: [
        profile('open', [allow]),
        profile('web', [{ action: 'allow', src_selector: "role == 'db' && has(role)" }]),
      ],
    });
    const from = (endpoint: string) =>
      wordOf(verdict({ source: { endpoint }, destination: { endpoint: 'web' }, protocol: 'tcp' }, selecting));
    assert.deepEqual([from('labelled'), from('client')], ['allow', 'deny']);
  });

  it('an unchanged profile of the previous policy', () => {
    const next = storedPolicy({ ...base, endpoints: [] }, policy);
    assert.equal(next.model.profiles.get('web'), policy.model.profiles.get('web'));
  });
});
