import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apply, parseCommand, type CalicoctlState } from '../../../../src/policy/calico1/calicoctl';
import { formatRule } from '../../../../src/policy/calico1/grammar';
import { validateRules, validateTags } from '../../../../src/policy/calico1/felix';
import { replayCalicoctl, type CalicoctlCase } from '../../../conformance/calicoctl';
import { readCases } from '../../../conformance/cases';
import { plainRule, WORDS } from '../arbitraries';

describe('calicoctl profile, as recorded', () => {
  const outcomes = readCases<CalicoctlCase>('calicoctl.jsonl').map(replayCalicoctl);

  it('behaves like the original', () => {
    assert.equal(outcomes.length, 887);
    assert.deepEqual(
      outcomes.filter(({ failure }) => failure !== undefined),
      [],
    );
  });

  it('improves on the original only in the listed classes, as often as expected', () => {
    const counts = new Map<string, number>();
    for (const { better } of outcomes) if (better !== undefined) counts.set(better, (counts.get(better) ?? 0) + 1);
    assert.deepEqual(Object.fromEntries([...counts].sort()), { a: 11, b: 128, c: 18, d: 4, e: 7, f: 86, g: 12 });
  });
});

describe('a calicoctl command line', () => {
  it('is parsed without exceptions for any text, with errors at one of its words', () => {
    const word = fc.oneof(
      fc.constantFrom(
        ...WORDS,
        'profile',
        'show',
        'add',
        'remove',
        'rule',
        'inbound',
        '--at=1',
        '--at',
        '--d',
        '-h',
        '--',
        '-x',
        'json',
        'update',
      ),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 9 }), fc.boolean(), (words, prefixed) => {
        const argv = prefixed ? ['profile', ...words] : words;
        const line = parseCommand(argv);
        if (line.kind === 'usage') assert.ok(line.word >= 0 && line.word <= argv.length && line.message !== '');
      }),
      { numRuns: 20_000 },
    );
  }).timeout(60_000);

  it('is reported with what was expected', () => {
    assert.deepEqual(parseCommand(['profile', 'web', 'rules', 'show']), {
      kind: 'usage',
      word: 2,
      message: 'Unexpected “rules”: expected tag, rule.',
      suggestion: 'rule',
    });
    assert.deepEqual(parseCommand(['profile', 'web', 'tag']), {
      kind: 'usage',
      word: 3,
      message: 'The command is incomplete: expected show, add, remove.',
      incomplete: true,
    });
  });

  it('may contain --at in any position', () => {
    const rest = ['web', 'rule', 'remove', 'inbound'];
    for (let place = 0; place <= rest.length; place += 1) {
      assert.deepEqual(parseCommand(['profile', ...rest.toSpliced(place, 0, '--at', '2')]), {
        kind: 'command',
        command: { kind: 'rule-remove-at', profile: 'web', direction: 'inbound', at: '2' },
      });
    }
  });
});

describe('calicoctl rule update', () => {
  const KEY = '/calico/v1/policy/profile/web/rules';
  const RULES = { inbound_rules: [{ action: 'deny' }], outbound_rules: [] };
  const update = (stored: object, document: object) => {
    const { state, output, exit } = apply(
      { kind: 'rule-update', profile: 'web', document: JSON.stringify(document) },
      { keys: new Map([[KEY, JSON.stringify(stored)]]), networks: [] },
    );
    return { output, exit, stored: JSON.parse(state.keys.get(KEY) ?? '') as unknown };
  };
  const before = { inbound_rules: [], outbound_rules: [] };

  it('accepts rules without an ID, and keeps the stored ID', () => {
    const output = 'Successfully updated rules on profile web\n';
    assert.deepEqual(update({ id: 'web', ...before }, RULES), { output, exit: 0, stored: { id: 'web', ...RULES } });
    assert.deepEqual(update(before, RULES), { output, exit: 0, stored: RULES });
  });

  it('accepts rules without an ID for the profile of a Docker network', () => {
    const id = 'f'.repeat(64);
    const key = `/calico/v1/policy/profile/${id}/rules`;
    const { state, exit } = apply(
      { kind: 'rule-update', profile: 'web', document: JSON.stringify(RULES) },
      { keys: new Map([[key, JSON.stringify({ id, ...before })]]), networks: [{ id, name: 'web' }] },
    );
    assert.deepEqual([exit, JSON.parse(state.keys.get(key) ?? '')], [0, { id, ...RULES }]);
  });

  it('rejects the rules of another profile, and changes nothing', () => {
    const stored = { id: 'web', ...before };
    assert.deepEqual(update(stored, { id: 'db', ...RULES }), {
      output: 'Rules JSON "id"=db doesn\'t match profile name web.\n',
      exit: 1,
      stored,
    });
  });
});

describe('a sequence of calicoctl commands', () => {
  const name = fc.constantFrom('web', 'db', 'client', '..', 'b@d');
  const direction = fc.constantFrom('inbound', 'outbound');
  const at = fc.integer({ min: -1, max: 5 }).map((position) => `--at=${position}`);
  const ruleWords = plainRule.map((rule) => formatRule(rule).split(' '));
  const argv = fc.oneof(
    fc.tuple(fc.constantFrom('add', 'remove'), name),
    fc.tuple(name, fc.constant('tag'), fc.constantFrom('add', 'remove'), fc.oneof(name, fc.string({ maxLength: 3 }))),
    fc.tuple(name, fc.constant('rule'), fc.constant('add'), direction, at, ruleWords).map((words) => words.flat()),
    fc.tuple(name, fc.constant('rule'), fc.constant('add'), direction, ruleWords).map((words) => words.flat()),
    fc
      .tuple(
        name,
        fc.constant('rule'),
        fc.constant('remove'),
        direction,
        fc.oneof(
          at.map((word) => [word]),
          ruleWords,
        ),
      )
      .map((words) => words.flat()),
  );

  it('produces only profiles that Felix and calicoctl can read', () => {
    fc.assert(
      fc.property(fc.array(argv, { maxLength: 15 }), (lines) => {
        let state: CalicoctlState = { keys: new Map(), networks: [{ id: 'f'.repeat(64), name: 'client' }] };
        for (const words of lines) {
          const line = parseCommand(['profile', ...words]);
          if (line.kind === 'command') state = apply(line.command, state).state;
        }
        for (const [key, text] of state.keys) {
          assert.match(key, /^\/calico\/v1\/policy\/profile\/($|(web|db|client)\/(tags|rules|labels)$)/);
          if (key.endsWith('/tags')) assert.equal(validateTags('p', text ?? '').outcome, 'accepted');
          if (!key.endsWith('/rules')) continue;
          assert.equal(validateRules('p', text ?? '').outcome, 'accepted');
          const profile = key.split('/')[5] ?? '';
          assert.equal(apply({ kind: 'rule-show', profile }, state).exit, 0);
        }
      }),
      { numRuns: 1_000 },
    );
  }).timeout(60_000);
});
