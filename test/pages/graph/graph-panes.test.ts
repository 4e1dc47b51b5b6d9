import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { pressIcon } from './graph-controls';
import type { OpenPage } from './graph-page';
import { graphPages } from './graph-pages';
import { exampleResources, graphOf, teams } from './graph-states';
import { choose as chooseFrom, passFrames, picture, violationsOf } from '../support/page-checks';

/** A window of 1,000 × 700 leaves this to a panel beside the side bar. */
const BESIDE_SIDE_BAR = { width: 652, height: 600 };

const settle = (page: Page) => passFrames(page, 4);
const sizeOf = (page: Page, selector: string) =>
  page.evaluate<{ width: number; height: number }>(
    `(({ width, height }) => ({ width, height }))(document.querySelector('${selector}').getBoundingClientRect())`,
  );
const camera = (page: Page) => page.locator('.stage').getAttribute('transform');
const splitter = (page: Page, name: string) => page.getByRole('separator', { name });
const openDetails = async (page: Page, id: string) => {
  await page.locator(`[data-node="${id}"]`).dispatchEvent('click');
  await page.getByRole('complementary', { name: 'Details' }).waitFor();
  await settle(page);
};
/** Where a star is on the page. */
const placeOf = async (page: Page, id: string) => {
  const box = await page.locator(`[data-node="${id}"] .disc`).boundingBox();
  assert.ok(box);
  return box;
};

describe('the panes of the graph', function () {
  this.timeout(60_000);
  const { show } = graphPages({ reducedMotion: true });

  it('leave the stars half of the height and two thirds of the width', async () => {
    const { page } = await show(graphOf(exampleResources()), { width: 1000, height: 700 });
    await openDetails(page, 'A');
    const beside = await sizeOf(page, '.picture');
    assert.ok(beside.width >= (1000 * 2) / 3 && beside.height >= 350, JSON.stringify(beside));
    await pressIcon(page, 'Show Table');
    await settle(page);
    const above = await sizeOf(page, '.picture');
    assert.ok(above.width >= (1000 * 2) / 3 && above.height >= 350, JSON.stringify(above));
    await pressIcon(page, 'Show Table');
    await pressIcon(page, 'Show Chart');
    await settle(page);
    const withChart = await sizeOf(page, '.picture');
    assert.ok(withChart.width >= (1000 * 2) / 3 && withChart.height >= 350, JSON.stringify(withChart));
  });

  it('leave the stars half of a panel beside the side bar', async () => {
    const { page } = await show(graphOf(exampleResources()), BESIDE_SIDE_BAR);
    await openDetails(page, 'A');
    const { width, height } = await sizeOf(page, '.picture');
    assert.ok(width === 652 && height >= 300, `${width} × ${height}`);
  });

  it('move and scale nothing when something is selected, and show what is selected', async () => {
    const { page } = await show(teams(12), { width: 1000, height: 700 });
    const before = await camera(page);
    const shown = async (id: string) => {
      const [{ x, y }, stage] = [await placeOf(page, id), await sizeOf(page, '.picture')];
      return x < stage.width && y < 700 ? { x, y } : undefined;
    };
    const ids = Array.from({ length: 12 }, (_, index) => `n${index}`);
    const places = await Promise.all(ids.map((id) => placeOf(page, id)));
    const leftmost =
      ids[places.reduce((least, { x }, index) => (x < (places[least]?.x ?? 0) ? index : least), 0)] ?? '';
    const rightmost = ids[places.reduce((most, { x }, index) => (x > (places[most]?.x ?? 0) ? index : most), 0)] ?? '';
    await openDetails(page, leftmost);
    assert.equal(await camera(page), before);
    await page.getByRole('button', { name: 'Close details' }).click();
    await settle(page);
    assert.equal(await camera(page), before);
    await openDetails(page, rightmost);
    const after = await camera(page);
    assert.equal(after?.replace(/^.*scale/, ''), before?.replace(/^.*scale/, ''));
    assert.ok(await shown(rightmost), 'the selected star is beside its details');
    await page.getByRole('button', { name: 'Close details' }).click();
    await settle(page);
    assert.equal(await camera(page), before);
  });

  it('show both stars of a selected connection', async () => {
    const { page } = await show(graphOf(exampleResources()), { width: 760, height: 700 });
    const scale = (view: string | null) => view?.replace(/^.*scale/, '');
    const before = await camera(page);
    const edges = await page.evaluate<string[]>(
      '[...document.querySelectorAll("[data-edge]")].map(({ dataset }) => dataset.edge)',
    );
    for (const edge of edges) {
      await page.locator(`[data-edge="${edge}"] .reach`).dispatchEvent('click');
      await settle(page);
      const { width, height } = await sizeOf(page, '.picture');
      for (const end of edge.split('→')) {
        const { x, y } = await placeOf(page, end);
        assert.ok(x < width && y < height + 60, `${end} of ${edge}`);
      }
      assert.equal(scale(await camera(page)), scale(before));
    }
  });

  it('fit the picture when a pane is shown below it, with the details open', async () => {
    const { page } = await show(teams(12), { width: 1000, height: 700 });
    await openDetails(page, 'n0');
    await pressIcon(page, 'Show Chart');
    await settle(page);
    const { height } = await sizeOf(page, '.picture');
    for (const id of ['n0', 'n3', 'n6', 'n9']) assert.ok((await placeOf(page, id)).y < height + 40, id);
  });

  it('fit the picture when the window or a pane is resized', async () => {
    const { page } = await show(teams(12), { width: 1000, height: 700 });
    await openDetails(page, 'n0');
    const before = await camera(page);
    await page.setViewportSize({ width: 900, height: 640 });
    await settle(page);
    const smaller = await camera(page);
    assert.notEqual(smaller, before);
    await splitter(page, 'Resize Details').press('Shift+ArrowLeft');
    await settle(page);
    assert.notEqual(await camera(page), smaller);
  });

  it('keep selection, details and camera while the tab is hidden', async () => {
    const opened = await show(teams(12), { width: 1000, height: 700 });
    await openDetails(opened.page, 'n3');
    const [before, state] = [await camera(opened.page), await opened.saved()];
    const { page: again } = await show(teams(12), { width: 1000, height: 700, saved: state });
    await again.getByRole('complementary', { name: 'Details' }).waitFor();
    await settle(again);
    assert.equal(await camera(again), before);
    assert.equal(await again.locator('[data-node="n3"].selected').count(), 1);
  });

  for (const [name, pane, axis] of [
    ['Resize Details', '.details', 'x'],
    ['Resize Table', '.facts', 'y'],
    ['Resize Timeline', '.time', 'y'],
  ] as const) {
    describe(name, () => {
      const side = axis === 'x' ? 'width' : 'height';
      const size = async (page: Page) => Math.round((await sizeOf(page, pane))[side]);
      const open = async (saved?: unknown): Promise<OpenPage> => {
        const opened = await show(graphOf(exampleResources()), { width: 1000, height: 700, saved });
        if (saved === undefined) {
          await openDetails(opened.page, 'A');
          await pressIcon(opened.page, 'Show Table');
          await pressIcon(opened.page, 'Show Chart');
        }
        await splitter(opened.page, name).waitFor();
        await settle(opened.page);
        return opened;
      };
      const valueOf = async (page: Page, value: string) =>
        Number(await splitter(page, name).getAttribute(`aria-value${value}`));

      it('by mouse, and remembers the size', async () => {
        const opened = await open();
        const { page } = opened;
        const box = await splitter(page, name).boundingBox();
        assert.ok(box);
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        const before = await size(page);
        await page.mouse.move(x, y);
        await page.mouse.down();
        await page.mouse.move(x - 33, y - 21, { steps: 3 });
        await page.mouse.up();
        await page.mouse.move(x, y);
        await settle(page);
        assert.equal(await size(page), before + (axis === 'x' ? 33 : 21));
        const { page: again } = await open(await opened.saved());
        assert.equal(await size(again), before + (axis === 'x' ? 33 : 21));
      });

      it('by keyboard, in its range, and back to the default', async () => {
        const { page } = await open();
        const before = await size(page);
        const edge = splitter(page, name);
        assert.equal(await edge.getAttribute('aria-orientation'), axis === 'x' ? 'vertical' : 'horizontal');
        const press = async (key: string) => {
          await edge.press(key);
          await settle(page);
          assert.equal(await valueOf(page, 'now'), await size(page));
          return size(page);
        };
        const [larger, smaller] = axis === 'x' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
        assert.equal(await press(larger), before + 10);
        assert.equal(await press(`Shift+${smaller}`), Math.max(before - 40, await valueOf(page, 'min')));
        assert.equal(await press('End'), await valueOf(page, 'max'));
        assert.equal(await press('Home'), await valueOf(page, 'min'));
        await edge.press(larger);
        await edge.dblclick();
        await settle(page);
        assert.equal(await size(page), before);
        await edge.press(larger);
        assert.equal(await press('Enter'), before);
        assert.ok(await page.locator('.picture').isVisible());
      });
    });
  }

  it('are at most six tab stops after the filter, with every control shown', async () => {
    const { page } = await show(teams(24), { width: 1400, height: 700 });
    await chooseFrom(page, 'grouping', 'Group by profile');
    await openDetails(page, 'n3');
    await page.getByRole('button', { name: 'Show Neighbors' }).click();
    await settle(page);
    await page.getByRole('textbox', { name: 'Filter' }).focus();
    const stops: string[] = [];
    while (stops.length < 6) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate<string>(
        '(({ dataset, title, textContent, ariaLabel }) => dataset.node ? "picture" : ariaLabel || title || textContent)(document.activeElement)',
      );
      stops.push(stop);
      if (stop === 'picture') break;
    }
    assert.equal(stops.at(-1), 'picture', stops.join(', '));
    // The buttons in between are reached with arrow keys.
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('End');
    assert.equal(await page.locator('vscode-button:focus').getAttribute('title'), 'Fit');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await settle(page);
    assert.equal(await page.locator('vscode-button[title="Show Chart"]').getAttribute('aria-pressed'), 'true');
  });

  for (const height of [800, 500, 320])
    it(`never cover each other in a panel of 300 × ${height}`, async () => {
      const { page } = await show(teams(12), { width: 300, height });
      await openDetails(page, 'n3');
      await pressIcon(page, 'Show Table');
      await pressIcon(page, 'Show Chart');
      await settle(page);
      const boxes = await page.evaluate<readonly { readonly top: number; readonly bottom: number }[]>(
        `['.shown', '.facts', '.details', '.status', '.time'].map((name) => {
          const { top, bottom } = document.querySelector(name).getBoundingClientRect();
          const { bottom: end } = document.querySelector('.views').getBoundingClientRect();
          // What the panes scroll is not shown below them.
          return name === '.status' || name === '.time' ? { top, bottom } : { top, bottom: Math.min(bottom, end) };
        })`,
      );
      for (const [index, { top }] of boxes.slice(1).entries())
        assert.ok(top >= (boxes[index]?.bottom ?? 0) - 1, JSON.stringify(boxes));
      assert.equal(await page.evaluate('getComputedStyle(document.querySelector(".views")).overflowY'), 'auto');
    });

  it('have no accessibility problems with every pane open', async () => {
    const { page } = await show(graphOf(exampleResources()), { width: 1000, height: 700 });
    await openDetails(page, 'A');
    await pressIcon(page, 'Show Table');
    await pressIcon(page, 'Show Chart');
    await settle(page);
    assert.deepEqual(await violationsOf(page), []);
    await picture(page, 'graph-panes');
  });
});
