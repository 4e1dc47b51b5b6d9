import assert from 'node:assert/strict';
import type { TextObject } from '../../../src/cluster/etcd/change';
import { describeChange } from '../../../src/features/history/describe';
import { describeTextChange, textOfState } from '../../../src/features/history/policy-text';
import { stateText } from '../../../src/features/history/text';
import { addRule, addTag, moveRule, removeRule, removeTag } from '../../../src/policy/calico1/edit';
import { parseRule } from '../../../src/policy/calico1/grammar';
import {
  encodeRules,
  encodeTags,
  newProfile,
  type Profile,
  type StoredProfile,
} from '../../../src/policy/calico1/profile';
import { idOf } from '../cluster/fixtures';

const WEB = idOf('a');
const NETWORKS = [{ id: WEB, name: 'web' }];
const rule = (text: string) => parseRule(text).rule ?? assert.fail(text);
const changed = (result: { readonly kind: string; readonly profile?: Profile }) =>
  result.profile ?? assert.fail(result.kind);
const stored = (profile: Profile): StoredProfile => ({
  tags: encodeTags(profile),
  rules: encodeRules(profile),
  labels: '{}',
});

const start = newProfile(WEB);
const open = changed(addRule(start, 'inbound', rule('allow tcp to ports 9001')));
const deny = changed(addRule(open, 'outbound', rule('deny udp')));
const broken = { ...stored(start), rules: '{' };

const CASES: readonly (readonly [string, StoredProfile | undefined, StoredProfile | undefined])[] = [
  ['Create profile web', undefined, stored(start)],
  ['Remove profile web', stored(start), undefined],
  ['Add rule allow tcp to ports 9001 to web, inbound', stored(start), stored(open)],
  ['Remove rule allow from tag web from web, inbound', stored(open), stored(changed(removeRule(open, 'inbound', 1)))],
  ['Add tag blue to web', stored(start), stored(changed(addTag(start, 'blue')))],
  ['Remove tag web from web', stored(start), stored(changed(removeTag(start, WEB)))],
  ['Reorder inbound rules of web', stored(open), stored(changed(moveRule(open, 'inbound', 1, 2)))],
  [
    'Move rule allow tcp to ports 9001 of web from inbound to outbound',
    stored(open),
    stored(changed(addRule(start, 'outbound', rule('allow tcp to ports 9001')))),
  ],
  [
    'Move rule deny udp of web from outbound to inbound',
    stored(deny),
    stored(changed(addRule(open, 'inbound', rule('deny udp')))),
  ],
  [
    'Replace rule allow tcp to ports 9001 by deny tcp in web, inbound',
    stored(open),
    stored(changed(addRule(start, 'inbound', rule('deny tcp')))),
  ],
  ['Change web: 2 rules added, 1 tag removed', stored(start), stored(changed(removeTag(deny, WEB)))],
  ['Change the stored text of web', stored(start), { ...stored(start), labels: '{"a":1}' }],
  ['Change the labels of web', stored(start), { ...stored(start), labels: '{"a":"b"}' }],
  ['Repair profile web', broken, stored(start)],
  ['Restore the unreadable text of web', stored(start), broken],
  ['Leave profile web unchanged', stored(start), stored(start)],
];

describe('description of a change', () => {
  for (const [words, before, after] of CASES)
    it(words, () => assert.equal(describeChange({ profile: WEB, before, after }, NETWORKS), words));
});

describe('text of a state', () => {
  it('contains the profile’s rules with network names', () => {
    assert.equal(
      stateText(WEB, stored(open), NETWORKS),
      'tags: web\n\ninbound:\n  allow from tag web\n  allow tcp to ports 9001\n\noutbound:\n  allow\n',
    );
  });

  it('is the raw text of an unreadable profile', () =>
    assert.match(stateText(WEB, broken, NETWORKS), /not a valid profile.*\ntags: .*\nrules: \{\n$/));

  it('shows that the profile does not exist', () =>
    assert.match(stateText(WEB, undefined, NETWORKS), /no such profile/));
});

const POLICY = { kind: 'policy', tier: 'default', name: 'db' } as const;
const TIER = { kind: 'tier', name: 'default' } as const;
const policyText = (selector: string, order: number, ...inbound: readonly string[]) =>
  JSON.stringify({ selector, order, inbound_rules: inbound.map(rule), outbound_rules: [] });

const TEXTS: readonly (readonly [string, TextObject, string | undefined, string | undefined])[] = [
  ['Create policy db', POLICY, undefined, policyText('all()', 1)],
  ['Remove policy db', POLICY, policyText('all()', 1), undefined],
  ['Add rule allow to db, inbound', POLICY, policyText('all()', 1), policyText('all()', 1, 'allow')],
  ['Change policy db: selector has(a), order 2', POLICY, policyText('all()', 1), policyText('has(a)', 2, 'allow')],
  ['Reorder inbound rules of db', POLICY, policyText('', 1, 'allow', 'deny'), policyText('', 1, 'deny', 'allow')],
  ['Repair policy db', POLICY, '{', policyText('all()', 1)],
  ['Restore the unreadable text of db', POLICY, policyText('all()', 1), '{'],
  ['Leave policy db unchanged', POLICY, '{', '{'],
  ['Create tier default', TIER, undefined, '{"order":1}'],
  ['Change the order of tier default: order 2', TIER, '{"order":1}', '{"order":2}'],
  ['Remove tier default', TIER, '{"order":1}', undefined],
];

describe('description of a change to a policy or a tier', () => {
  for (const [words, object, before, after] of TEXTS)
    it(words, () => assert.equal(describeTextChange({ object, before, after }), words));

  it('has matching texts of its states', () => {
    assert.equal(
      textOfState(POLICY, policyText('all()', 1, 'deny')),
      'selector: all()\norder: 1\n\ninbound:\n  deny\n\noutbound:\n',
    );
    assert.equal(textOfState(POLICY, '{'), '{\n');
    assert.match(textOfState(TIER, undefined), /no such tier/);
  });
});
