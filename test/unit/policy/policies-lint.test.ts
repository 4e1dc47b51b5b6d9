import assert from 'node:assert/strict';
import { finished } from '../../../src/base/time-slices';
import { lintPolicies, type Finding, type LintLevels } from '../../../src/policy/lint';
import { storedPolicy, type PolicyInput, type TierInput } from './stored';

interface Written {
  readonly selector?: string;
  readonly inbound?: readonly object[];
  readonly outbound?: readonly object[];
  readonly order?: number;
}

const ALLOW = { action: 'allow' };
const policy = (
  name: string,
  { selector = "role == 'db'", inbound = [ALLOW], outbound = [ALLOW], order }: Written,
) => ({
  name,
  rules: JSON.stringify({
    selector,
    inbound_rules: inbound,
    outbound_rules: outbound,
    ...(order !== undefined && { order }),
  }),
});
const tier = (...policies: readonly ReturnType<typeof policy>[]): TierInput => ({ name: 'default', policies });
const cluster = (...tiers: readonly TierInput[]): PolicyInput => ({
  profiles: [{ name: 'open', stored: { tags: '["open"]', rules: '{"inbound_rules":[{}],"outbound_rules":[{}]}' } }],
  endpoints: ['web', 'db'].map((role, index) => ({
    name: role,
    profiles: ['open'],
    addresses: [`10.0.0.${index + 1}`],
    labels: { role },
  })),
  tiers,
});

function lint(input: PolicyInput, levels: LintLevels = {}, listening?: ReadonlyMap<string, readonly number[]>) {
  return finished(lintPolicies(storedPolicy(input), listening ? { listening } : {}, levels, 10_000));
}

const where = ({ code, policy: of, direction, position }: Finding) =>
  [code, of?.name, direction, position].filter((part) => part !== undefined).join(' ');

const FROM_WEB = { action: 'allow', src_selector: "role == 'web'" };

describe('lint of policies of tiers', () => {
  const cases: readonly (readonly [string, TierInput, readonly string[]])[] = [
    ['nothing for an intentionally isolating policy', tier(policy('db', { inbound: [FROM_WEB] })), []],
    [
      'a selector that selects nothing',
      tier(policy('x', { selector: "role == 'cache'", inbound: [FROM_WEB, FROM_WEB] })),
      ['empty-policy x', 'duplicate-rule x inbound 2'],
    ],
    ['a selector that Felix can’t read', tier(policy('x', { selector: 'role ==' })), ['dropped x']],
    [
      'a rule after a deny',
      tier(policy('db', { inbound: [{ action: 'deny' }, FROM_WEB] })),
      ['nothing-after-deny db inbound 1'],
    ],
    [
      'a peer that selects nothing',
      tier(policy('db', { inbound: [{ action: 'allow', src_selector: "role == 'cache'" }, FROM_WEB] })),
      ['empty-rule db inbound 1'],
    ],
    [
      'a tag that no profile has',
      tier(policy('db', { inbound: [{ action: 'allow', src_tag: 'opne' }, FROM_WEB] })),
      ['unknown-tag db inbound 1'],
    ],
    [
      'a rule that an earlier policy decides',
      tier(
        policy('first', {
          inbound: [
            { ...FROM_WEB, action: 'deny' },
            { action: 'allow', src_tag: 'open' },
          ],
        }),
        policy('second', { inbound: [FROM_WEB] }),
      ),
      ['redundant-rule first inbound 2', 'redundant-rule first outbound 1', 'redundant-policy second'],
    ],
    [
      'no rules for a direction',
      tier(policy('db', { inbound: [FROM_WEB], outbound: [] })),
      ['isolates-silently db outbound'],
    ],
    [
      'only deny rules',
      tier(policy('db', { inbound: [{ action: 'deny', protocol: 'tcp', dst_ports: [22] }] })),
      ['deny-only db inbound', 'redundant-rule db inbound 1'],
    ],
    ['only a log rule', tier(policy('db', { inbound: [{ action: 'log' }] })), ['log-only db inbound']],
  ];
  for (const [name, given, expected] of cases)
    it(`reports ${name}`, () => {
      const found = lint(cluster(given)).map(where);
      assert.deepEqual(found, expected);
    });

  it('uses names, not keys', () => {
    for (const { message } of lint(
      cluster(tier(policy('x', { selector: "role == 'cache'" }), policy('y', { selector: 'role ==' }))),
    ))
      assert.doesNotMatch(message, /calico\/v1|_rules/);
  });

  it('reports an empty selector only if it selects host endpoints', () => {
    const given = cluster(tier(policy('all', { selector: '', inbound: [FROM_WEB] })));
    const hostEndpoints = [{ host: 'h', interface: 'eth0', profiles: [], labels: {} }];
    const codes = (input: PolicyInput) => lint(input).map(({ code }) => code);
    assert.equal(codes(given).includes('selects-hosts'), false);
    assert.equal(
      codes({ ...given, hosts: [{ name: 'h', addresses: [] }], hostEndpoints }).includes('selects-hosts'),
      true,
    );
  });

  it('names the ports on which the selected endpoints listen', () => {
    const rule = { ...FROM_WEB, protocol: 'tcp', dst_ports: [80] };
    const given = cluster(tier(policy('db', { inbound: [rule] })));
    const listening = new Map([
      ['web', [80]],
      ['db', [3306]],
    ]);
    const [found] = lint(given, {}, listening);
    assert.deepEqual(
      [found && where(found), found?.fix?.title],
      ['port-without-listener db inbound 1', 'Use Port 3306'],
    );
  });

  it('has the configured severity', () => {
    const given = cluster(tier(policy('x', { selector: "role == 'cache'", inbound: [FROM_WEB] })));
    assert.deepEqual(
      lint(given).map(({ severity }) => severity),
      ['warning'],
    );
    assert.deepEqual(lint(given, { 'empty-policy': 'off' }), []);
  });
});
