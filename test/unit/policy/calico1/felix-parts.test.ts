import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Float, parsePythonJson, type Json } from '../../../../src/policy/calico1/felix/json';
import { parseSelector } from '../../../../src/policy/selectors/selector';

describe('JSON in Python’s dialect', () => {
  it('accepts JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        assert.deepEqual(
          plain(parsePythonJson(JSON.stringify(value, null, indent))),
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });

  it('distinguishes floats from integers, and accepts NaN', () => {
    assert.deepEqual(parsePythonJson('[1, 1.0, 1e2, NaN, -Infinity]'), [
      1,
      new Float(1),
      new Float(100),
      new Float(NaN),
      new Float(-Infinity),
    ]);
  });

  for (const text of ['', '{', '[1,]', "{'a': 1}", '{"a" 1}', '01', '"\n"', 'nul', '1 2', '{"a":1} x']) {
    it(`rejects “${text}”`, () => assert.equal(parsePythonJson(text), undefined));
  }
});

function plain(value: Json | undefined): unknown {
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
    : value;
}

describe('a selector', () => {
  const labels = { role: 'db', zone: 'a b', 'k8s.io/app': 'x' };

  for (const [text, selects] of [
    ['', true],
    [' all() ', true],
    ["role == 'db'", true],
    ['role=="web"', false],
    ["role == ''", false],
    ["role != 'web'", true],
    ["other != 'x'", true],
    ["zone in {'a b', 'c'}", true],
    ["zone not in {'a b'}", false],
    ["other not in {'x'}", true],
    ['has(k8s.io/app)', true],
    ['!has(other)', true],
    ['! ! has(other)', false],
    ["role == 'db' && (zone == 'c' || has(zone))", true],
    ["role == 'web' || role == 'db' && has(other)", false],
    ['has(toString)', false],
  ] as const) {
    it(`is evaluated: “${text}”`, () => assert.equal(parseSelector(text)?.(labels), selects));
  }

  for (const text of [
    'role',
    'role ==',
    "role = 'db'",
    'a == b',
    "role == 'db",
    'has()',
    'has(a',
    "(role == 'db'",
    "role == 'db' &&",
    'a in {}',
    "a in 'x'",
    "role == 'db' zone == 'c'",
  ]) {
    it(`is rejected: “${text}”`, () => assert.equal(parseSelector(text), undefined));
  }
});
