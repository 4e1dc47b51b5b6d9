import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  changedProfile,
  changedRulesText,
  formatLines,
  formatProfile,
  parseDocument,
} from '../../../src/policy/calico1/document';
import { formatRule } from '../../../src/policy/calico1/grammar';
import { toDisplay } from '../../../src/policy/calico1/names';
import { decodeProfile, encodeRules, type Profile } from '../../../src/policy/calico1/profile';
import type { Rule } from '../../../src/policy/calico1/rule';
import { anyRule, plainRule, WORDS } from '../../unit/policy/arbitraries';

const ID = 'a'.repeat(64);
const NETWORKS = [{ id: ID, name: 'client' }];

function profileOf(
  inbound: readonly unknown[],
  outbound: readonly unknown[] = [{ action: 'allow' }],
  tags: readonly string[] = ['web'],
  name = 'web',
): Profile {
  const profile = decodeProfile(name, {
    tags: JSON.stringify(tags),
    rules: JSON.stringify({ id: name, inbound_rules: inbound, outbound_rules: outbound, extra: 1 }),
    labels: '{}',
  });
  assert.ok(profile.kind === 'profile');
  return profile;
}
/** The text from `tags:` on. */
const body = (text: string) => text.slice(text.indexOf('tags:'));
const document = (inbound: string) => `tags: web\n\ninbound:\n${inbound}\n\noutbound:\n  allow\n`;
const messages = (text: string) =>
  parseDocument(text).problems.map(({ start, end, message }) => [text.slice(start, end), message] as const);

describe('a rules document', () => {
  it('shows tags and rules, one rule per line, under a heading that names the profile', () => {
    const text = formatProfile(
      profileOf(
        [
          { action: 'allow', src_tag: ID },
          { action: 'deny', protocol: 'tcp', dst_ports: [80, '90:99'] },
        ],
        undefined,
        [ID, 'x'],
        ID,
      ),
      'client',
      NETWORKS,
    );
    assert.match(text, new RegExp(`^# The profile "client"\\..*\\n# Stored as ${ID}\\.\\n#`));
    assert.equal(
      body(text),
      'tags: client, x\n\ninbound:\n  allow from tag client\n  deny tcp to ports 80,90:99\n\noutbound:\n  allow\n',
    );
  });

  it('shows changed rules where all other lines stay, with the comments of rules that move', () => {
    const pick = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.uniqueArray(plainRule, { minLength: 6, maxLength: 6, selector: formatRule }),
        pick,
        pick,
        (rules, from, to) => {
          const chosen = (indices: readonly number[]) => [...new Set(indices)].flatMap((index) => rules[index] ?? []);
          const [before, after] = [chosen(from), chosen(to)];
          const lines = formatProfile({ ...profileOf([]), inbound: before }, 'web', []).split('\n');
          const text = lines
            .map((line, index) =>
              /^ {2}/.test(line) ? `${line}  # ${line.trim()}` : line === '' ? `# ${index}` : line,
            )
            .join('\n');
          const opened = parseDocument(text);
          const changed = changedRulesText(text, opened, { direction: 'inbound', before, after }, []);
          assert.ok(changed !== undefined);
          const shown = parseDocument(changed);
          assert.deepEqual(
            shown.inbound.map(({ rule }) => rule),
            parseDocument(formatProfile({ ...profileOf([]), inbound: after }, 'web', [])).inbound.map(
              ({ rule }) => rule,
            ),
          );
          const others = (of: string) => of.split('\n').filter((line) => !/^ {2}/.test(line));
          assert.deepEqual(others(changed), others(text));
          for (const { line } of shown.inbound) {
            const [rule = '', comment]: readonly string[] = (changed.split('\n')[line] ?? '').trim().split('  # ');
            const stood = text.includes(`\n  ${rule}  # `);
            assert.equal(comment, stood ? rule : undefined);
          }
          if (JSON.stringify(before) !== JSON.stringify(after))
            assert.equal(
              changedRulesText(text, opened, { direction: 'inbound', before: after, after: before }, []),
              undefined,
            );
        },
      ),
    );
  });

  it('has three headings for an empty profile', () => {
    assert.equal(body(formatProfile(profileOf([], [], []), 'web', [])), 'tags:\n\ninbound:\n\noutbound:\n');
  });

  it('round-trips if nothing is edited', () => {
    const someRules = fc.array(anyRule, { maxLength: 4 });
    fc.assert(
      fc.property(
        someRules,
        someRules,
        fc.array(fc.stringMatching(/^[\w.-]{1,9}$/), { maxLength: 4 }),
        fc.boolean(),
        (inbound, outbound, tags, mapped) => {
          const profile: Profile = { ...profileOf([], [], tags), inbound, outbound };
          const networks = mapped ? [{ id: tags[0] ?? 'x', name: 'n-1' }] : [];
          const again = changedProfile(parseDocument(formatProfile(profile, 'web', networks)), profile, networks);
          assert.equal(again.inbound, profile.inbound);
          assert.equal(again.outbound, profile.outbound);
          assert.equal(again.tags, profile.tags);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is canonical: formatting a generated document changes no line', () => {
    fc.assert(
      fc.property(fc.array(plainRule, { maxLength: 8 }), (inbound) => {
        const text = formatProfile({ ...profileOf([]), inbound }, 'web', []);
        const [lines, parsed] = [text.split('\n'), parseDocument(text)];
        assert.deepEqual(formatLines(parsed, lines), []);
        assert.deepEqual(
          parsed.problems.filter(({ code }) => code === 'syntax' || code === 'section'),
          [],
        );
        assert.equal(parsed.inbound.length, inbound.length);
      }),
      { numRuns: 300 },
    );
  });

  it('has one line per rule, whichever characters it contains', () => {
    const text = formatProfile(profileOf([{ action: 'log', log_prefix: 'a\u2028b\u2029c\nd\u0085e # f' }]), 'web', []);
    assert.equal(text.split(/[\n\r\u2028\u2029]/).length, text.split('\n').length);
    assert.equal(parseDocument(text).inbound[0]?.rule?.log_prefix, 'a\u2028b\u2029c\nd\u0085e # f');
  });

  it('never throws, and reports every problem at a position inside the text', () => {
    const word = fc.constantFrom(
      ...WORDS,
      'tags:',
      'inbound:',
      'outbound:',
      'inbond:',
      ':',
      '# x',
      '\n',
      '\r\n',
      '\r',
      '  ',
      ',',
      '"a',
      'web,',
    );
    const texts = fc
      .sample(fc.array(anyRule, { maxLength: 3 }), 100)
      .map((inbound) => formatProfile({ ...profileOf([]), inbound }, 'web', []));
    const mutated = fc
      .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(5), fc.string({ unit: 'binary', maxLength: 4 }))
      .map(([text, at, cut, put]) => {
        const place = at % text.length;
        return text.slice(0, place) + put + text.slice(place + cut);
      });
    const words = fc.array(word, { maxLength: 15 }).map((list) => list.join(' '));
    fc.assert(
      fc.property(fc.oneof(words, mutated, fc.string({ unit: 'binary' })), (text) => {
        const parsed = parseDocument(text);
        for (const { start, end, message } of parsed.problems)
          assert.ok(start >= 0 && start <= end && end <= text.length && message !== '', text);
        for (const { start, end, text: rule } of [...parsed.inbound, ...parsed.outbound])
          assert.equal(text.slice(start, end), rule);
        formatLines(parsed, text.split(/\r\n|\r|\n/));
        if (!parsed.problems.some(({ severity }) => severity === 'error'))
          encodeRules(changedProfile(parsed, profileOf([]), []));
      }),
      { numRuns: 20_000 },
    );
  }).timeout(60_000);

  it('accepts comments on their own lines and after rules, but not inside strings', () => {
    const text = document(
      '  # why\n  allow tcp from tag a to ports 80 # web\n  log log-prefix "a # b"# c\n  allow with {"comment":"# no"} # yes',
    );
    const { inbound, lines } = parseDocument(text);
    assert.deepEqual(inbound.map(({ text: rule }) => rule).slice(0, 2), [
      'allow tcp from tag a to ports 80',
      'log log-prefix "a # b"# c',
    ]);
    assert.deepEqual(inbound[2]?.rule, { action: 'allow', comment: '# no' });
    assert.equal(lines.filter(({ syntax }) => syntax.comment).length, 3);
  });

  it('reports problems with their positions', () => {
    assert.deepEqual(
      messages(document('  allow tcp from tag a to prots 80')).map(([where]) => where),
      ['prots'],
    );
    assert.deepEqual(
      messages('tags: web\ninbond:\n  allow\noutbound:\n').map(([where]) => where),
      ['inbond', ''],
    );
    assert.match(messages('allow\ntags:\ninbound:\noutbound:')[0]?.[1] ?? '', /below inbound: or outbound:/);
    assert.match(messages('tags:\ninbound: allow\noutbound:')[0]?.[1] ?? '', /on its own line/);
    assert.match(messages('tags:\ntags: a\ninbound:\noutbound:')[0]?.[1] ?? '', /Duplicate section/);
    assert.match(
      messages('tags: b@d, a, a\ninbound:\noutbound:')
        .map(([where, message]) => `${where} ${message}`)
        .join('\n'),
      /^b@d .*not a valid tag in Felix.*\na .*Duplicate/,
    );
    assert.match(messages('')[2]?.[1] ?? '', /outbound: is missing/);
  });

  it('reports what would make Felix ignore the whole profile', () => {
    assert.match(messages(document('  allow from selector "a =="'))[0]?.[1] ?? '', /selector.*whole profile/);
  });

  it('reports rules that calicoctl considers equal, separately for each direction', () => {
    const found = messages(
      'tags:\ninbound:\n  allow from cidr 10.0.0.5/8\n  allow tcp\n  allow from cidr 10.0.0.0/8\noutbound:\n  allow tcp\n',
    );
    assert.deepEqual(found, [
      ['allow from cidr 10.0.0.0/8', 'Duplicate of the rule in line 3. This one has no effect.'],
    ]);
  });

  it('finds the same duplicates as a slow comparison', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom<Rule>(
            { src_net: '10.0.0.1/8' },
            { src_net: '10.2.0.0/8' },
            { src_net: '10.0.0.0/9' },
            { action: 'allow', protocol: 6 },
            { '!src_tag': 'a' },
            { '!src_tag': 'b' },
            { src_net: 'fd00::1/64' },
            { src_net: 'fd00::2/64' },
          ),
        ),
        (inbound) => {
          const parsed = parseDocument(formatProfile({ ...profileOf([]), inbound }, 'web', []));
          const twice = new Set(
            inbound.map(
              (rule) => rule.src_net?.replace('10.2.0.0/8', '10.0.0.1/8').replace('::2', '::1') ?? JSON.stringify(rule),
            ),
          );
          assert.equal(parsed.problems.filter(({ code }) => code === 'duplicate').length, inbound.length - twice.size);
        },
      ),
    );
  });
});

describe('saving a rules document', () => {
  const stored = (profile: Profile) => JSON.parse(encodeRules(profile)) as Record<string, unknown>;

  it('keeps what the text does not show, on unchanged lines', () => {
    const strange = { action: 'allow', src_net: '10.0.0.1', src_ports: [], comment: { a: [1] } };
    const profile = profileOf([{ src_tag: 'a' }, strange, { src_tag: 'a' }]);
    const text = formatProfile(profile, 'web', []).replace('  allow from tag a\n', '  allow udp\n');
    const rules = stored(changedProfile(parseDocument(text), profile, []));
    assert.deepEqual(rules, {
      id: 'web',
      extra: 1,
      inbound_rules: [{ action: 'allow', protocol: 'udp' }, strange, { src_tag: 'a' }],
      outbound_rules: [{ action: 'allow' }],
    });
  });

  it('keeps the unknown keys of an edited line', () => {
    const profile = profileOf([{ action: 'allow', comment: 'x', src_nets: ['10.0.0.0/8'] }]);
    const text = formatProfile(profile, 'web', []).replace('allow with', 'allow tcp with');
    assert.deepEqual(changedProfile(parseDocument(text), profile, []).inbound, [
      { action: 'allow', protocol: 'tcp', comment: 'x', src_nets: ['10.0.0.0/8'] },
    ]);
  });

  it('replaces network names with IDs', () => {
    const profile = profileOf([{ action: 'allow', src_tag: ID }], undefined, [ID], ID);
    const text = formatProfile(profile, 'client', NETWORKS).replace(
      '  allow from tag client\n',
      '  allow from tag client\n  allow tcp from tag client to ports 9000\n',
    );
    assert.deepEqual(changedProfile(parseDocument(text), profile, NETWORKS).inbound[1], {
      action: 'allow',
      protocol: 'tcp',
      src_tag: ID,
      dst_ports: [9000],
    });
  });

  it('keeps a plain tag with the name of a network', () => {
    const profile = profileOf([{ action: 'allow', src_tag: 'client' }], undefined, ['client', ID], ID);
    assert.equal(toDisplay(profile, NETWORKS).tags.join(), 'client,client');
    const text = formatProfile(profile, 'client', NETWORKS).replace('inbound:\n', 'inbound:\n  deny udp\n');
    const changed = changedProfile(parseDocument(text), profile, NETWORKS);
    assert.deepEqual(changed.inbound, [
      { action: 'deny', protocol: 'udp' },
      { action: 'allow', src_tag: 'client' },
    ]);
    assert.equal(changed.tags, profile.tags);
  });
});

describe('formatting a rules document', () => {
  const tidy = (text: string) => {
    const lines = text.split('\n');
    for (const edit of formatLines(parseDocument(text), lines)) lines[edit.line] = edit.text;
    return lines.join('\n');
  };

  it('makes each line canonical', () => {
    assert.equal(
      tidy(
        'tags:web ,  db\nINBOUND:\nallow   tcp from  tag a to ports 9-5\n allow tcp to ports 80-90,443   # x \n# why \n  # inside \noutbound :  \n\tallow',
      ),
      'tags: web, db\ninbound:\n  allow   tcp from  tag a to ports 9-5\n  allow tcp to ports 80:90,443  # x\n# why\n  # inside\noutbound:\n  allow',
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.constantFrom(...WORDS, 'tags:', 'inbound:', 'outbound:', '# x', '\n'), { maxLength: 30 })
          .map((words) => words.join(' ')),
        (text) => {
          assert.equal(tidy(tidy(text)), tidy(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
