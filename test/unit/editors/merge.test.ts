import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeTexts } from '../../../src/features/rules/editor/files/merge';

describe('merging two edits of a rules document', () => {
  const base = 'inbound:\n  allow tcp\n  deny\noutbound:\n  allow\n';

  it('keeps both changes if they are apart', () => {
    const yours = base.replace('  allow tcp\n', '  allow tcp\n  allow udp\n');
    const theirs = base.replace('outbound:\n  allow\n', 'outbound:\n  allow\n  deny\n');
    assert.equal(
      mergeTexts(yours, base, theirs),
      'inbound:\n  allow tcp\n  allow udp\n  deny\noutbound:\n  allow\n  deny\n',
    );
  });

  it('returns undefined if both changed the same lines', () => {
    assert.equal(mergeTexts(base.replace('deny', 'log'), base, base.replace('deny', 'allow udp')), undefined);
  });

  it('applies the same change once', () => {
    const changed = base.replace('deny', 'log');
    assert.equal(mergeTexts(changed, base, changed), changed);
  });

  it('returns the other text if one is unchanged', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '')).map((all) => all.join('\n'));
    fc.assert(
      fc.property(text, text, (one, other) => {
        assert.equal(mergeTexts(one, one, other), other);
        assert.equal(mergeTexts(other, one, one), other);
      }),
    );
  });
});
