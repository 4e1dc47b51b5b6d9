import assert from 'node:assert/strict';
import type { ProfileEntry, TextEntry } from '../../../src/features/history/entry';
import { nextUndo, sameState, takenBack } from '../../../src/features/history/undo';

const state = (tags: string, rules = '{}') => ({ tags, rules, labels: undefined });

function entry(id: string, rest: Partial<ProfileEntry> = {}): ProfileEntry {
  return {
    id,
    at: '2016-04-11T10:00:00.000Z',
    profile: 'web',
    name: 'web',
    label: id,
    before: state('0'),
    after: state('1'),
    ...rest,
  };
}

const always = () => true;
const next = (entries: readonly ProfileEntry[]) => nextUndo(entries, always)?.id;

describe('undo', () => {
  it('undoes one change after another, and never an undo', () => {
    const entries = [entry('a'), entry('b')];
    assert.equal(next(entries), 'b');
    entries.push(entry('undo b', { undoes: 'b' }));
    assert.equal(next(entries), 'a');
    entries.push(entry('undo a', { undoes: 'a' }));
    assert.equal(next(entries), undefined);
  });

  it('starts over with a change made after an undo, and continues after it', () => {
    const entries = [entry('a'), entry('b'), entry('undo b', { undoes: 'b' }), entry('c')];
    assert.equal(next(entries), 'c');
    assert.equal(next([...entries, entry('undo c', { undoes: 'c' })]), 'a');
  });

  it('skips changes of removed profiles, and restores a removed profile', () => {
    const entries = [entry('a'), entry('b', { profile: 'gone' }), entry('c', { profile: 'gone', after: undefined })];
    const exists = (profile: string) => profile !== 'gone';
    assert.equal(nextUndo(entries, exists)?.id, 'c');
    assert.equal(nextUndo(entries.slice(0, 2), exists)?.id, 'a');
  });

  it('has nothing to undo in an empty history', () => assert.equal(next([]), undefined));

  it('skips changes of removed policies', () => {
    const policy = { kind: 'policy', tier: 'default', name: 'db' } as const;
    const text: TextEntry = { id: 'p', at: '', name: 'db', label: 'p', object: policy, before: '1', after: '2' };
    assert.equal(nextUndo([entry('a'), text], always)?.id, 'p');
    assert.equal(nextUndo([entry('a'), text], always, () => false)?.id, 'a');
    assert.equal(nextUndo([entry('a'), { ...text, after: undefined }], always, () => false)?.id, 'p');
  });

  it('restores only the leaves that a change touched', () => {
    const change = entry('a', { before: state('old'), after: state('new') });
    assert.deepEqual(takenBack(change, state('other', '{"x":1}')), state('old', '{"x":1}'));
    assert.deepEqual(takenBack(change, undefined), state('old'));
    assert.equal(takenBack(entry('made', { before: undefined }), state('1')), undefined);
    assert.deepEqual(takenBack(entry('removed', { after: undefined }), state('other')), state('0'));
  });

  it('compares states by all texts', () => {
    assert.ok(sameState(undefined, undefined) && sameState(state('1'), state('1')));
    assert.ok(!sameState(state('1'), state('1', '[]')) && !sameState(state('1'), undefined));
  });
});
