import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { guardOf } from '../../../src/webviews/guard';

const item = z.object({
  name: z.string(),
  size: z.optional(z.number()),
  kind: z.enum(['one', 'two']),
  lit: z.optional(z.literal(true)),
  in: z.nullable(z.object({ name: z.string() })),
});
const schema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('all'), items: z.array(item), isWhole: z.boolean() }),
  z.object({ type: z.enum(['some', 'few']), items: z.optional(z.array(item)), by: z.record(z.string(), z.number()) }),
  // Kinds that only their parsers know.
  z.object({ type: z.literal('bound'), names: z.array(z.string()).check(z.maxLength(2)), at: z.int() }),
  z.object({ type: z.literal('any'), value: z.unknown(), default: z._default(z.string(), '') }),
]);

/** A value for a field that may have any other, or be missing. */
const wild = fc.oneof(
  fc.constantFrom(undefined, null, true, false, NaN, Infinity, 'one', 'two', 'all', ''),
  fc.integer(),
  fc.double(),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.object({ maxDepth: 1 }),
);
const or = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 12, arbitrary }, { weight: 1, arbitrary: wild });

const items = or(
  fc.array(
    or(
      fc.record(
        {
          name: or(fc.string()),
          size: or(fc.integer()),
          kind: or(fc.constantFrom('one', 'two')),
          lit: or(fc.constant(true)),
          in: or(fc.oneof(fc.constant(null), fc.record({ name: fc.string() }))),
          more: wild,
        },
        { requiredKeys: ['name', 'kind', 'in'] },
      ),
    ),
    { maxLength: 3 },
  ),
);
const message = or(
  fc.record(
    {
      type: or(fc.constantFrom('all', 'some', 'few', 'bound', 'any')),
      items,
      isWhole: or(fc.boolean()),
      by: or(fc.dictionary(fc.string(), or(fc.integer()))),
      names: or(fc.array(fc.string(), { maxLength: 3 })),
      at: or(fc.integer()),
      value: wild,
      default: or(fc.string()),
    },
    { requiredKeys: ['type'] },
  ),
);

describe('guard of messages', () => {
  it('accepts what the schema accepts, and nothing else', () => {
    const isMessage = guardOf(schema);
    const seen = new Set<string>();
    fc.assert(
      fc.property(message, (value) => {
        const parsed = z.safeParse(schema, value);
        assert.equal(isMessage(value), parsed.success, JSON.stringify(value));
        seen.add(parsed.success ? parsed.data.type : '');
      }),
      { numRuns: 3_000 },
    );
    assert.deepEqual([...seen].sort(), ['', 'all', 'any', 'bound', 'few', 'some']);
  });
});
