import assert from 'node:assert/strict';
import { explain, renderReason } from '../../../src/policy/explain/calico1';
import { reachability } from '../../../src/policy/reach';
import { judge, passes } from '../../../src/policy/verdict';
import { lint } from '../../../src/policy/lint';
import { storedPolicy, type PolicyInput, type TierInput } from './stored';

const ALL = JSON.stringify({ inbound_rules: [{ action: 'allow' }], outbound_rules: [{ action: 'allow' }] });
const endpoint = (name: string, address: string, role: string) => ({
  name,
  profiles: ['open'],
  addresses: [address],
  labels: { role },
});
const tier = (name: string, ...policies: readonly (readonly [string, string, readonly object[]])[]): TierInput => ({
  name,
  policies: policies.map(([policy, selector, inbound]) => ({
    name: policy,
    rules: JSON.stringify({ selector, inbound_rules: inbound, outbound_rules: [{ action: 'allow' }] }),
  })),
});
const input = (...tiers: readonly TierInput[]): PolicyInput => ({
  profiles: [{ name: 'open', stored: { tags: '["open"]', rules: ALL } }],
  endpoints: [endpoint('web', '10.0.0.1', 'web'), endpoint('db', '10.0.0.2', 'db')],
  tiers,
});
const FROM_WEB = { action: 'allow', protocol: 'tcp', dst_ports: [3306], src_selector: "role == 'web'" };
const flow = (port: number) =>
  ({
    source: { endpoint: 'web' },
    destination: { endpoint: 'db' },
    protocol: 'tcp',
    destinationPort: port,
  }) as const;
const outcome = (given: PolicyInput, port: number) =>
  passes(judge(flow(port), storedPolicy(given).model).enforced) ? 'allow' : 'deny';

describe('tiers of Calico v1', () => {
  it('drop what none of their policies allows, regardless of profiles', () => {
    const policy = input(tier('default', ['db', "role == 'db'", [FROM_WEB]]));
    assert.deepEqual([outcome(policy, 3306), outcome(policy, 22)], ['allow', 'deny']);
  });

  it('do not affect endpoints that none of their policies selects', () => {
    assert.equal(outcome(input(tier('default', ['x', "role == 'cache'", []])), 22), 'allow');
    assert.equal(outcome(input(tier('empty')), 22), 'allow');
  });

  it('pass to the next tier, and after the last to the profiles', () => {
    const pass = tier('first', ['pass', 'all()', [{ action: 'next-tier' }]]);
    assert.equal(outcome(input(pass), 22), 'allow');
    assert.equal(outcome(input(pass, tier('second', ['deny', "role == 'db'", []])), 22), 'deny');
  });

  it('evaluate policies in order, and the first matching rule decides', () => {
    const deny = ['deny', "role == 'db'", [{ action: 'deny' }]] as const;
    const allow = ['allow', "role == 'db'", [{ action: 'allow' }]] as const;
    assert.equal(outcome(input(tier('t', deny, allow)), 22), 'deny');
    assert.equal(outcome(input(tier('t', allow, deny)), 22), 'allow');
  });

  it('skip a policy that Felix cannot read', () => {
    assert.equal(outcome(input(tier('t', ['bad', 'role ==', []], ['worse', 'all()', [{ action: 'x' }]])), 22), 'allow');
  });

  it('have the same effect on reachability and a single flow', () => {
    const compiled = storedPolicy(input(tier('default', ['db', "role == 'db'", [FROM_WEB]])));
    const reach = reachability(compiled.model, [22, 3306]);
    assert.deepEqual([reach.allows('web', 'db', 22), reach.allows('web', 'db', 3306)], [false, true]);
    assert.equal(reach.allows('db', 'web', 22), true);
  });

  it('are explained by policy and rule, and suggest an edit of the policy', () => {
    const compiled = storedPolicy(input(tier('default', ['db', "role == 'db'", [FROM_WEB]])));
    const explained = (port: number) => {
      const { halves, misses } = explain(flow(port), compiled);
      const last = halves.find(({ direction }) => direction === 'inbound')?.steps.at(-1);
      return [last && renderReason(last, 'inbound'), misses.flatMap(({ fix }) => fix?.edits ?? [])];
    };
    assert.deepEqual(explained(22), [
      'tier default drops what no rule of its policies allows (db)',
      [
        {
          kind: 'replace',
          profile: 'db',
          policy: { tier: 'default', name: 'db' },
          direction: 'inbound',
          position: 1,
          rule: { ...FROM_WEB, dst_ports: [3306, 22] },
        },
      ],
    ]);
    assert.match(explained(3306)[0] as string, /^policy db of tier default, inbound rule 1 .* allows it$/);
  });

  it('are not checked as profiles', () => {
    const deny = tier('default', ['db', "role == 'db'", [{ action: 'deny' }, FROM_WEB]]);
    assert.deepEqual(
      lint(storedPolicy(input(deny))).filter(({ profile }) => profile !== 'open'),
      [],
    );
  });

  it('deny at an endpoint that Felix considers invalid', () => {
    const given = input();
    const [web, db] = [...given.endpoints];
    assert.ok(web && db);
    assert.equal(outcome({ ...given, endpoints: [web, { ...db, void: true }] }, 22), 'deny');
  });
});
