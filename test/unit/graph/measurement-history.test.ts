import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import { Keeper } from '../../../src/features/graph/panels/layout-storage';

const kept = (x: number) => ({ pins: { C: { x, y: 0 } }, colours: {} });

describe('what is kept of graphs', () => {
  let stored: unknown;
  const keeper = new Keeper({
    get: () => stored,
    update: (_: string, value: unknown) => Promise.resolve(void (stored = value)),
  } as unknown as Memento);
  beforeEach(() => (stored = undefined));

  it('belongs to a cluster by what it is known by, and not to another one of its name', () => {
    keeper.keep('one', 'prod', kept(1));
    keeper.keep('two', 'prod', kept(2));
    assert.deepEqual(
      [keeper.of('one', 'prod'), keeper.of('one', 'renamed'), keeper.of('two', 'prod')],
      [kept(1), kept(1), kept(2)],
    );
    assert.deepEqual(keeper.named('prod'), kept(2), 'the latest, where a file tells no more than the name');
  });

  it('is taken over from what earlier versions kept by the name', () => {
    stored = [['prod', kept(3)]];
    assert.deepEqual([keeper.of('one', 'prod'), keeper.named('prod')], [kept(3), kept(3)]);
    assert.deepEqual(keeper.of('one', 'staging'), { pins: {}, colours: {} });
  });
});
