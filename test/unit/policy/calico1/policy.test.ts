import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedPolicy, formatLines, formatPolicy, parseDocument } from '../../../../src/policy/calico1/document';
import { decodePolicy, encodePolicy, type TieredPolicy } from '../../../../src/policy/calico1/policy';
import { plainRule } from '../arbitraries';

const ID = { tier: 'default', name: 'db' };

function policyOf(stored: object): TieredPolicy {
  const policy = decodePolicy(ID, JSON.stringify(stored));
  assert.ok(policy.kind === 'policy');
  return policy;
}

const STORED = {
  order: 100,
  selector: "role == 'db'",
  inbound_rules: [{ action: 'allow', protocol: 'tcp', dst_ports: [3306] }],
  outbound_rules: [{ action: 'next-tier' }],
  types: ['ingress'],
};
const body = (text: string) => text.slice(text.indexOf('selector:'));
const TEXT = "selector: role == 'db'\norder: 100\n\ninbound:\n  allow tcp to ports 3306\n\noutbound:\n  next-tier\n";
const problems = (text: string) =>
  parseDocument(text, 'policy').problems.map(({ start, end, severity, message, suggestion }) => ({
    at: text.slice(start, end),
    severity,
    message,
    suggestion,
  }));

describe('a policy of a tier', () => {
  it('is unreadable without a selector, with an invalid order, or with invalid rules', () => {
    const problemsOf = (text: string) => {
      const policy = decodePolicy(ID, text);
      return policy.kind === 'broken' ? policy.problems : [];
    };
    assert.deepEqual(problemsOf('{"order":1}'), ['The policy has no selector.']);
    assert.deepEqual(problemsOf('{"selector":"all()","order":"first"}'), [
      'The order is neither a number nor “default”.',
    ]);
    assert.deepEqual(problemsOf('{'), ['The rules are not JSON.']);
    assert.match(problemsOf('{"selector":"all()","inbound_rules":[{"action":"alow"}]}')[0] ?? '', /Rule 1/);
  });

  it('keeps what is not edited: unknown keys, and the notation of its order', () => {
    const edited = { ...policyOf(STORED), inbound: [] };
    assert.deepEqual(JSON.parse(encodePolicy(edited)), { ...STORED, inbound_rules: [] });
    const last = { selector: 'all()', order: 'default' };
    assert.deepEqual(JSON.parse(encodePolicy(policyOf(last))), { ...last, inbound_rules: [], outbound_rules: [] });
    const ordered = JSON.parse(encodePolicy({ ...policyOf(last), order: 5 })) as { order: unknown };
    assert.equal(ordered.order, 5);
    const unordered = JSON.parse(encodePolicy({ ...policyOf(STORED), order: undefined })) as { order: unknown };
    assert.equal(unordered.order, undefined);
  });
});

describe('the document of a policy', () => {
  it('shows selector, order and rules under a heading that names policy and tier', () => {
    const text = formatPolicy(policyOf(STORED));
    assert.match(text, /^# The policy "db" of the tier "default"\./);
    assert.equal(body(text), TEXT);
    assert.deepEqual(problems(text), []);
  });

  it('round-trips if nothing is edited', () => {
    const selector = fc.constantFrom("role == 'db'", '', 'all()', 'has(a) && !b in {"c", \'d\'}', "a == 'x #y'");
    const order = fc.option(fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })), {
      nil: undefined,
    });
    fc.assert(
      fc.property(selector, order, fc.array(plainRule, { maxLength: 3 }), (text, number, rules) => {
        const policy: TieredPolicy = { ...policyOf(STORED), selector: text, order: number, inbound: rules };
        const again = changedPolicy(parseDocument(formatPolicy(policy), 'policy'), policy);
        assert.equal(again.selector, policy.selector);
        assert.equal(again.order === policy.order || Object.is(policy.order, -0), true);
        assert.equal(again.inbound, policy.inbound);
        assert.equal(again.outbound, policy.outbound);
      }),
    );
  });

  it('applies edits', () => {
    const policy = policyOf(STORED);
    const edited = changedPolicy(
      parseDocument(
        TEXT.replace("'db'", "'web'  # now the front").replace('100', 'default').replace('next-tier', 'deny'),
        'policy',
      ),
      policy,
    );
    assert.deepEqual(
      [edited.selector, edited.order, edited.outbound],
      ["role == 'web'", undefined, [{ action: 'deny' }]],
    );
    assert.equal(edited.inbound, policy.inbound);
  });

  it('reports errors in a selector, and suggests a correction', () => {
    assert.deepEqual(problems(TEXT.replace('==', '=')), [
      {
        at: '=',
        severity: 'error',
        message:
          '“=” is unexpected: expected ==, !=, in, not in, contains, starts with or ends with. Felix would ignore the whole policy.',
        suggestion: '==',
      },
    ]);
    assert.deepEqual(
      problems(TEXT.replace(" role == 'db'", '')).map(({ severity, suggestion }) => [severity, suggestion]),
      [['warning', ' all()']],
    );
  });

  it('accepts a number or “default” as its order', () => {
    for (const order of ['first', '1 2', '0x10', ''])
      assert.deepEqual(
        problems(TEXT.replace('100', order)).map(({ severity }) => severity),
        ['error'],
        order,
      );
    assert.deepEqual(problems(TEXT.replace('order: 100\n', '')), []);
  });

  it('has the sections of a policy, and a profile those of a profile', () => {
    assert.deepEqual(
      problems(`tags: a\n${TEXT}`).map(({ message }) => message),
      ['A policy has no section tags:.'],
    );
    assert.deepEqual(
      parseDocument(`tags: a\nselector: all()\ninbound:\noutbound:\n`, 'profile').problems.map(
        ({ message }) => message,
      ),
      ['A profile has no section selector:.'],
    );
    assert.deepEqual(
      problems('inbound:\noutbound:\n').map(({ message }) => message),
      ['The section selector: is missing. It is required even if it is empty.'],
    );
    assert.equal(parseDocument(TEXT).kind, 'policy');
    assert.equal(parseDocument('tags: a\ninbound:\n  allow from selector "a == \'b\'"\noutbound:\n').kind, 'profile');
  });

  it('reports that a rule that Felix rejects would make the whole policy invalid', () =>
    assert.match(
      problems(TEXT.replace('allow tcp', 'allow tcp from selector "a =="'))[0]?.message ?? '',
      /whole policy/,
    ));

  it('is formatted line by line', () => {
    const lines = ['selector:   role=="db"   # c', 'order:5', 'inbound:', 'allow', 'outbound:'];
    for (const { line, text } of formatLines(parseDocument(lines.join('\n'), 'policy'), lines)) lines[line] = text;
    assert.deepEqual(lines, ['selector: role=="db"  # c', 'order: 5', 'inbound:', '  allow', 'outbound:']);
  });
});
