import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isRecord } from '../../../src/base/json';
import { readCalicoObject } from '../../../src/policy/calico3/decode';
import { isResourceKind, RESOURCE_KINDS, type ResourceKind } from '../../../src/policy/resources';
import { commentsIn, placeAt, schemaOf } from '../../../src/policy/documents';
import type { DocumentPlace } from '../../../src/policy/documents/place';
import { elementOf, fieldOf, valueOf, type Schema } from '../../../src/policy/documents/schema';

const KINDS = Object.keys(RESOURCE_KINDS) as readonly ResourceKind[];

/** What can be written where a text has “|”. */
function at(marked: string, kind: ResourceKind = 'GlobalNetworkPolicy'): DocumentPlace | undefined {
  const offset = marked.indexOf('|');
  return placeAt(marked.replace('|', ''), offset, schemaOf(kind) ?? assert.fail());
}

/** The names that can be written, or what kind of value. */
function offered(marked: string, kind?: ResourceKind): string | readonly string[] | undefined {
  const place = at(marked, kind);
  if (place?.schema.kind === 'value') return place.schema.of;
  if (place?.kind !== 'key' || place.schema.kind !== 'object') return place?.schema.kind;
  return Object.keys(place.schema.fields).filter((name) => !place.taken.has(name));
}

/** A value that a schema accepts, with every field. */
function whole(schema: Schema): unknown {
  switch (schema.kind) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.fields).map(([name, { schema: of }]) => [name, whole(of)]));
    case 'list':
      return [whole(schema.items)];
    case 'map':
      return { key: 'value' };
    case 'value': {
      const [first] = Object.keys(schema.choices ?? {});
      if (first === 'true') return true;
      if (first === '4') return 4;
      return first ?? (schema.of === 'number' ? 1 : 'text');
    }
  }
}

/** The paths of the names in a value that a schema does not have. */
function unknownNames(value: unknown, schema: Schema | undefined, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => unknownNames(item, elementOf(schema), `${path}[]`));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, inside]) => {
    const known = valueOf(schema, name);
    return known ? unknownNames(inside, known, `${path}.${name}`) : [`${path}.${name}`];
  });
}

describe('the schema of documents', () => {
  it('has only fields that the decoder of a kind knows', () => {
    for (const kind of KINDS) {
      const schema = schemaOf(kind);
      const object = schema && whole(schema);
      const read = isRecord(object) ? readCalicoObject(object) : undefined;
      assert.deepEqual(read?.problems.map(({ path, message }) => `${kind} ${path.join('.')}: ${message}`) ?? [], []);
    }
  });

  it('has every field of the objects that servers were seen to store', () => {
    const lines = readFileSync('test/conformance/v3-validation.jsonl', 'utf8').trim().split('\n');
    const seen = lines.flatMap((line) => {
      const { object, accepted, native } = JSON.parse(line) as {
        readonly object: { readonly kind: string };
        readonly accepted: boolean;
        readonly native: { readonly unknownFields?: readonly string[] };
      };
      return accepted && !native.unknownFields && isResourceKind(object.kind) ? [{ object, kind: object.kind }] : [];
    });
    assert.ok(seen.length > 100, String(seen.length));
    assert.deepEqual(
      seen.flatMap(({ object, kind }) => unknownNames(object, schemaOf(kind), kind)),
      [],
    );
  });

  it('tells where a service can stand: the other end of the connection', () => {
    const rule = (direction: string, side: string) => {
      const spec = fieldOf(schemaOf('GlobalNetworkPolicy'), 'spec')?.schema;
      const of = elementOf(fieldOf(spec, direction)?.schema);
      return fieldOf(fieldOf(of, side)?.schema, 'services') !== undefined;
    };
    assert.deepEqual(
      [
        rule('ingress', 'source'),
        rule('ingress', 'destination'),
        rule('egress', 'source'),
        rule('egress', 'destination'),
      ],
      [true, false, false, true],
    );
  });
});

describe('the place in a document', () => {
  const RULE = 'spec:\n  ingress:\n    - action: Allow\n';

  it('is a field by the object around it, on an empty line and in a word', () => {
    assert.deepEqual(offered('spec:\n  selector: all()\n  ord|\n  types:\n    - Ingress\n', 'NetworkPolicy'), [
      'tier',
      'order',
      'serviceAccountSelector',
      'ingress',
      'egress',
      'performanceHints',
    ]);
    assert.deepEqual(offered(`${RULE}      source:\n        |\n`)?.slice(0, 2), ['selector', 'notSelector']);
    assert.deepEqual(offered(`${RULE}      source: {|}\n`)?.slice(0, 2), ['selector', 'notSelector']);
    assert.deepEqual(offered(`${RULE}      |`)?.slice(0, 2), ['protocol', 'notProtocol']);
    assert.deepEqual(offered('|'), ['apiVersion', 'kind', 'metadata', 'spec']);
  });

  it('is a value by its field, with or without quotes', () => {
    assert.equal(offered('spec:\n  tier: |\n  order: 1\n'), 'tier');
    assert.equal(offered('spec:\n  tier: "|"\n'), 'tier');
    assert.equal(offered('spec:\n  types: [|]\n'), 'choice');
    assert.equal(offered('spec:\n  types:\n    - In|\n'), 'choice');
    assert.equal(offered(`${RULE}      destination:\n        ports: [80, |\n`), 'port');
    assert.equal(offered("spec:\n  selector: role == '|\n"), 'selector');
    assert.equal(offered('spec:\n  selector: "role == \'|"\n'), 'selector');
  });

  it('is an element of a list before its dash', () => {
    const place = at('spec:\n  ingress:\n    |\n');
    assert.deepEqual(place?.kind === 'key' && [place.needsDash, offered('spec:\n  ingress:\n    |\n')?.[0]], [
      true,
      'action',
    ]);
  });

  it('replaces the word, and knows whether a colon follows', () => {
    const text = 'spec:\n  or|der: 5\n';
    const place = at(text) ?? assert.fail();
    const { start, end } = place.replaces;
    assert.deepEqual([text.replace('|', '').slice(start, end), place.kind === 'key' && place.isPair], ['order', true]);
    const open = at('spec:\n  or|\n') ?? assert.fail();
    assert.deepEqual([open.replaces, open.kind === 'key' && open.isPair], [{ start: 8, end: 10 }, false]);
  });

  it('is none in comments, in unknown fields, and beyond what the schema describes', () => {
    assert.equal(at('spec: # |\n  order: 1\n'), undefined);
    assert.equal(at('spec:\n  other:\n    a: |\n'), undefined);
    assert.equal(at('spec:\n  order:\n    a: |\n'), undefined);
  });
});

describe('comments in a document', () => {
  it('are those that the cluster drops, not marks inside values', () => {
    assert.equal(commentsIn('a: 1 # one\n# two\nb: "# no"\nc: x#no\nd: |\n  # no\n'), 2);
  });
});
