import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseResources, parseResponses } from '../../../src/cluster/collector/answers';

const status = (targets: unknown) => ({ status: { targets } });
const one = (json: unknown) => JSON.stringify({ responses: { A: { url: 'http://a', statusCode: 200, json } } });

describe('star-collect’s responses', () => {
  it('are parsed with their targets', () => {
    const targets = [
      { url: 'http://b', reachable: true },
      { url: 'http://c', reachable: false },
    ];
    assert.deepEqual(parseResponses(one(status(targets)))?.get('A'), { url: 'http://a', targets });
  });

  it('are parsed in the README’s format, without the status level', () => {
    assert.deepEqual(parseResponses(one({ targets: [{ url: 'http://b', reachable: true }] }))?.get('A')?.targets, [
      { url: 'http://b', reachable: true },
    ]);
  });

  it('are null for a resource that did not respond', () => {
    assert.equal(parseResponses('{"responses":{"A":null}}')?.get('A'), null);
  });

  it('keep every ID, even names that are special in JavaScript', () => {
    assert.deepEqual(
      [...(parseResponses('{"responses":{"__proto__":null,"constructor":null}}') ?? []).keys()],
      ['__proto__', 'constructor'],
    );
  });

  it('include any other JSON of a resource as a response without targets', () => {
    for (const json of [null, 7, 'x', [], {}, { error: 'no' }, { status: { targets: 'none' } }]) {
      assert.deepEqual(parseResponses(one(json))?.get('A'), { url: 'http://a', targets: [] });
    }
  });

  it('omit a malformed target and keep the others', () => {
    const targets = [
      { url: 7, reachable: true },
      null,
      { url: 'http://b', reachable: 'yes' },
      { url: 'http://c', reachable: true },
    ];
    assert.deepEqual(parseResponses(one(status(targets)))?.get('A')?.targets, [{ url: 'http://c', reachable: true }]);
  });

  it('are rejected in any other format', () => {
    for (const text of [
      '',
      '<html></html>',
      '[]',
      'null',
      '{}',
      '{"responses":[]}',
      '{"responses":null}',
      '{"responses":{"A":',
    ]) {
      assert.equal(parseResponses(text), undefined, text);
    }
  });

  it('never throw for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        parseResponses(text);
        parseResources(text);
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.ok(parseResponses(JSON.stringify({ responses: { A: value } }))?.has('A'));
      }),
    );
  });
});

describe('star-collect’s resources', () => {
  it('are parsed as URLs by ID', () => {
    const text = JSON.stringify({ resources: [{ id: 'C', url: 'http://c' }, { id: 'F', url: 'http://f' }, { id: 7 }] });
    assert.deepEqual(
      [...(parseResources(text) ?? [])],
      [
        ['C', 'http://c'],
        ['F', 'http://f'],
      ],
    );
  });

  it('have the same URL for a duplicate ID in any order', () => {
    const twice = [
      { id: 'C', url: 'http://z' },
      { id: 'C', url: 'http://a' },
    ];
    for (const resources of [twice, twice.toReversed()])
      assert.equal(parseResources(JSON.stringify({ resources }))?.get('C'), 'http://a');
  });
});
