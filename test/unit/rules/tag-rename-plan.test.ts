import assert from 'node:assert/strict';
import { planTagRename, replacedTag } from '../../../src/features/rules/tag-rename-plan';
import { formatRule } from '../../../src/policy/calico1/grammar';
import { profile } from '../cluster/fixtures';
import { tier, tieredCluster } from '../cluster/tiered-cluster';

describe('renaming a tag', () => {
  const uses = [
    { action: 'allow', src_tag: 'blue' },
    { action: 'deny', '!src_tag': 'blue', dst_tag: 'red' },
  ];
  const data = (others: readonly string[]) => {
    const { policy } = tieredCluster(
      [
        tier('default', {
          db: { selector: 'all()', inbound_rules: [], outbound_rules: [{ action: 'allow', dst_tag: 'blue' }] },
        }),
      ],
      {
        policy: {
          profiles: [
            profile('web', uses, undefined, ['first', 'blue', 'last']),
            profile('db', uses),
            profile('other', [], undefined, others),
          ],
        },
      },
    );
    assert.ok(policy.state === 'ready');
    return policy.data;
  };

  it('changes every rule that refers to it, in profiles and policies', () => {
    const { profiles, policies, rules, sharedWith } = planTagRename(data(['red']), 'web', 'blue', 'sky');
    assert.deepEqual([rules, sharedWith], [5, []]);
    assert.deepEqual(
      profiles.map(({ name, tags, inbound }) => [name, tags, inbound.map(formatRule)]),
      [
        ['web', ['first', 'sky', 'last'], ['allow from tag sky', 'deny from !tag sky to tag red']],
        ['db', ['db'], ['allow from tag sky', 'deny from !tag sky to tag red']],
      ],
    );
    assert.deepEqual(
      policies.map(({ outbound }) => outbound.map(formatRule)),
      [['allow to tag sky']],
    );
  });

  it('changes no rule while another profile has the tag, too', () => {
    const { profiles, policies, rules, sharedWith } = planTagRename(data(['blue']), 'web', 'blue', 'sky');
    assert.deepEqual([rules, sharedWith, policies], [0, ['other'], []]);
    assert.deepEqual(
      profiles.map(({ name, tags, inbound }) => [name, tags, inbound.map(formatRule)[0]]),
      [['web', ['first', 'sky', 'last'], 'allow from tag blue']],
    );
  });

  it('keeps each tag once', () => assert.deepEqual(replacedTag(['a', 'b', 'c'], 'a', 'c'), ['c', 'b']));
});
