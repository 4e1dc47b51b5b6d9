import assert from 'node:assert/strict';
import { Disposables } from '../../../src/base/disposables';

describe('disposables', () => {
  it('are disposed in order, and once', () => {
    const ended: number[] = [];
    const held = new Disposables([1, 2, 3].map((number) => ({ dispose: () => ended.push(number) })));
    held.dispose();
    held.dispose();
    assert.deepEqual(ended, [1, 2, 3]);
  });
});
