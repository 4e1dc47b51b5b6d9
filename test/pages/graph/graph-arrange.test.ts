import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { explainConnection } from '../../../src/features/explanation/explain';
import { EXPLANATION } from '../../unit/pages/explanation';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { graphState } from '../../../src/features/graph/state/model';
import { connectionOf } from '../../../src/features/graph/state/pair';
import { scopeOf } from '../../../src/features/graph/state/scope';
import { answered, demo, UI_OPEN, UI_TO_PROBE } from '../../unit/graph/demo-cluster';
import { pressIcon } from './graph-controls';
import type { OpenOptions } from './graph-page';
import { graphPages } from './graph-pages';
import { teams } from './graph-states';
import { THEMES } from './graph-themes';
import { choose as chooseFrom, passFrames, picture, violationsOf } from '../support/page-checks';

const OPEN = { 'management-ui': [UI_OPEN], client: [UI_TO_PROBE], frontend: [UI_TO_PROBE], backend: [UI_TO_PROBE] };
const CONNECTION = demo({ inbound: OPEN, observation: answered(['C→F'], [], Date.now()) });

const nextFrames = (page: Page) => passFrames(page, 3);
const shown = async (page: Page) =>
  (
    await Promise.all((await page.locator('[data-node]').all()).map((node) => node.getAttribute('data-node')))
  ).toSorted();
const choose = async (page: Page, field: string, title: string) => {
  await chooseFrom(page, field, title);
  await nextFrames(page);
};

describe('arranging the graph', function () {
  this.timeout(60_000);
  const { show } = graphPages({ reducedMotion: true });

  it('filters stars, counts them, and names unknown terms', async () => {
    const { page } = await show(teams(6));
    const filter = page.getByRole('textbox', { name: 'Filter' });
    await filter.fill('profile:team-0');
    await nextFrames(page);
    assert.equal(await page.locator('[data-node][data-dim="false"]').count(), 2);
    assert.equal(await page.locator('.found').textContent(), '2 stars');
    await filter.fill('is:green');
    await nextFrames(page);
    assert.equal(await page.locator('.found').textContent(), 'Unknown terms: is:green');
    const underlined = await page.locator('.unknown-term').boundingBox();
    const field = await page.locator('.query').boundingBox();
    assert.ok(
      underlined && field && underlined.x >= field.x && underlined.x + underlined.width <= field.x + field.width,
    );
    assert.ok(underlined.y >= field.y && underlined.y + underlined.height <= field.y + field.height + 2);
    await picture(page, 'graph-filter-unknown');
    await filter.fill('');
    await nextFrames(page);
    assert.equal((await shown(page)).length, 6);
  });

  it('collapses and expands a group with the keyboard', async () => {
    const { page } = await show(teams(6));
    await choose(page, 'grouping', 'Group by profile');
    await page.locator('[data-node="n1"]').focus();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Collapse group team-1' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    const collapsed = page.locator('[data-node="profile team-1"]');
    await collapsed.waitFor();
    await collapsed.focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-node="n1"]').waitFor();
  });

  it('frames groups, collapses one into a star with a count, and expands it again', async () => {
    const { page } = await show(teams(6));
    await choose(page, 'grouping', 'Group by profile');
    assert.equal(await page.locator('[data-frame]').count(), 3);
    await page.locator('.frame-name', { hasText: 'team-0' }).click();
    await nextFrames(page);
    assert.deepEqual(await shown(page), ['n1', 'n2', 'n4', 'n5', 'profile team-0']);
    assert.equal(await page.locator('[data-node="profile team-0"] .letter').textContent(), '2');
    await page.locator('[data-node="profile team-0"] .disc').click();
    await nextFrames(page);
    assert.equal((await shown(page)).length, 6);
  });

  it('lays out on a circle and in layers, and fits the view', async () => {
    const { page } = await show(teams(9));
    for (const layout of ['Circular', 'Layered', 'Force-directed']) {
      await choose(page, 'layout', layout);
      const picture = await page.locator('.picture').boundingBox();
      for (const disc of await page.locator('[data-node] .disc').all()) {
        const box = await disc.boundingBox();
        assert.ok(
          picture &&
            box &&
            box.x >= picture.x &&
            box.y >= picture.y &&
            box.x + box.width <= picture.x + picture.width &&
            box.y + box.height <= picture.y + picture.height,
          layout,
        );
      }
    }
  });

  it('shows only the neighbors of a star, to a chosen depth', async () => {
    const { page } = await show(teams(9));
    await page.locator('[data-node="n0"] .disc').click();
    await page.getByRole('button', { name: 'Show Neighbors' }).click();
    await nextFrames(page);
    assert.deepEqual(await shown(page), ['n0', 'n1', 'n2', 'n7', 'n8']);
    await page.getByRole('button', { name: 'More steps' }).click();
    await nextFrames(page);
    assert.equal((await shown(page)).length, 9);
    await page.locator('.focus').getByRole('button', { name: 'All' }).click();
    await nextFrames(page);
    assert.equal((await shown(page)).length, 9);
  });

  it('unpins a star in every layout', async () => {
    const { page } = await show(teams(4));
    const disc = page.locator('[data-node="n1"] .disc');
    const middle = async () => {
      const box = await disc.boundingBox();
      assert.ok(box);
      return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
    };
    const drag = async (dx: number, dy: number) => {
      const { x, y } = await middle();
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + dx, y + dy, { steps: 3 });
      await nextFrames(page);
      const held = await middle();
      await page.mouse.up();
      await nextFrames(page);
      const dropped = await middle();
      for (const at of [held, dropped])
        assert.ok(Math.hypot(at.x - x - dx, at.y - y - dy) < 4, `${JSON.stringify(at)} for ${x + dx},${y + dy}`);
    };
    await drag(60, 40);
    await drag(-50, 30);
    await choose(page, 'layout', 'Circular');
    await drag(40, -60);
  });

  it('stores a pinned position on the host, and removes it when unpinned', async () => {
    const opened = await show(teams(4));
    const { page } = opened;
    const star = await page.locator('[data-node="n1"] .disc').boundingBox();
    assert.ok(star);
    await page.mouse.move(star.x + star.width / 2, star.y + star.height / 2);
    await page.mouse.down();
    await page.mouse.move(star.x + 90, star.y + 40, { steps: 3 });
    await page.mouse.up();
    await nextFrames(page);
    const savedLayout = (await opened.sent()).findLast(({ type }) => type === 'saveLayout');
    assert.ok(savedLayout?.type === 'saveLayout');
    assert.deepEqual(Object.keys(savedLayout.savedLayout.pins), ['n1']);
    await nextFrames(page);
    await pressIcon(page, 'Unpin Stars');
    await nextFrames(page);
    const after = (await opened.sent()).findLast(({ type }) => type === 'saveLayout');
    assert.deepEqual(after?.type === 'saveLayout' && after.savedLayout.pins, {});
  });

  /** Shows a graph with the explanation of a connection. */
  async function explained(stale: Graph['stale'], options: OpenOptions): Promise<Page> {
    assert.ok(CONNECTION.state === 'connected');
    const state = graphState(CONNECTION);
    assert.ok(state.kind === 'graph');
    const { page } = await show({ ...state, ...(stale && { stale }) }, options);
    await page.locator('[data-edge="C→B"] .reach').dispatchEvent('click');
    const request = connectionOf({ from: 'C', to: 'B' }, state, scopeOf(CONNECTION.snapshot, CONNECTION.collector));
    const explanation = request && explainConnection(request, CONNECTION.snapshot)?.view;
    await page.evaluate(
      `window.postMessage(${JSON.stringify({ type: 'explanation', from: 'C', to: 'B', explanation })}, '*')`,
    );
    await page.getByText('What would allow it').waitFor();
    return page;
  }

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`has no accessibility violations in axe, with an explanation next to it (${theme})`, async () => {
      const page = await explained(undefined, { theme });
      assert.deepEqual(await violationsOf(page), []);
      await picture(page, `graph-explained-${theme}`);
    });

    it(`has no accessibility violations in axe, with an explanation during an outage (${theme})`, async () => {
      const outage = { title: 'Prague is not responding.', detail: 'Connection refused.', since: 0, cluster: 'Prague' };
      const page = await explained(outage, { theme });
      await page.getByText(outage.title).waitFor();
      assert.deepEqual(await violationsOf(page), []);
      await picture(page, `graph-explained-outage-${theme}`);
    });
  }

  it('scrolls a long explanation in its pane, which keeps the indentation of documents', async () => {
    const page = await explained(undefined, { height: 500 });
    const line = (index: number) => ({ mark: 'added', position: index + 1, text: `    - line: ${index}` });
    const change = {
      id: 'c1',
      title: 'Allow This',
      lists: [{ title: 'NetworkPolicy', blocks: [Array.from({ length: 100 }, (_, index) => line(index))] }],
      opens: [],
      closes: [],
    };
    const explanation = { ...EXPLANATION, edits: [{ text: 'Add.', opens: [], closes: [], change }] };
    await page.evaluate(
      `window.postMessage(${JSON.stringify({ type: 'explanation', from: 'C', to: 'B', explanation })}, '*')`,
    );
    const last = page.locator('.diff code').last();
    await last.waitFor();
    assert.equal(await last.innerText(), '    - line: 99');
    const overflow = 'document.scrollingElement.scrollHeight - document.scrollingElement.clientHeight';
    assert.equal(await page.evaluate(overflow), 0);
  });
});
