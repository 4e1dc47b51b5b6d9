import assert from 'node:assert/strict';
import fc from 'fast-check';
import { completeRule, describe as phrase, formatRule, parseRule } from '../../../src/policy/calico1/grammar';
import { rulesEqual } from '../../../src/policy/calico1/equality';
import type { Rule } from '../../../src/policy/calico1/rule';
import { anyRule, plainRule, WORDS } from '../../unit/policy/arbitraries';

const SAYABLE: readonly (readonly [text: string, rule: Rule])[] = [
  ['allow', { action: 'allow' }],
  [
    'allow tcp from tag client to ports 9000',
    { action: 'allow', protocol: 'tcp', src_tag: 'client', dst_ports: [9000] },
  ],
  [
    'deny udp from ports 53,1000:2000 tag a cidr 10.0.0.0/8 to cidr 10.0.0.1/32',
    {
      action: 'deny',
      protocol: 'udp',
      src_ports: [53, '1000:2000'],
      src_tag: 'a',
      src_net: '10.0.0.0/8',
      dst_net: '10.0.0.1/32',
    },
  ],
  [
    'allow icmp type 8 code 0 from tag client',
    { action: 'allow', protocol: 'icmp', icmp_type: 8, icmp_code: 0, src_tag: 'client' },
  ],
  ['deny icmp !type 8 !code 0', { action: 'deny', protocol: 'icmp', '!icmp_type': 8, '!icmp_code': 0 }],
  ['next-tier 132', { action: 'next-tier', protocol: 132 }],
  ['log !tcp log-prefix "a \\"b\\""', { action: 'log', '!protocol': 'tcp', log_prefix: 'a "b"' }],
  [
    'allow ipv6 from selector "role == \'db\'" !tag x to !cidr fd00::/8',
    { action: 'allow', ip_version: 6, src_selector: "role == 'db'", '!src_tag': 'x', '!dst_net': 'fd00::/8' },
  ],
  [
    'allow tcp to ports 1:100 !ports 80',
    { action: 'allow', protocol: 'tcp', dst_ports: ['1:100'], '!dst_ports': [80] },
  ],
  ['allow with {"dst_ports":[80]}', { action: 'allow', dst_ports: [80] }],
];

describe('rule text', () => {
  for (const [text, rule] of SAYABLE) {
    it(`formats ${text}`, () => {
      assert.deepEqual(parseRule(text), { rule, errors: [] });
      assert.equal(formatRule(rule), text);
    });
  }

  it('accepts every spelling of ports and CIDRs, and normalizes it', () => {
    assert.deepEqual(parseRule('allow tcp from ports 8000-9000,7:7 to cidr 10/8').rule, {
      action: 'allow',
      protocol: 'tcp',
      src_ports: ['8000:9000', 7],
      dst_net: '10.0.0.0/8',
    });
    assert.deepEqual(parseRule('allow from cidr 10.0.0.5/255.0.0.0').rule, { action: 'allow', src_net: '10.0.0.5/8' });
  });

  it('reads a missing action as allow, as Felix does', () => {
    assert.equal(formatRule({ src_tag: 'a' }), 'allow from tag a');
  });

  it('keeps keys without a keyword', () => {
    const rule = { action: 'allow', comment: { by: ['me'] }, protocol: 'tcp', icmp_type: 8 } as Rule;
    assert.equal(formatRule(rule), 'allow tcp with {"comment":{"by":["me"]},"icmp_type":8}');
    assert.deepEqual(parseRule(formatRule(rule)).rule, rule);
  });

  it('round-trips', () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        const { rule: again, errors } = parseRule(formatRule(rule));
        assert.deepEqual(errors, []);
        assert.ok(again && rulesEqual(again, rule));
      }),
      { numRuns: 10_000 },
    );
  }).timeout(60_000);

  it('uses only calicoctl’s words for plain rules', () => {
    fc.assert(fc.property(plainRule, (rule) => !/[!{"]/.test(formatRule(rule))));
  });
});

const FAULTY: readonly (readonly [text: string, place: string, expected: string, suggestion: string | undefined])[] = [
  ['allow tcp to prots 80', 'prots', 'ports', 'ports'],
  ['alow tcp', 'alow', 'allow', 'allow'],
  ['allow tcp form tag a', 'form', 'from', 'from'],
  ['allow from 192.168.0.0/16', '192.168.0.0/16', 'cidr', 'cidr 192.168.0.0/16'],
  ['allow tcp from client to ports 80', 'client', 'tag', 'tag client'],
  ['allow tcp ports 80', 'ports', 'to', 'to ports'],
  ['allow tcp to 80', '80', 'ports', 'ports 80'],
  ['allow tcp from tag a ports 80', 'ports', 'cidr', undefined],
  ['allow from tag a tag b', 'tag', 'cidr', undefined],
  ['allow icmp from ports 8', 'ports', 'tag', undefined],
  ['allow to tag a from tag b', 'from', 'cidr', undefined],
];

describe('an error in a rule’s text', () => {
  for (const [text, place, expected, suggestion] of FAULTY) {
    it(`is found in “${text}”`, () => {
      const { rule, errors } = parseRule(text);
      assert.equal(rule, undefined);
      const [error] = errors;
      assert.equal(text.slice(error?.start, error?.end), place);
      assert.ok(error);
      assert.ok(error.expected.includes(expected), `expected ${error.expected.join()}`);
      assert.equal(error.suggestion, suggestion);
    });
  }

  for (const [text, place] of [
    ['allow tcp to ports 80,x', '80,x'],
    ['allow tcp to ports 65536', '65536'],
    ['allow tcp to ports 90:80', '90:80'],
    ['allow from tag b@d', 'b@d'],
    ['allow from cidr 10.0.0.0/33', '10.0.0.0/33'],
    ['allow icmp type 256', '256'],
    ['allow icmp from cidr fd00::/8', 'fd00::/8'],
    ['allow from cidr ::/0 to cidr 0.0.0.0/0', '0.0.0.0/0'],
    ['allow 256', '256'],
    ['allow from selector x', 'x'],
    ['allow with {"a":}', '{"a":}'],
    ['allow from tag a with {"src_tag":"b"}', '{"src_tag":"b"}'],
  ] as const) {
    it(`is an invalid value in “${text}”`, () => {
      const [error] = parseRule(text).errors;
      assert.equal(text.slice(error?.start, error?.end), place);
      assert.deepEqual(error?.expected, []);
    });
  }

  it('is at the end if something is missing', () => {
    const [error] = parseRule('allow tcp from tag ').errors;
    assert.deepEqual([error?.start, error?.end, error?.expected], [19, 19, ['a tag name']]);
  });

  it('does not hide a second bad value', () => {
    assert.equal(parseRule('allow tcp from tag b@d to ports x').errors.length, 2);
  });

  it('is inside the text, for any text', () => {
    const nearly = fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }).map((words) => words.join(' '));
    const mutated = fc
      .tuple(
        fc.constantFrom(...fc.sample(anyRule, 500).map(formatRule)),
        fc.nat(),
        fc.nat(4),
        fc.string({ maxLength: 4 }),
      )
      .map(([text, at, cut, insert]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + insert + text.slice(place + cut);
      });
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 40 }), nearly, mutated), (text) => {
        const { rule, errors } = parseRule(text);
        assert.equal(rule === undefined, errors.length > 0);
        for (const { start, end, message } of errors)
          assert.ok(start >= 0 && start <= end && end <= text.length && message !== '');
      }),
      { numRuns: 100_000 },
    );
  }).timeout(60_000);
});

describe('completion of a rule', () => {
  const words = (text: string, offset = text.length) => completeRule(text, offset).expected.map(phrase);

  it('offers what is valid at the end', () => {
    assert.deepEqual(words(''), ['allow', 'deny', 'next-tier', 'log']);
    assert.deepEqual(words('allow tcp from tag '), ['a tag name']);
    assert.ok(words('allow tcp from ').includes('ports'));
    assert.ok(!words('allow from ').includes('ports'));
    assert.ok(!words('allow tcp ').includes('a protocol number from 1 to 255'));
    assert.ok(!words('allow tcp from tag a ').includes('ports'));
    assert.ok(words('allow tcp from tag a ').includes('to'));
  });

  it('depends on the words before the cursor’s word', () => {
    assert.deepEqual(completeRule('allow tcp from ta to ports 80', 17), {
      ...completeRule('allow tcp from t', 16),
      start: 15,
      end: 17,
    });
  });

  it('distinguishes source and destination values', () => {
    assert.deepEqual(completeRule('allow tcp from tag a to tag ', 28).expected, [
      { kind: 'value', value: 'tag', side: 'dst' },
    ]);
  });

  it('offers nothing after an invalid word', () => {
    assert.deepEqual(words('allow nonsense '), []);
  });

  it('offers only words that the grammar accepts', () => {
    fc.assert(
      fc.property(plainRule.map(formatRule), fc.nat(), (text, at) => {
        const place = at % (text.length + 1);
        const { start, expected } = completeRule(text, place);
        for (const item of expected) {
          if (item.kind !== 'keyword') continue;
          const [error] = parseRule(`${text.slice(0, start)}${item.word}`).errors;
          assert.ok(!error || error.start >= start + item.word.length, `${text.slice(0, start)}${item.word}`);
        }
      }),
    );
  });

  it('rejects an unknown key with an invalid value', () => {
    const text = 'allow with {"src_net":["10.0.0.0/8"]}';
    const { rule, errors } = parseRule(text);
    assert.equal(rule, undefined);
    assert.match(errors[0]?.message ?? '', /has src_net .* which is not a CIDR/);
    assert.ok(errors.every(({ start, end }) => start <= end && end <= text.length));
  });
});
