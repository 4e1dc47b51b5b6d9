import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ALL,
  compileSelector,
  formatSelector,
  fromLabelSelector,
  keysOf,
  parseSelector,
  parseV1Selector,
  parseV3Selector,
  prefixKeys,
  type Labels,
  type ParsedSelector,
  type SelectorNode,
} from '../../../src/policy/selectors';
import { readCases } from '../../conformance/cases';
import { replaySelector, type SelectorCase } from '../../conformance/selectors';

const KEYS = ['a', 'b', 'has', 'in', 'not', 'starts', 'global', 'k8s.io/app', 'my-label'];
const VALUES = ['', 'b', 'web', 'web-1', "it's", 'say "x"', '&&', 'two words', '\t', '日本', '\u{1f600}', '\uffff'];

const key = fc.constantFrom(...KEYS);
const value = fc.constantFrom(...VALUES);
const labels = fc.dictionary(key, value);
const { node } = fc.letrec<{ node: SelectorNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(ALL),
    fc.record({ kind: fc.constant('has' as const), key }),
    fc.record({
      kind: fc.constant('compare' as const),
      operator: fc.constantFrom(
        '==' as const,
        '!=' as const,
        'contains' as const,
        'starts with' as const,
        'ends with' as const,
      ),
      key,
      value,
    }),
    fc.record({
      kind: fc.constant('set' as const),
      operator: fc.constantFrom('in' as const, 'not in' as const),
      key,
      values: fc.uniqueArray(value, { maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('not' as const), of: tie('node') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('node'), { minLength: 2, maxLength: 4 }),
    }),
  ),
}));

/** Evaluates a node directly, to compare with the compiled one. */
function holds(node: SelectorNode, own: Labels): boolean {
  switch (node.kind) {
    case 'all':
    case 'global':
      return true;
    case 'has':
      return node.key in own;
    case 'compare': {
      const found = own[node.key];
      if (node.operator === '!=') return found !== node.value;
      if (found === undefined) return false;
      if (node.operator === '==') return found === node.value;
      if (node.operator === 'contains') return found.includes(node.value);
      return node.operator === 'starts with' ? found.startsWith(node.value) : found.endsWith(node.value);
    }
    case 'set':
      return node.values.some((candidate) => candidate === own[node.key]) === (node.operator === 'in');
    case 'not':
      return !holds(node.of, own);
    case 'and':
      return node.of.every((term) => holds(term, own));
    case 'or':
      return node.of.some((term) => holds(term, own));
  }
}

function parsed(result: ParsedSelector): SelectorNode {
  assert.ok(result.ok, result.ok ? '' : result.problem.message);
  return result.selector;
}

describe('selectors, as recorded', () => {
  it('are parsed, formatted and evaluated like by Calico', () => {
    const outcomes = readCases<SelectorCase>('selectors.jsonl').map(replaySelector);
    assert.equal(outcomes.length, 231);
    assert.deepEqual(
      outcomes.filter(({ failure }) => failure !== undefined),
      [],
    );
  });
});

describe('a selector of Calico v3', () => {
  it('keeps its meaning in its canonical text, which is unique', () => {
    fc.assert(
      fc.property(node, fc.array(labels, { minLength: 1, maxLength: 4 }), (original, samples) => {
        const text = formatSelector(original);
        const again = parsed(parseV3Selector(text));
        const [before, after] = [compileSelector(original), compileSelector(again)];
        for (const own of samples) {
          assert.equal(before(own), holds(original, own));
          assert.equal(after(own), before(own));
        }
        const canonical = formatSelector(again);
        assert.equal(formatSelector(parsed(parseV3Selector(canonical))), canonical);
      }),
    );
  });

  it('is parsed without exceptions for any text, with errors inside the text', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'a',
        '==',
        '"b"',
        "'",
        '"',
        '&&',
        '||',
        '!',
        '(',
        ')',
        'in',
        'not in',
        '{',
        '}',
        ',',
        'has(',
        'all()',
      ),
      fc.constantFrom('=', '&', 'and', 'starts', 'with', ' ', '\t', '\n', '日', '\ud83d'),
      fc.string({ maxLength: 3 }),
    );
    const texts = fc.array(word, { maxLength: 14 }).chain((words) => fc.constantFrom(words.join(''), words.join(' ')));
    fc.assert(
      fc.property(texts, (text) => {
        for (const result of [parseV3Selector(text), parseV1Selector(text)]) {
          if (result.ok) continue;
          const { start, end, message } = result.problem;
          assert.ok(0 <= start && start <= end && end <= text.length, `${start} to ${end} in ${JSON.stringify(text)}`);
          assert.notEqual(message, '');
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('may be nested as deep as stored text can be, up to a limit', () => {
    const nested = (levels: number) => parseV3Selector(`${'('.repeat(levels)}has(a)${')'.repeat(levels)}`);
    assert.deepEqual(nested(509), { ok: true, selector: { kind: 'has', key: 'a' } });
    assert.equal(nested(1_001).ok, false);
    assert.equal(nested(1_000_000).ok, false);
    assert.equal(parsed(parseV3Selector(`${'!'.repeat(100_001)}has(a)`)).kind, 'not');
    const groups = `${'(has(b) || '.repeat(1_000)}has(a)${')'.repeat(1_000)}`;
    assert.equal(compileSelector(parsed(parseV3Selector(groups)))({ a: '' }), true);
  });

  it('has keys of at most 512 characters', () => {
    assert.equal(parseV3Selector(`has(${'k'.repeat(512)})`).ok, true);
    assert.equal(parseV3Selector(`has(${'k'.repeat(513)})`).ok, false);
  });

  it('keeps its meaning if its keys get a prefix', () => {
    fc.assert(
      fc.property(node, labels, (original, own) => {
        const prefixed = prefixKeys(original, 'pcns.');
        const moved = Object.fromEntries(Object.entries(own).map(([name, text]) => [`pcns.${name}`, text]));
        assert.equal(compileSelector(prefixed)(moved), holds(original, own));
        assert.deepEqual(
          [...keysOf(prefixed)],
          [...keysOf(original)].map((name) => `pcns.${name}`),
        );
      }),
    );
  });

  for (const [text, mended] of [
    ["role = 'db'", "role == 'db'"],
    ["role === 'db'", "role == 'db'"],
    ['role: "db"', 'role== "db"'],
    ['role == db', 'role == "db"'],
    ["a == 'b' and c == 'd'", "a == 'b' && c == 'd'"],
    ["a == 'b' OR c == 'd'", "a == 'b' || c == 'd'"],
    ["a == 'b' & c == 'd'", "a == 'b' && c == 'd'"],
    ["a == 'b', c == 'd'", "a == 'b'&& c == 'd'"],
    ['ALL()', 'all()'],
    ['all', 'all()'],
    ['all ()', 'all()'],
    ['exists(a)', 'has(a)'],
    ['has ("a")', 'has("a")'],
    ['has("a")', 'has(a)'],
    ['has(a', 'has(a)'],
    ['not has(a)', '!has(a)'],
    ["a IN {'b'}", "a in {'b'}"],
    ["a nin {'b'}", "a not in {'b'}"],
    ["a in 'b'", 'a in {"b"}'],
    ["a in {'b'", "a in {'b'}"],
    ['a in {b}', 'a in {"b"}'],
    ["a contians 'b'", "a contains 'b'"],
    ["'a' == 'b'", "a == 'b'"],
    ["(a == 'b'", "(a == 'b')"],
    ["a ==\u00a0'b'", "a == 'b'"],
    ["a == 'b' &&\nhas(c)", "a == 'b' && has(c)"],
  ] as const) {
    it(`is suggested as “${mended}” for “${visible(text)}”`, () => {
      const result = parseV3Selector(text);
      assert.ok(!result.ok);
      const { start, end, suggestion } = result.problem;
      assert.equal(text.slice(0, start) + (suggestion ?? '') + text.slice(end), mended);
    });
  }

  it('is reported with what is missing and expected', () => {
    assert.deepEqual(parseV3Selector('a == '), {
      ok: false,
      problem: {
        start: 5,
        end: 5,
        message: 'The selector is not complete: expected a value in quotes.',
        expected: ['a value in quotes'],
      },
    });
    const unclosed = parseV3Selector('has(a) && b == "c');
    assert.ok(!unclosed.ok);
    assert.equal(unclosed.problem.start, 15);
    assert.match(unclosed.problem.message, /no closing quote/);
  });
});

describe('a selector of Felix 1.4', () => {
  for (const text of ['a contains "b"', 'a starts with "b"', 'a notin {"b"}', 'a in {"b",}', 'all( )', 'global()']) {
    it(`rejects “${text}”`, () => {
      assert.equal(parseSelector(text), undefined);
      assert.equal(parseV3Selector(text).ok, true);
    });
  }

  it('may contain any whitespace', () => assert.equal(parseSelector('\n a ==\n"b"\u00a0')?.({ a: 'b' }), true));
});

describe("Kubernetes' label selector", () => {
  const expression = (operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist', values: readonly string[] = []) =>
    formatSelector(fromLabelSelector({ matchLabels: {}, matchExpressions: [{ key: 'k', operator, values }] }));

  it('selects everything if it is empty', () => {
    assert.deepEqual(fromLabelSelector({ matchLabels: {}, matchExpressions: [] }), ALL);
  });

  it('requires all its parts', () => {
    const selector = fromLabelSelector({
      matchLabels: { b: '2', a: '1' },
      matchExpressions: [{ key: 'c', operator: 'Exists', values: [] }],
    });
    assert.equal(formatSelector(selector), '(a == "1" && b == "2" && has(c))');
  });

  it('supports four operators', () => {
    assert.equal(expression('In', ['y', 'x', 'y']), 'k in {"x", "y"}');
    assert.equal(expression('NotIn', ['x']), 'k not in {"x"}');
    assert.equal(expression('Exists'), 'has(k)');
    assert.equal(expression('DoesNotExist'), '!has(k)');
  });
});

function visible(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
