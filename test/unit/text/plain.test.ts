import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asMarkdown, icons, withoutAddresses, withoutIcons, withoutLinks } from '../../../src/base/text/markup';
import { bounded, isCut, LINE, plain, plainJson, plainLines, sentence, visible } from '../../../src/base/text/plain';

/** Right-to-left override, isolates, zero-width characters, a byte order mark, tags and a lone surrogate. */
const TRICKS = '\u202e\u2066\u200b\u{e0041}\ufeff\u00ad\ud800\u0007\u001b[31m\u0085\u2028';

describe('external text', () => {
  it('shows invisible characters as escapes', () => {
    assert.equal(visible('a\u202eb'), 'a\\u{202e}b');
    assert.equal(visible('a\nb\tc\rd'), 'a\\nb\\tc\\rd');
    assert.equal(
      visible(TRICKS),
      '\\u{202e}\\u{2066}\\u{200b}\\u{e0041}\\u{feff}\\u{ad}\\u{d800}\\u{7}\\u{1b}[31m\\u{85}\\u{2028}',
    );
    assert.equal(visible('frontend – Ünïcode 前端 🌟'), 'frontend – Ünïcode 前端 🌟');
  });

  it('keeps line breaks where permitted, but no other control characters', () => {
    assert.equal(plainLines('one\r\ntwo\tthree\u001b[0m\rfour'), 'one\ntwo three\\u{1b}[0m\\rfour');
  });

  it('is limited in length, by whole characters', () => {
    assert.equal(bounded('abc', 3), 'abc');
    assert.equal(bounded('abcd', 3), 'ab…');
    assert.equal(bounded('a🌟bcd', 3), 'a…');
    assert.equal(plain('x'.repeat(5_000_000)).length, LINE);
    assert.ok(plain('\u202e'.repeat(5_000)).length <= LINE);
  });

  it('is marked as truncated exactly if something is omitted', () => {
    assert.deepEqual(
      ['abc', 'abcd', '\u202e', 'abcd'].map((text, index) => isCut(text, index === 3 ? 4 : 3)),
      [false, true, true, false],
    );
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 12 }),
        fc.integer({ min: 4, max: 12 }),
        (text, most) => isCut(text, most) === (plain(text, most) !== visible(text)),
      ),
    );
  });

  it('is one line in a message', () => {
    assert.equal(sentence('  It failed.\r\n\n  <html>  '), 'It failed. <html>');
  });

  it('is plain in all values and keys of JSON', () => {
    assert.deepEqual(plainJson({ 'a\u202e': ['b\u0000', 1, null, { c: true }] }), {
      'a\\u{202e}': ['b\\u{0}', 1, null, { c: true }],
    });
  });

  it('contains no invisible character, for any input', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(plain(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        assert.doesNotMatch(plainLines(text), /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });
});

/** As VS Code finds links in messages, and icons in labels (vs/base/common/linkedText.ts, iconLabels.ts). */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const ICON = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g;
const shownIcons = (text: string) =>
  [...text.matchAll(ICON)].filter(([, escaped]) => escaped === undefined).map(([, , name]) => name);
const nearMarkup = fc.stringMatching(/^(\$|\(|\)|\[|\]|\\|~|zap|command:x|a){0,14}$/);

describe('markup', () => {
  it('never becomes a link', () => {
    assert.match('See [this](command:workbench.action.terminal.new)', LINK);
    assert.doesNotMatch(withoutLinks('See [this](command:workbench.action.terminal.new)'), LINK);
    fc.assert(fc.property(nearMarkup, (text) => assert.doesNotMatch(withoutLinks(text), LINK)));
  });

  it('becomes an icon only if it is written in code', () => {
    assert.deepEqual(shownIcons(withoutIcons('a $(zap) b \\$(zap) $(sync~spin)')), []);
    assert.equal(icons`$(tag) ${'$(zap)'}`.text, '$(tag) \\$(zap)');
    assert.equal(icons`$(${'tag'}) x`.text, '$(tag) x');
    fc.assert(
      fc.property(nearMarkup, nearMarkup, (a, b) =>
        assert.deepEqual(shownIcons(icons`$(tag) ${a}(${b}) ${a}`.text), ['tag']),
      ),
      {
        examples: [
          ['', '$(a'],
          ['$(a', ')'],
        ],
      },
    );
  });

  it('has no address in the log that an editor would link', () => {
    assert.equal(
      withoutAddresses('GET http://evil.example/ and file:///etc/passwd'),
      'GET http: //evil.example/ and file: ///etc/passwd',
    );
  });

  it('is escaped in Markdown', () => {
    assert.equal(asMarkdown('<b>&\n[a](x)'), '&#60;b&#62;&#38;  \n&#91;a&#93;&#40;x&#41;');
    assert.doesNotMatch(asMarkdown('https://evil.example www.evil.example a@evil.example'), /[:/.@]/);
  });
});
