import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedProfile, formatProfile, parseDocument } from '../../../../src/policy/calico1/document';
import { decodeProfile, encodeLabels, labelsOf, type Profile } from '../../../../src/policy/calico1/profile';

function profileOf(labels: string | undefined): Profile {
  const profile = decodeProfile('web', { tags: '["web"]', rules: '{}', labels });
  assert.ok(profile.kind === 'profile');
  return profile;
}
const edit = (profile: Profile, change: (text: string) => string) =>
  changedProfile(parseDocument(change(formatProfile(profile, 'web', []))), profile, []);
const problems = (labels: string) => {
  const text = `tags: web\nlabels: ${labels}\ninbound:\noutbound:\n`;
  return parseDocument(text).problems.map(({ start, end, message }) => [text.slice(start, end), message]);
};

describe('labels in a profile’s document', () => {
  it('appear below the tags, if there are any', () => {
    assert.match(
      formatProfile(profileOf('{"role":"db","note":"a, b"}'), 'web', []),
      /\ntags: web\nlabels: role=db, note="a, b"\n/,
    );
    assert.doesNotMatch(formatProfile(profileOf('{}'), 'web', []), /labels:/);
  });

  it('round-trip, and keep the stored text if unchanged', () => {
    const key = fc.stringMatching(/^[\w./-]{1,9}$/).filter((text) => text !== '__proto__');
    fc.assert(
      fc.property(fc.dictionary(key, fc.string()), (labels) => {
        const profile = profileOf(JSON.stringify(labels));
        assert.equal(edit(profile, (text) => text).labels, undefined);
      }),
    );
    const odd = profileOf('{"a":1}');
    assert.equal(edit(odd, (text) => text).labels, undefined);
  });

  it('are added, changed and removed', () => {
    const added = edit(profileOf(undefined), (text) => text.replace('tags: web', 'tags: web\nlabels: a=b, c="d e"'));
    assert.equal(encodeLabels(added), '{"a":"b","c":"d e"}');
    const removed = edit(profileOf('{"a":"b"}'), (text) => text.replace('labels: a=b\n', ''));
    assert.deepEqual(labelsOf(removed), {});
  });

  it('are validated like in Felix', () => {
    assert.deepEqual(problems('role=db, zone='), []);
    assert.deepEqual(problems('role'), [['role', 'Write a label as key=value.']]);
    assert.match(problems('a:b=c')[0]?.[1] ?? '', /not a valid key of a label/);
    assert.deepEqual(problems('a=b, a=c'), [['a=c', 'Duplicate label a.']]);
    assert.match(problems('a="b')[0]?.[1] ?? '', /no closing quote/);
  });
});
