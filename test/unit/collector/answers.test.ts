import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseResources, parseResponses } from '../../../src/cluster/collector/answers';

const status = (targets: unknown) => ({ status: { targets } });
const one = (json: unknown) => JSON.stringify({ responses: { A: { url: 'http://a', statusCode: 200, json } } });

describe('star-collect’s responses', () => {
  it('are read with their targets', () => {
    const targets = [
      { url: 'http://b', reachable: true },
      { url: 'http://c', reachable: false },
    ];
    assert.deepEqual(parseResponses(one(status(targets)))?.get('A'), { url: 'http://a', targets });
  });

  it('are read in the README’s shape, without the status level', () => {
    assert.deepEqual(parseResponses(one({ targets: [{ url: 'http://b', reachable: true }] }))?.get('A')?.targets, [
      { url: 'http://b', reachable: true },
    ]);
  });

  it('are null for a resource that gave no answer', () => {
    assert.equal(parseResponses('{"responses":{"A":null}}')?.get('A'), null);
  });

  it('keep every ID, even names that are special in JavaScript', () => {
    assert.deepEqual(
      [...(parseResponses('{"responses":{"__proto__":null,"constructor":null}}') ?? []).keys()],
      ['__proto__', 'constructor'],
    );
  });

  it('count any other JSON of a resource as an answer without targets', () => {
    for (const json of [null, 7, 'x', [], {}, { error: 'no' }, { status: { targets: 'none' } }]) {
      assert.deepEqual(parseResponses(one(json))?.get('A'), { url: 'http://a', targets: [] });
    }
  });

  it('lose a malformed target and keep its neighbors', () => {
    const targets = [
      { url: 7, reachable: true },
      null,
      { url: 'http://b', reachable: 'yes' },
      { url: 'http://c', reachable: true },
    ];
    assert.deepEqual(parseResponses(one(status(targets)))?.get('A')?.targets, [{ url: 'http://c', reachable: true }]);
  });

  it('are refused when they are something else', () => {
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

  it('never throw, whatever the text', () => {
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
  it('are read as URLs by id', () => {
    const text = JSON.stringify({ resources: [{ id: 'C', url: 'http://c' }, { id: 'F', url: 'http://f' }, { id: 7 }] });
    assert.deepEqual(
      [...(parseResources(text) ?? [])],
      [
        ['C', 'http://c'],
        ['F', 'http://f'],
      ],
    );
  });

  it('with one id twice give the same URL in whatever order they come', () => {
    const twice = [
      { id: 'C', url: 'http://z' },
      { id: 'C', url: 'http://a' },
    ];
    for (const resources of [twice, twice.toReversed()])
      assert.equal(parseResources(JSON.stringify({ resources }))?.get('C'), 'http://a');
  });
});
