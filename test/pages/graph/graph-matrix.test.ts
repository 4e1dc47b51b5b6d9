import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { graphPages } from './graph-pages';
import { teams } from './graph-states';
import { THEMES } from './graph-themes';
import { choose, picture, violationsOf } from '../support/page-checks';

const cell = (page: Page, name: string | RegExp) => page.getByRole('grid').getByRole('gridcell', { name, exact: true });

/** The position of two stars' cell in the window; cells of large tables are not elements. */
async function middleOf(page: Page, from: string, to: string): Promise<{ readonly x: number; readonly y: number }> {
  const [row, column] = await Promise.all(
    [`.rowheader[aria-label^="${from} "]`, `.columnheader[aria-label^="${to} "]`].map((heading) =>
      page.locator(heading).boundingBox(),
    ),
  );
  assert.ok(row && column);
  return { x: column.x + column.width / 2, y: row.y + row.height / 2 };
}

describe('the graph as a matrix', function () {
  this.timeout(60_000);
  const { show } = graphPages({ reducedMotion: true });

  it('is offered with twenty stars or more, and keeps the selection across views', async () => {
    const few = await show(teams(12));
    assert.equal(await few.page.locator('.view').isVisible(), false);
    const { page } = await show(teams(24));
    await choose(page, 'view', 'Matrix');
    const { x, y } = await middleOf(page, 'n3', 'n4');
    await page.mouse.dblclick(x, y);
    await page
      .getByRole('complementary', { name: 'Details' })
      .getByRole('heading', { name: /^n3 .*→ n4 / })
      .waitFor();
    await choose(page, 'view', 'Graph');
    await page.locator('[data-edge="n3→n4"].selected').waitFor();
    await page.locator('[data-edge="n5→n7"] .reach').dispatchEvent('click');
    await choose(page, 'view', 'Matrix');
    await cell(page, /^n5 .* to n7 .*: unreachable$/)
      .and(page.locator('[tabindex="0"]'))
      .waitFor();
    assert.match(
      (await page.locator('.crossings .status-text').textContent()) ?? '',
      /^n5 .* to n7 .*: unreachable, measured (just now|\d+ s ago)$/,
    );
  });

  it('is the initial view with two hundred stars: groups with counts, which expand', async () => {
    const { page } = await show(teams(210));
    const grid = page.getByRole('grid');
    assert.equal(await grid.getAttribute('aria-rowcount'), '4');
    assert.equal(
      await cell(page, /^team-0 to team-1: reachable; 70 of 70 reachable$/).getAttribute('data-words'),
      '70 of 70',
    );
    await cell(page, /^team-0 to team-1/).click();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.locator('[role="grid"][aria-rowcount="73"]').waitFor();
    await page.locator('vscode-button', { hasText: 'Collapse All' }).click();
    await page.locator('[role="grid"][aria-rowcount="4"]').waitFor();
    await page.locator('vscode-button', { hasText: 'Expand All' }).click();
    await page.locator('[role="grid"][aria-rowcount="211"]').waitFor();
  });

  it('requests no frames if nothing changes, and follows changes', async () => {
    const opened = await show(teams(210));
    const before = await opened.frames();
    const graph = teams(210);
    await opened.show({ ...graph, observedAt: graph.observedAt + 5_000 });
    assert.equal(await opened.frames(), before);
    await opened.show({
      ...graph,
      edges: graph.edges.map((edge) =>
        edge.from === 'n0' && edge.to === 'n1' ? { ...edge, state: 'unreachable' as const } : edge,
      ),
    });
    await cell(opened.page, /^team-0 to team-1: reachable; 69 of 70 reachable$/).waitFor();
  });

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`has no accessibility violations in axe (${theme})`, async () => {
      const { page } = await show(teams(24), { theme });
      await choose(page, 'view', 'Matrix');
      await page.getByRole('grid').waitFor();
      assert.deepEqual(await violationsOf(page), []);
      await picture(page, `graph-matrix-24-${theme}`);
      const many = await show(teams(210), { theme });
      assert.deepEqual(await violationsOf(many.page), []);
      await picture(many.page, `graph-matrix-210-${theme}`);
    });
  }
});
