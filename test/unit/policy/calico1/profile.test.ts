import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addRule, addTag, moveRule, removeRule, removeTag } from '../../../../src/policy/calico1/edit';
import {
  decodeProfile,
  encodeRules,
  encodeTags,
  newProfile,
  type Profile,
  type StoredProfile,
} from '../../../../src/policy/calico1/profile';
import type { Rule } from '../../../../src/policy/calico1/rule';
import { validateRules, validateTags } from '../../../../src/policy/calico1/felix';
import { anyRule, plainRule } from '../arbitraries';

const NOTHING: StoredProfile = { tags: undefined, rules: undefined, labels: undefined };

function read(stored: Partial<StoredProfile>): Profile {
  const profile = decodeProfile('p', { ...NOTHING, ...stored });
  assert.equal(profile.kind, 'profile');
  return profile;
}

/** The result of reading the profile after writing it. */
function written(profile: Profile): Profile {
  return read({ tags: encodeTags(profile), rules: encodeRules(profile) });
}

describe('a stored profile', () => {
  it('is created like by calicoctl', () => {
    const profile = newProfile('web');
    assert.deepEqual(JSON.parse(encodeTags(profile)), ['web']);
    assert.deepEqual(JSON.parse(encodeRules(profile)), {
      id: 'web',
      inbound_rules: [{ action: 'allow', src_tag: 'web' }],
      outbound_rules: [{ action: 'allow' }],
    });
  });

  it('may lack any leaf or list', () => {
    assert.deepEqual(read({}), { kind: 'profile', name: 'p', tags: [], inbound: [], outbound: [], stored: NOTHING });
    assert.deepEqual(read({ rules: '{"inbound_rules":[{"action":"deny"}]}' }).inbound, [{ action: 'deny' }]);
  });

  it('keeps unknown keys', () => {
    const rules = '{"comment":{"by":"me"},"inbound_rules":[{"action":"allow","note":[1]}],"outbound_rules":[]}';
    const profile = read({ rules });
    const added = addRule(profile, 'inbound', { action: 'deny' });
    assert.equal(added.kind, 'changed');
    assert.deepEqual(JSON.parse(encodeRules(added.profile)), {
      comment: { by: 'me' },
      inbound_rules: [{ action: 'allow', note: [1] }, { action: 'deny' }],
      outbound_rules: [],
    });
  });

  it('gets an ID only if it had one, or had no rules', () => {
    assert.equal('id' in (JSON.parse(encodeRules(read({ rules: '{}' }))) as object), false);
    assert.deepEqual(JSON.parse(encodeRules(read({ rules: '{"id":"other"}' }))), {
      id: 'other',
      inbound_rules: [],
      outbound_rules: [],
    });
    assert.deepEqual(JSON.parse(encodeRules(read({}))), { id: 'p', inbound_rules: [], outbound_rules: [] });
  });

  it('treats null as missing', () => {
    assert.deepEqual(read({ rules: '{"inbound_rules":[{"action":"allow","src_tag":null,"x":null}]}' }).inbound, [
      { action: 'allow', x: null },
    ]);
  });

  for (const [what, stored, problem] of [
    ['tags that are not JSON', { tags: '[web]' }, 'The tags are not a JSON array of strings.'],
    ['tags that are not strings', { tags: '[1]' }, 'The tags are not a JSON array of strings.'],
    ['rules that are not JSON', { rules: '{' }, 'The rules are not JSON.'],
    ['rules that are not an object', { rules: '[]' }, 'The rules are not a JSON object.'],
    ['a list that is not an array', { rules: '{"inbound_rules":{}}' }, 'inbound_rules is not an array.'],
    [
      'a rule that is not an object',
      { rules: '{"inbound_rules":["allow"]}' },
      'Rule 1 of inbound_rules is not an object: "allow".',
    ],
    [
      'an unknown action',
      { rules: '{"outbound_rules":[{},{"action":"drop"}]}' },
      'Rule 2 of outbound_rules has action "drop", which is not one of allow, deny, next-tier, log.',
    ],
    [
      'a port as a string',
      { rules: '{"inbound_rules":[{"dst_ports":["80"]}]}' },
      'Rule 1 of inbound_rules has dst_ports ["80"], which is not an array of ports.',
    ],
    [
      'an invalid CIDR',
      { rules: '{"inbound_rules":[{"!src_net":"x"}]}' },
      'Rule 1 of inbound_rules has !src_net "x", which is not a CIDR.',
    ],
  ] as const) {
    it(`is unreadable with ${what}`, () => {
      const profile = decodeProfile('p', { ...NOTHING, ...stored });
      assert.equal(profile.kind, 'broken');
      assert.deepEqual(profile.problems, [problem]);
    });
  }

  it('round-trips', () => {
    const lists = fc.array(anyRule, { maxLength: 4 });
    fc.assert(
      fc.property(lists, lists, (inbound, outbound) => {
        const again = written({ ...newProfile('p'), inbound, outbound });
        const plain = (rules: readonly Rule[]): unknown => JSON.parse(JSON.stringify(rules));
        assert.deepEqual([again.inbound, again.outbound], [plain(inbound), plain(outbound)]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an edit of a profile', () => {
  const profile = {
    ...newProfile('web'),
    inbound: [
      { action: 'allow', src_tag: 'a' },
      { action: 'allow', src_net: '10.0.0.0/8' },
      { action: 'deny' },
    ] satisfies Rule[],
  };
  const tags = (rules: readonly Rule[]) => rules.map(({ action, src_tag, src_net }) => src_tag ?? src_net ?? action);

  it('adds a rule at the end or before a position', () => {
    const rule: Rule = { action: 'allow', src_tag: 'b' };
    const at = (position?: number) => {
      const result = addRule(profile, 'inbound', rule, position);
      return result.kind === 'changed' ? tags(result.profile.inbound) : result;
    };
    assert.deepEqual(at(), ['a', '10.0.0.0/8', 'deny', 'b']);
    assert.deepEqual(at(4), ['a', '10.0.0.0/8', 'deny', 'b']);
    assert.deepEqual(at(1), ['b', 'a', '10.0.0.0/8', 'deny']);
    for (const position of [0, 5, -1, 1.5]) assert.deepEqual(at(position), { kind: 'out-of-range', count: 3 });
  });

  it('adds no duplicate rule, comparing CIDRs as networks', () => {
    assert.deepEqual(addRule(profile, 'inbound', { action: 'allow', src_net: '10.9.9.9/8' }), {
      kind: 'already-present',
      position: 2,
    });
    assert.equal(addRule(profile, 'outbound', { action: 'deny' }).kind, 'changed');
  });

  it('rejects a rule for which Felix would ignore the profile', () => {
    const result = addRule(profile, 'inbound', { action: 'allow', dst_ports: [80] });
    assert.deepEqual(result, {
      kind: 'invalid',
      reason: 'dst_ports requires a protocol with ports, such as tcp or udp.',
    });
    assert.equal(addTag(profile, 'a b').kind, 'invalid');
  });

  it('removes a rule by position or content', () => {
    const left = (target: number | Rule) => {
      const result = removeRule(profile, 'inbound', target);
      return result.kind === 'changed' ? tags(result.profile.inbound) : result;
    };
    assert.deepEqual(left(2), ['a', 'deny']);
    assert.deepEqual(left({ action: 'allow', src_net: '10.0.0.7/8' }), ['a', 'deny']);
    assert.deepEqual(left({ action: 'deny', src_tag: 'a' }), { kind: 'not-found' });
    assert.deepEqual(left(4), { kind: 'out-of-range', count: 3 });
  });

  it('moves a rule to its new position', () => {
    const moved = (from: number, to: number) => {
      const result = moveRule(profile, 'inbound', from, to);
      return result.kind === 'changed' ? tags(result.profile.inbound) : result;
    };
    assert.deepEqual(moved(1, 3), ['10.0.0.0/8', 'deny', 'a']);
    assert.deepEqual(moved(3, 1), ['deny', 'a', '10.0.0.0/8']);
    assert.deepEqual(moved(1, 4), { kind: 'out-of-range', count: 3 });
    assert.deepEqual(moved(4, 1), { kind: 'out-of-range', count: 3 });
  });

  it('adds and removes tags', () => {
    const added = addTag(profile, 'db');
    assert.deepEqual(added.kind === 'changed' && added.profile.tags, ['web', 'db']);
    assert.deepEqual(addTag(profile, 'web'), { kind: 'already-present', position: 1 });
    const removed = removeTag({ ...profile, tags: ['web', 'db', 'web'] }, 'web');
    assert.deepEqual(removed.kind === 'changed' && removed.profile.tags, ['db']);
    assert.deepEqual(removeTag(profile, 'db'), { kind: 'not-found' });
  });

  it('produces a valid profile for Felix, for any edits', () => {
    const direction = fc.constantFrom('inbound', 'outbound');
    const edits = fc.oneof(
      fc
        .tuple(direction, fc.oneof(plainRule, anyRule), fc.option(fc.integer({ min: -1, max: 6 }), { nil: undefined }))
        .map(
          ([where, rule, at]) =>
            (p: Profile) =>
              addRule(p, where, rule, at),
        ),
      fc.tuple(direction, fc.oneof(fc.integer({ min: -1, max: 6 }), plainRule)).map(
        ([where, target]) =>
          (p: Profile) =>
            removeRule(p, where, target),
      ),
      fc.tuple(direction, fc.nat(5), fc.nat(5)).map(
        ([where, from, to]) =>
          (p: Profile) =>
            moveRule(p, where, from, to),
      ),
      fc.string({ maxLength: 4 }).map((tag) => (p: Profile) => addTag(p, tag)),
      fc.constantFrom('p', 'a').map((tag) => (p: Profile) => removeTag(p, tag)),
    );
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 12 }), (list) => {
        let current = newProfile('p');
        for (const edit of list) {
          const result = edit(current);
          if (result.kind === 'changed') current = result.profile;
        }
        assert.equal(validateTags('p', encodeTags(current)).outcome, 'accepted');
        const strange = new Set(['comment', 'src_nets']);
        const known = (rules: readonly Rule[]) =>
          rules.map((rule): Rule => Object.fromEntries(Object.entries(rule).filter(([key]) => !strange.has(key))));
        const judged = validateRules(
          'p',
          encodeRules({ ...current, inbound: known(current.inbound), outbound: known(current.outbound) }),
        );
        assert.equal(judged.outcome, 'accepted');
        assert.equal(
          decodeProfile('p', { tags: encodeTags(current), rules: encodeRules(current), labels: '{}' }).kind,
          'profile',
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
