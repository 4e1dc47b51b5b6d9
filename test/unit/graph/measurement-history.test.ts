import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import { LayoutStorage } from '../../../src/features/graph/panels/layout-storage';

const savedLayout = (x: number) => ({ pins: { C: { x, y: 0 } }, colours: {} });

describe('layout storage', () => {
  let stored: unknown;
  const layoutStorage = new LayoutStorage({
    get: () => stored,
    update: (_: string, value: unknown) => Promise.resolve(void (stored = value)),
  } as unknown as Memento);
  beforeEach(() => (stored = undefined));

  it('stores layouts by the cluster’s identity, not by its name', () => {
    layoutStorage.save('one', 'prod', savedLayout(1));
    layoutStorage.save('two', 'prod', savedLayout(2));
    assert.deepEqual(
      [layoutStorage.of('one', 'prod'), layoutStorage.of('one', 'renamed'), layoutStorage.of('two', 'prod')],
      [savedLayout(1), savedLayout(1), savedLayout(2)],
    );
    assert.deepEqual(layoutStorage.named('prod'), savedLayout(2), 'the latest, if a file contains only the name');
  });

  it('migrates layouts that earlier versions stored by name', () => {
    stored = [['prod', savedLayout(3)]];
    assert.deepEqual([layoutStorage.of('one', 'prod'), layoutStorage.named('prod')], [savedLayout(3), savedLayout(3)]);
    assert.deepEqual(layoutStorage.of('one', 'staging'), { pins: {}, colours: {} });
  });
});
