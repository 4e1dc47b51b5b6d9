import assert from 'node:assert/strict';
import type { Acting } from '../../../src/app/commands';
import type { RuleNode } from '../../../src/app/tree-nodes';
import { moveRules } from '../../../src/features/rules/drop/move-rules';
import type { DropTarget } from '../../../src/features/tree/drag-plan';
import { formatRule, parseRule } from '../../../src/policy/calico1/grammar';
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
