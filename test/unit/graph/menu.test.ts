import assert from 'node:assert/strict';
import { readManifest } from '../manifest-file';
import { readTarget } from '../../../src/features/graph/protocol/menu';

const { contributes } = readManifest() as {
  contributes: { menus: Record<string, { command: string; when: string; group: string }[]> };
};

describe('menus of the graph', () => {
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

  it('is grouped by itself in the title menu: views, explanations, panels, copies, recordings', () => {
    const groups = (contributes.menus['editor/title'] ?? [])
      .filter(
        ({ when, group }) => when === 'activeWebviewPanelId == calicoStars.graph' && !group.startsWith('navigation'),
      )
      .map(({ group }) => group)
      .sort();
    assert.deepEqual(
      [...new Set(groups.map((group) => group.replace(/@\d+$/, '')))],
      ['1_1_show', '1_2_explain', '1_3_panels', '1_4_copy', '1_5_recording'],
    );
    assert.equal(new Set(groups).size, groups.length, 'each item has its place');
  });

  it('offer *Explain Connection…* in the title menus of the view, the graph and the matrix', () => {
    const explains = (menu: string) =>
      (contributes.menus[menu] ?? [])
        .filter(({ command }) => command === 'calicoStars.explain')
        .map(({ when }) => when);
    assert.equal(explains('view/title').length, 1);
    assert.deepEqual(explains('editor/title').sort(), [
      'activeWebviewPanelId == calicoStars.graph',
      'activeWebviewPanelId == calicoStars.matrix',
    ]);
  });

  it('copy each row as the command of the program that makes it', () => {
    const rows = (command: string) =>
      (contributes.menus['view/item/context'] ?? [])
        .filter((item) => item.command === command)
        .map(({ when }) => /viewItem (?:==|=~) (.*)$/.exec(when)?.[1]);
    assert.deepEqual(rows('calicoStars.copyCalicoctl'), [
      '/^resource\\.etcd/',
      '/^(profile|brokenProfile|direction|rule|tags|tag)$/',
    ]);
    assert.deepEqual(rows('calicoStars.copyDocker'), ['network']);
    assert.deepEqual(rows('calicoStars.copyCurl'), ['/^(group|app)$/']);
  });
});
