import assert from 'node:assert/strict';
import { applyChange } from '../../../src/features/explanation/apply';
import { planned, viewOf } from '../../../src/features/explanation/changes';
import type { RuleEdit } from '../../../src/policy/explain/calico1';
import { profile, snapshot } from '../cluster/fixtures';

const stored = JSON.stringify({ selector: 'all()', inbound_rules: [{ action: 'deny' }], extra: 1 });
const state = snapshot({
  policy: {
    profiles: [profile('db', [{ action: 'log' }])],
    enforcement: {
      ready: 'true',
      config: new Map(),
      hosts: [],
      hostEndpoints: [],
      tiers: [{ key: '', name: 'default', policies: [{ key: '', name: 'db', text: stored }] }],
    },
  },
});
const edit: RuleEdit = {
  kind: 'insert',
  profile: 'db',
  policy: { tier: 'default', name: 'db' },
  direction: 'inbound',
  position: 1,
  rule: { action: 'allow', protocol: 'tcp' },
};

describe('a suggested change to a policy', () => {
  it('changes the policy, not the profile with the same name', () => {
    const change = planned([edit], state) ?? assert.fail();
    assert.deepEqual(change.drafts, []);
    assert.deepEqual(change.policies[0]?.policy?.inbound, [edit.rule, { action: 'deny' }]);
    const [list] = viewOf('c', 'Allow This', change, state).lists;
    assert.deepEqual(
      list?.blocks.flat().map(({ mark, text }) => `${mark} ${text}`),
      ['added allow tcp', 'same deny'],
    );
  });

  it('is applied only to the rules it was planned for', async () => {
    const change = planned([edit], state) ?? assert.fail();
    const apply = async (now: string) => {
      let written: string | undefined;
      const update = (_object: unknown, change_: (text: string) => string | undefined) => {
        written = change_(now);
        return Promise.resolve(written === undefined ? 'unchanged' : 'changed');
      };
      const cluster = { cluster: { datastore: { texts: { update } } }, store: { snapshot: state } };
      await applyChange(cluster as unknown as Parameters<typeof applyChange>[0], change);
      return written;
    };
    assert.deepEqual(JSON.parse((await apply(stored)) ?? ''), {
      selector: 'all()',
      inbound_rules: [edit.rule, { action: 'deny' }],
      outbound_rules: [],
      extra: 1,
    });
    await assert.rejects(apply('{"selector":"all()"}'), /Someone else changed the inbound rules of db/);
  });

  it('is undefined if the policy was removed', () =>
    assert.equal(planned([{ ...edit, policy: { tier: 'default', name: 'gone' } }], state), undefined));
});
