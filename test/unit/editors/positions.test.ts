import assert from 'node:assert/strict';
import { findIn, rulesIn } from '../../../src/app/rules-uri/positions';
import { parseDocument } from '../../../src/policy/calico1/document';
import { formatRule, parseRule } from '../../../src/policy/calico1/grammar';
import { placeIn } from '../../../src/app/preview/rule-focus';

const rule = (text: string) => parseRule(text).rule ?? assert.fail(text);

describe('mapping rules between a text and the cluster', () => {
  it('reads rules as they would be stored, line by line', () => {
    const document = parseDocument(
      'tags: web\ninbound:\n  allow from tag client\n  allow form tag client\noutbound:\n  allow\n',
    );
    const rules = rulesIn(document, 'inbound', { networks: [{ id: 'c1', name: 'client' }] });
    assert.deepEqual(
      rules.map((found) => found && formatRule(found)),
      ['allow from tag c1', undefined],
    );
  });

  it('finds rules by content, at any position', () => {
    const [a, b] = [rule('allow tcp'), rule('deny udp')];
    assert.deepEqual(
      [
        findIn([a, b], 0, [b, a]),
        findIn([undefined, b], 1, [b]),
        findIn([a], 0, [b]),
        findIn([undefined], 0, [a]),
        findIn([a], 1, [a]),
      ],
      [1, 0, undefined, undefined, undefined],
    );
  });

  it('distinguishes equal rules by order', () => {
    const same = rule('allow tcp');
    const list = [rule('deny'), same, same];
    assert.deepEqual(
      [findIn([same, same], 0, list), findIn([same, same], 1, list), findIn([same, same, same], 2, list)],
      [1, 2, undefined],
    );
  });
});

describe('a rule’s position as a command argument', () => {
  it('is accepted only if complete and unambiguous', () => {
    const place = { profile: 'web', direction: 'inbound', position: 1 };
    assert.deepEqual(placeIn({ ...place, more: 1 }), place);
    for (const wrong of [
      undefined,
      null,
      'web',
      {},
      { ...place, kind: 'rule' },
      { ...place, profile: 1 },
      { ...place, direction: 'up' },
      { ...place, position: 0 },
      { ...place, position: 1.5 },
      { ...place, position: '1' },
    ])
      assert.equal(placeIn(wrong), undefined);
  });
});
