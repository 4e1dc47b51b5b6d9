import assert from 'node:assert/strict';
import { likelyServices, ruleFor, tagOf } from '../../../src/features/rules/allow/services';
import { formatRule, parseRule } from '../../../src/policy/calico1/grammar';
import type { Profile } from '../../../src/policy/calico1/profile';
import type { Direction } from '../../../src/policy/calico1/rule';
import { moveWithin, putInto, takeOut } from '../../../src/features/tree/drag-edit';
import { dropOn, type DropTarget } from '../../../src/features/tree/drag-plan';
import type { PolicyRuleNode, RuleNode, TreeNode } from '../../../src/app/tree-nodes';
import { app, endpoint, idOf, network, profile, snapshot, task } from '../cluster/fixtures';

const CLIENT = idOf('c');
const rule = (text: string) => parseRule(text).rule ?? assert.fail(text);
const row = (text: string, direction: Direction = 'inbound', occurrence = 0, of = 'web'): RuleNode => ({
  kind: 'rule',
  profile: of,
  direction,
  text,
  occurrence,
});
const policyRow = (text: string, direction: Direction = 'inbound', occurrence = 0): PolicyRuleNode => ({
  kind: 'policyRule',
  tier: 'default',
  policy: 'db',
  direction,
  text,
  occurrence,
});
const readable = (value: ReturnType<typeof profile>): Profile =>
  value.kind === 'profile' ? value : assert.fail('broken');

describe('dropping rows', () => {
  const state = snapshot({
    networks: [network(CLIENT, 'client')],
    policy: { profiles: [profile(CLIENT, []), profile('web', [{ action: 'deny' }, { action: 'allow' }])] },
  });
  const web: TreeNode = { kind: 'profile', profile: 'web' };
  const drop = (dragged: readonly TreeNode[], target: TreeNode | undefined) => dropOn(dragged, target, state);

  it('moves rules before a rule, or to the end of a direction or a profile', () => {
    const rules = [row('allow', 'outbound'), row('deny')];
    const before = row('deny', 'inbound', 1);
    assert.deepEqual(drop(rules, before), {
      kind: 'move',
      rules,
      to: { profile: 'web', direction: 'inbound', before },
    });
    assert.deepEqual(drop(rules, { kind: 'direction', profile: CLIENT, direction: 'outbound' }), {
      kind: 'move',
      rules,
      to: { profile: CLIENT, direction: 'outbound' },
    });
    assert.deepEqual(drop(rules, web), { kind: 'move', rules, to: { profile: 'web' } });
  });

  it('offers to allow traffic from one profile, or its network, to another', () => {
    const allow = { kind: 'allow', from: CLIENT, to: 'web' };
    assert.deepEqual(drop([{ kind: 'profile', profile: CLIENT }], web), allow);
    assert.deepEqual(drop([{ kind: 'network', networkId: CLIENT }], web), allow);
    assert.deepEqual(drop([web], { kind: 'network', networkId: CLIENT }), { kind: 'allow', from: 'web', to: CLIENT });
  });

  it('moves rules of a policy within it: before a rule, or to the end of their direction', () => {
    const rules = [policyRow('allow', 'outbound'), policyRow('deny')];
    const before = policyRow('deny', 'inbound', 1);
    const move = { kind: 'move-in-policy', policy: { tier: 'default', name: 'db' }, rules };
    assert.deepEqual(drop(rules, before), { ...move, to: { direction: 'inbound', before } });
    assert.deepEqual(drop(rules, { kind: 'policy', tier: 'default', policy: 'db' }), { ...move, to: {} });
    for (const target of [
      { kind: 'policy', tier: 'other', policy: 'db' },
      { ...before, policy: 'web' },
      { kind: 'tier', tier: 'default' },
      policyRow('deny'),
      web,
      row('deny'),
    ] as const)
      assert.equal(drop(rules, target), undefined, JSON.stringify(target));
    assert.equal(drop([...rules, row('deny')], before), undefined);
    assert.equal(drop([row('deny')], before), undefined);
  });

  it('does nothing otherwise', () => {
    const nothing: readonly (readonly [readonly TreeNode[], TreeNode | undefined])[] = [
      [[row('deny')], row('deny')],
      [[row('deny')], { kind: 'tags', profile: 'web' }],
      [[row('deny')], { kind: 'network', networkId: CLIENT }],
      [[row('deny')], undefined],
      [[row('deny'), web], web],
      [[web], web],
      [[web], row('deny')],
      [[web, { kind: 'profile', profile: CLIENT }], web],
      [[{ kind: 'network', networkId: 'unknown' }], web],
      [[{ kind: 'app', app: '/a' }], web],
      [[], web],
    ];
    for (const [dragged, target] of nothing)
      assert.equal(drop(dragged, target), undefined, JSON.stringify([dragged, target]));
    assert.equal(dropOn([row('deny')], web, undefined), undefined);
  });
});

describe('moving a rule', () => {
  const start = readable(
    profile(
      'web',
      ['allow tcp to ports 1', 'allow tcp to ports 2', 'allow tcp to ports 3'].map(rule),
      ['allow', 'allow tcp to ports 2'].map(rule),
    ),
  );
  const [one, two, three] = ['1', '2', '3'].map((port) => row(`allow tcp to ports ${port}`)) as [
    RuleNode,
    RuleNode,
    RuleNode,
  ];
  /** The last words of the inbound and outbound rules afterwards, or why nothing was moved. */
  const moved = (node: RuleNode, to: Partial<DropTarget>) => {
    const result = moveWithin(start, node, { profile: 'web', ...to });
    return result.kind === 'changed'
      ? (['inbound', 'outbound'] as const)
          .map((direction) => result.profile[direction].map((item) => formatRule(item).split(' ').at(-1)).join())
          .join(' | ')
      : result.kind;
  };

  it('places it before the rule it was dropped on, from above and from below', () => {
    assert.equal(moved(three, { direction: 'inbound', before: one }), '3,1,2 | allow,2');
    assert.equal(moved(one, { direction: 'inbound', before: three }), '2,1,3 | allow,2');
    assert.equal(moved(three, { direction: 'inbound', before: two }), '1,3,2 | allow,2');
  });

  it('places it at the end of its direction', () => {
    assert.equal(moved(one, {}), '2,3,1 | allow,2');
    assert.equal(moved(one, { direction: 'inbound' }), '2,3,1 | allow,2');
  });

  it('changes nothing if it is already there', () => {
    for (const to of [
      { direction: 'inbound' as const, before: two },
      { direction: 'inbound' as const, before: one },
    ]) {
      const result = moveWithin(start, one, { profile: 'web', ...to });
      assert.ok(result.kind === 'changed' && result.profile === start);
    }
  });

  it('changes its direction, unless an equal rule is there', () => {
    assert.equal(moved(one, { direction: 'outbound', before: row('allow', 'outbound') }), '2,3 | 1,allow,2');
    assert.equal(moved(one, { direction: 'outbound' }), '2,3 | allow,2,1');
    assert.equal(moved(two, { direction: 'outbound' }), 'already-present');
  });

  it('is rejected if the rule, or the one after it, was removed', () => {
    assert.equal(moved(row('deny'), { direction: 'inbound', before: one }), 'not-found');
    assert.equal(moved(row('allow tcp to ports 1', 'inbound', 1), {}), 'not-found');
    assert.equal(moved(one, { direction: 'outbound', before: row('deny', 'outbound') }), 'not-found');
  });

  it('adds it to another profile once, and removes it from its own by content', () => {
    const other = readable(profile('other', [rule('deny udp')]));
    const put = putInto(other, 'inbound', rule('allow tcp to ports 1'), {
      profile: 'other',
      direction: 'inbound',
      before: row('deny udp', 'inbound', 0, 'other'),
    });
    assert.ok(put.kind === 'changed');
    assert.deepEqual(put.profile.inbound.map(formatRule), ['allow tcp to ports 1', 'deny udp']);
    assert.equal(
      putInto(put.profile, 'inbound', rule('allow tcp to ports 1'), { profile: 'other' }).kind,
      'already-present',
    );
    const taken = takeOut(start, two);
    assert.ok(taken.kind === 'changed' && taken.profile.inbound.length === 2 && taken.profile.outbound.length === 2);
    assert.equal(takeOut(start, row('deny')).kind, 'not-found');
  });
});

describe('allowing traffic by drag and drop', () => {
  const FRONTEND = idOf('f');
  const state = snapshot({
    networks: [network(CLIENT, 'client'), network(FRONTEND, 'frontend')],
    policy: {
      profiles: [profile(CLIENT, []), profile(FRONTEND, [])],
      endpoints: [endpoint(idOf('1'), [FRONTEND], '192.168.0.1')],
    },
    marathon: { apps: [{ ...app('/stars/frontend', [task('/stars/frontend', '192.168.0.1')]), ports: [8080] }] },
  });

  it('offers first the ports that the target’s tasks declare, and the probes’ port', () => {
    assert.deepEqual(
      likelyServices(FRONTEND, state).map(({ protocol, ports }) => `${protocol} ${ports ?? ''}`),
      ['tcp 8080', 'tcp 9000'],
    );
  });

  it('prefers the source’s own tag', () => {
    assert.equal(tagOf(readable(profile(CLIENT, [], [], ['other', CLIENT])), state), CLIENT);
    assert.equal(tagOf(readable(profile(CLIENT, [], [], ['other', 'client'])), state), 'client');
    assert.equal(tagOf(readable(profile(CLIENT, [], [], ['other'])), state), 'other');
    assert.equal(tagOf(readable(profile(CLIENT, [], [], [])), state), undefined);
  });

  it('writes the rule like calicoctl would', () => {
    assert.deepEqual(ruleFor({ protocol: 'tcp', ports: '9000' }, CLIENT), {
      action: 'allow',
      protocol: 'tcp',
      src_tag: CLIENT,
      dst_ports: [9000],
    });
    assert.deepEqual(ruleFor({ protocol: 'udp', ports: '53,8000:9000' }, CLIENT)?.dst_ports, [53, '8000:9000']);
    assert.deepEqual(ruleFor({ protocol: 'icmp' }, CLIENT), { action: 'allow', protocol: 'icmp', src_tag: CLIENT });
    assert.deepEqual(ruleFor({ protocol: '' }, CLIENT), { action: 'allow', src_tag: CLIENT });
    assert.equal(ruleFor({ protocol: 'tcp', ports: 'many' }, CLIENT), undefined);
  });
});
