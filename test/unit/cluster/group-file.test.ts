import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { effectiveGroup, parseGroupFile } from '../../../src/cluster/marathon/writes/group-file';

describe('group file', () => {
  it('reads a group with absolute app ids', () => {
    const file = parseGroupFile('{"id":"/calico-stars","apps":[{"id":"client"},{"id":"/elsewhere/x"}]}');
    assert.ok(file.kind === 'group');
    assert.deepEqual(file.apps, ['/calico-stars/client', '/elsewhere/x']);
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ['', /not valid JSON: error in line 1, column 1/],
    ['{\n  "id": "/x",\n  "type": "DOCKER"\n  "apps": []\n}', /line 4, column 3/],
    ['<html>', /not valid JSON/],
    ['[]', /is an array/],
    ['null', /not an object/],
    ['"group"', /not an object/],
    ['{"id":"/x"}', /neither "apps" nor "groups"/],
    ['{"id":"/x","cmd":"sleep 1"}', /single app/],
    ['{"id":7,"apps":[]}', /"id" is not a string/],
    ['{"id":"/x","apps":{}}', /"apps" is not an array/],
    ['{"id":"/x","groups":"y"}', /"groups" is not an array/],
    ['{"id":"/x","apps":[{"id":"a"},{}]}', /App 2/],
  ];
  for (const [text, reason] of refused) {
    it(`explains why ${JSON.stringify(text.slice(0, 40))} is not one`, () => {
      const file = parseGroupFile(text);
      assert.ok(file.kind === 'invalid');
      assert.match(file.reason, reason);
    });
  }

  it('never throws for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => ['group', 'invalid'].includes(parseGroupFile(text).kind)),
    );
  });

  it('resolves a group id against the root', () => {
    assert.equal(effectiveGroup('calico-stars'), '/calico-stars');
    assert.equal(effectiveGroup('/calico-stars'), '/calico-stars');
  });

  it('does not treat this project’s manifest as a group', () => {
    assert.equal(parseGroupFile(readFileSync('package.json', 'utf8')).kind, 'invalid');
  });
});
