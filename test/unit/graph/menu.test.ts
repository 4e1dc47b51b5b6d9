import assert from 'node:assert/strict';
import { readManifest } from '../manifest-file';
import { readTarget } from '../../../src/features/graph/protocol/menu';

const { contributes } = readManifest() as {
  contributes: { menus: Record<string, { command: string; when: string }[]> };
};

describe('context menus of the graph', () => {
  it('have items for stars, edges, groups and the ground', () => {
    const sections = (contributes.menus['webview/context'] ?? [])
      .filter(({ when }) => !when.includes('calicoStars.matrix'))
      .map(({ when }) => /webviewId == calicoStars\.graph && webviewSection == (\w+)$/.exec(when)?.[1]);
    assert.deepEqual([...new Set(sections)], ['star', 'edge', 'group', 'ground']);
  });

  it('accept only what the page tells of itself', () => {
    const star = { webviewSection: 'star', node: 'F' } as const;
    assert.deepEqual(readTarget({ ...star, webview: 'calicoStars.graph', preventDefaultContextMenuItems: true }), star);
    for (const other of [undefined, {}, { webviewSection: 'star' }, { webviewSection: 'ground' }])
      assert.equal(readTarget(other), undefined);
  });
});
