import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ListSplitter } from '../../../../src/cluster/kubernetes/api/list-splitter';

/** Splits a text that arrives in pieces of the given sizes. */
function split(text: string, sizes: readonly number[]): { readonly items: unknown[]; readonly rest: string } {
  const splitter = new ListSplitter();
  const bytes = Buffer.from(text);
  const items: unknown[] = [];
  let from = 0;
  const take = (to: number) => {
    for (const item of splitter.push(bytes.subarray(from, to)))
      items.push('isTooDeep' in item ? 'too deep' : JSON.parse(item.text));
    from = to;
  };
  for (const size of sizes) take(Math.min(from + size, bytes.length));
  take(bytes.length);
  return { items, rest: splitter.rest() };
}

describe('Splitting a list', () => {
  it('yields each element, however the text arrives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 50 }),
        fc.boolean(),
        (items, metadata, sizes, isIndented) => {
          const text = JSON.stringify(
            { kind: 'items', metadata, items, after: [items] },
            null,
            isIndented ? 2 : undefined,
          );
          const { items: found, rest } = split(text, sizes);
          assert.deepEqual(found, JSON.parse(JSON.stringify(items)));
          const whole = JSON.parse(text) as object;
          assert.deepEqual(JSON.parse(rest), { ...whole, items: [] });
        },
      ),
    );
  });

  it('leaves out who manages the fields of an element, and nothing else', () => {
    const word = fc.constantFrom('metadata', 'managedFields', 'items', 'name', 'managed\\"Fields');
    const json = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.nat(9),
        word,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(word, tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 80 });
    fc.assert(
      fc.property(fc.array(fc.dictionary(word, json, { maxKeys: 3 })), sizes, (items, arriving) => {
        const kept = items.map((item) => {
          const { metadata } = item;
          if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return item;
          const { managedFields: managers } = metadata as { readonly managedFields?: unknown };
          if (typeof managers !== 'object') return item;
          return { ...item, metadata: { ...metadata, managedFields: Array.isArray(managers) ? [] : {} } };
        });
        assert.deepEqual(
          split(JSON.stringify({ items, metadata: {} }), arriving).items,
          JSON.parse(JSON.stringify(kept)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('leaves other lists alone', () => {
    const text = '{"kind":"XList","list":[{"items":[1,2]}],"items":null}';
    assert.deepEqual(split(text, [3, 3, 3]), { items: [], rest: text });
  });

  it('reports elements that nest too deeply', () => {
    const deep = `${'['.repeat(101)}${']'.repeat(101)}`;
    assert.deepEqual(split(`{"items":[{"a":1},{"a":${deep}},{"b":2}]}`, [40]).items, [{ a: 1 }, 'too deep', { b: 2 }]);
  });

  it('refuses an endless element, and endless text that is no list', () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const feed = (beginning: string) => () => {
      const splitter = new ListSplitter();
      for (const piece of [Buffer.from(beginning), ...Array.from({ length: 10 }, () => chunk)])
        assert.deepEqual([...splitter.push(piece)], []);
    };
    assert.throws(feed('{"items":["'), /longer than 8 MB/);
    assert.throws(feed('<html>'), /not a list/);
  });
});
