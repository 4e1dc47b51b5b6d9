import assert from 'node:assert/strict';
import type { Acting } from '../../../src/app/commands';
import type { PolicyRuleNode, RuleNode } from '../../../src/app/tree-nodes';
import { movePolicyRules } from '../../../src/features/rules/drop/move-policy-rules';
import { moveRules } from '../../../src/features/rules/drop/move-rules';
import type { DropTarget, PolicyDropTarget } from '../../../src/features/tree/drag-plan';
import { formatRule, parseRule } from '../../../src/policy/calico1/grammar';
import { decodePolicy } from '../../../src/policy/calico1/policy';
import type { Profile } from '../../../src/policy/calico1/profile';
import { profile, snapshot } from '../cluster/fixtures';

const texts = [1, 2, 3].map((port) => `allow tcp to ports ${port}`);
const [one, two, three] = texts.map((text): RuleNode => ({
  kind: 'rule',
  profile: 'web',
  direction: 'inbound',
  text,
  occurrence: 0,
})) as [RuleNode, RuleNode, RuleNode];

describe('a report of moved rules', () => {
  let stored: Profile;
  let writes: number;
  const web = profile(
    'web',
    texts.map((text) => parseRule(text).rule ?? assert.fail(text)),
  );
  beforeEach(() => {
    stored = web.kind === 'profile' ? web : assert.fail('broken');
    writes = 0;
  });
  const move = async (rules: readonly RuleNode[], to: Omit<DropTarget, 'profile'>) => {
    const said: string[] = [];
    const say = (message: string) => void said.push(message);
    const connection = {
      state: 'connected',
      store: { snapshot: snapshot({ policy: { profiles: [stored] } }) },
      cluster: {
        guard: { asOne: (_: string, work: () => unknown) => work() },
        datastore: {
          updateProfile: (_: string, edit: (profile: Profile) => Profile | undefined) => {
            const edited = edit(stored);
            if (edited && edited !== stored) writes++;
            stored = edited ?? stored;
            return Promise.resolve('updated');
          },
        },
      },
    };
    await moveRules(
      { session: { connection }, reporter: { done: say, warning: say, failure: assert.ifError } } as unknown as Acting,
      rules,
      { profile: 'web', ...to },
    );
    return { said, order: stored.inbound.map((rule) => formatRule(rule).at(-1)).join('') };
  };

  it('says so if something moved', async () => {
    assert.deepEqual(await move([three], { direction: 'inbound', before: one }), {
      said: ['Moved the rule to web, inbound.'],
      order: '312',
    });
    assert.deepEqual(await move([three, one], {}), { said: ['Moved 2 rules to web, inbound.'], order: '231' });
    assert.equal(writes, 2);
  });

  it('says that nothing moved if all are in place, also after a detour', async () => {
    for (const to of [{ direction: 'inbound', before: two } as const, { before: two }, { before: one }])
      assert.deepEqual(await move([one], to), {
        said: ['Nothing was moved: the rule is already there.'],
        order: '123',
      });
    assert.deepEqual(await move([three], {}), {
      said: ['Nothing was moved: the rule is already there.'],
      order: '123',
    });
    assert.deepEqual(await move([one, two], { direction: 'inbound', before: three }), {
      said: ['Nothing was moved: the rules are already there.'],
      order: '123',
    });
    assert.equal(writes, 0);
  });

  it('moves all or none', async () => {
    const gone = { ...one, text: 'deny' };
    assert.deepEqual(await move([three, gone], { direction: 'inbound', before: one }), {
      said: ['The rules changed in the meantime, so nothing was moved. Check the new order and try again.'],
      order: '123',
    });
  });
});

describe('a report of rules moved within their policy', () => {
  const POLICY = { tier: 'default', name: 'db' };
  const key = (text: string, direction: PolicyRuleNode['direction'] = 'inbound'): PolicyRuleNode => ({
    kind: 'policyRule',
    tier: 'default',
    policy: 'db',
    direction,
    text,
    occurrence: 0,
  });
  const [first, second, third] = texts.map((text) => key(text)) as [PolicyRuleNode, PolicyRuleNode, PolicyRuleNode];
  const rule = (text: string) => parseRule(text).rule ?? assert.fail(text);
  const stored = JSON.stringify({
    selector: 'all()',
    order: 1,
    extra: 2,
    inbound_rules: texts.map(rule),
    outbound_rules: [rule('allow')],
  });

  /** Moves rules. @param others What others stored before the first write, so that it loses the race. */
  const move = async (rules: readonly PolicyRuleNode[], to: PolicyDropTarget, others?: string) => {
    const said: string[] = [];
    const say = (message: string) => void said.push(message);
    let text = stored;
    let writes = 0;
    const update = (_: unknown, edit: (text: string) => string | undefined) => {
      let edited = edit(text);
      if (others !== undefined) edited = edit((text = others));
      if (edited !== undefined && edited !== text) {
        writes++;
        text = edited;
      }
      return Promise.resolve('changed');
    };
    const connection = { state: 'connected', store: {}, cluster: { datastore: { texts: { update } } } };
    await movePolicyRules({ session: { connection }, reporter: { done: say, warning: say } } as unknown as Acting, {
      kind: 'move-in-policy',
      policy: POLICY,
      rules,
      to,
    });
    const after = decodePolicy(POLICY, text);
    assert.ok(after.kind === 'policy');
    const order = [...after.inbound.map(formatRule), '|', ...after.outbound.map(formatRule)];
    return { said, writes, order: order.map((each) => each.split(' ').at(-1)).join(' '), text };
  };

  it('moves them before a rule, to the end, and to the other direction, and keeps everything else', async () => {
    const moved = await move([third], { direction: 'inbound', before: first });
    assert.deepEqual([moved.said, moved.order], [['Moved the rule to db, inbound.'], '3 1 2 | allow']);
    assert.equal((JSON.parse(moved.text) as { extra: number }).extra, 2);
    assert.equal((await move([first, second], {})).order, '3 1 2 | allow');
    assert.equal(
      (await move([second], { direction: 'outbound', before: key('allow', 'outbound') })).order,
      '1 3 | 2 allow',
    );
  });

  it('writes nothing if they are already there, or one of them is gone', async () => {
    for (const [rules, to, said] of [
      [[first], { direction: 'inbound', before: second }, 'Nothing was moved: the rule is already there.'],
      [
        [third, key('deny')],
        { direction: 'inbound', before: first },
        'The rules changed in the meantime, so nothing was moved. Check the new order and try again.',
      ],
    ] as const) {
      const moved = await move(rules, to);
      assert.deepEqual([moved.said, moved.writes, moved.text], [[said], 0, stored]);
    }
  });

  it('applies to what others stored in the meantime', async () => {
    const others = JSON.stringify({
      selector: 'all()',
      inbound_rules: ['deny udp', ...texts].map(rule),
      outbound_rules: [],
    });
    assert.equal((await move([third], { direction: 'inbound', before: first }, others)).order, 'udp 3 1 2 |');
  });
});
