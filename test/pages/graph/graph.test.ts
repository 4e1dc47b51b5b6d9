import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { graphState } from '../../../src/features/graph/state/model';
import type { ToPage } from '../../../src/features/graph/protocol/messages';
import { answered, demo, LATE_503, NETWORKS, UI_OPEN, UI_TO_PROBE } from '../../unit/graph/demo-cluster';
import { pressIcon, toggleLayer } from './graph-controls';
import { graphPages } from './graph-pages';
import { exampleResources, graphOf } from './graph-states';
import { THEMES } from './graph-themes';
import { passFrames, picture } from '../support/page-checks';

const OPEN = { 'management-ui': [UI_OPEN], client: [UI_TO_PROBE], frontend: [UI_TO_PROBE], backend: [UI_TO_PROBE] };
const lit = (...reach: string[]) => graphState(demo({ inbound: OPEN, observation: answered(reach, [], Date.now()) }));
const dark = () =>
  graphState(demo({ inbound: { 'management-ui': [UI_OPEN] }, observation: answered([], ['B', 'C', 'F'], Date.now()) }));
const blocked = () => graphState(demo({ observation: { state: 'unreachable', at: 0, failure: LATE_503 } }));

const edges = (page: Page, state: string) => page.locator(`[data-edge][data-state="${state}"]`);
const namesOf = async (found: Locator) =>
  (await Promise.all((await found.all()).map((edge) => edge.getAttribute('data-edge')))).toSorted();
const placesOf = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(
    `Object.fromEntries([...document.querySelectorAll('[data-node]')].map((node) => [node.dataset.node, node.getAttribute('transform')]))`,
  );
/** The edges with moving markers. */
const travelling = (page: Page): Promise<readonly string[]> =>
  page.evaluate(
    "document.getAnimations().filter(({ playState, effect }) => playState === 'running' && effect.target.matches('.marker')).map(({ effect }) => effect.target.dataset.marker).sort()",
  );
/** The distances of C→F's marker from the line at its start, middle and end, in pixels, at the respective times. */
const gapsOf = (page: Page): Promise<readonly number[]> =>
  page.evaluate(`(() => {
    const animation = document.getAnimations().find(({ effect }) => effect.target.dataset.marker === 'C→F');
    const line = document.querySelector('[data-edge="C→F"] .line');
    animation.pause();
    return [0, 0.5, 0.999].map((part) => {
      const { delay, duration } = animation.effect.getComputedTiming();
      animation.currentTime = delay + part * duration;
      const box = animation.effect.target.getBoundingClientRect();
      const at = line.getPointAtLength(part * line.getTotalLength()).matrixTransform(line.getScreenCTM());
      return Math.hypot(box.x + box.width / 2 - at.x, box.y + box.height / 2 - at.y);
    });
  })()`);
const nextFrame = (page: Page) => passFrames(page, 2);

describe('graph page', function () {
  this.timeout(60_000);
  const { show } = graphPages();

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`shows the original’s example: 4 stars, a ghost, 11 edges (${theme})`, async () => {
      const { page } = await show(graphOf(exampleResources()), { theme });
      assert.equal(await page.locator('[data-node][data-kind="probe"]').count(), 5);
      assert.equal(await page.locator('[data-node][data-kind="outside"] .name').textContent(), 'foobar');
      assert.deepEqual(await page.locator('[data-node][data-answered="false"]').getAttribute('data-node'), 'E');
      assert.deepEqual(await namesOf(edges(page, 'reachable')), ['A→B', 'A→C', 'A→D', 'B→A', 'B→D']);
      assert.deepEqual(await namesOf(edges(page, 'unreachable')), [
        'B→C',
        'C→A',
        'C→B',
        'C→D',
        'D→A',
        'D→B',
        'D→□ foobar',
      ]);
      await picture(page, `graph-example-${theme}`);
    });
  }

  it('hides and shows unreachable edges, and the collector with its edges', async () => {
    const { page } = await show(graphOf(exampleResources()));
    await toggleLayer(page, 'Unreachable connections');
    await nextFrame(page);
    assert.equal(await page.locator('[data-edge]').count(), 5);
    await toggleLayer(page, 'Unreachable connections');
    await toggleLayer(page, 'Collector');
    await nextFrame(page);
    assert.equal(await page.locator('[data-edge]').count(), 17);
    await toggleLayer(page, 'Outside endpoints');
    await nextFrame(page);
    assert.equal(await page.locator('[data-edge]').count(), 16);
    assert.equal(await page.locator('[data-node="★"]').count(), 1);
  });

  it('keeps the positions of stars when data changes', async () => {
    const opened = await show(dark());
    const before = await placesOf(opened.page);
    await opened.show(lit());
    await opened.show(lit('C→F', 'F→B'));
    assert.deepEqual(await namesOf(edges(opened.page, 'reachable')), ['C→F', 'F→B']);
    assert.equal(await edges(opened.page, 'unreachable').count(), 4);
    assert.deepEqual(await placesOf(opened.page), before);
  });

  it('keeps a dragged star where it was dropped, and after the page is reloaded', async () => {
    const opened = await show(lit());
    const { page } = opened;
    const star = await page.locator('[data-node="C"] .disc').boundingBox();
    assert.ok(star);
    await page.mouse.move(star.x + 20, star.y + 20);
    await page.mouse.down();
    await page.mouse.move(star.x - 60, star.y - 100, { steps: 4 });
    await page.mouse.up();
    await toggleLayer(page, 'Unreachable connections');
    await page.mouse.move(300, 300);
    await page.mouse.wheel(0, -240);
    await page.evaluate(
      'new Promise((resolve) => { const look = () => (keptState.camera ? resolve() : nativeFrame(look)); look(); })',
    );
    const [places, stage, savedLayout] = [
      await placesOf(page),
      await page.locator('.stage').getAttribute('transform'),
      await opened.saved(),
    ];
    assert.notEqual(places['C'], (await placesOf((await show(lit())).page))['C']);
    const restored = await show(lit(), { saved: savedLayout });
    assert.deepEqual(await placesOf(restored.page), places);
    assert.equal(await restored.page.locator('.stage').getAttribute('transform'), stage);
    assert.equal(await restored.page.locator('[data-edge]').count(), 0);
  });

  it('fits the graph into a resized panel, until the user moves it', async () => {
    const { page } = await show(lit());
    const inside = async () => {
      const [picture, ...stars] = await Promise.all(
        [page.locator('.picture'), ...(await page.locator('[data-node]').all())].map((element) =>
          element.boundingBox(),
        ),
      );
      assert.ok(picture);
      return stars.every(
        (star) =>
          star &&
          star.x >= picture.x &&
          star.y >= picture.y &&
          star.x + star.width <= picture.x + picture.width &&
          star.y + star.height <= picture.y + picture.height,
      );
    };
    assert.ok(await inside());
    await page.setViewportSize({ width: 300, height: 500 });
    await nextFrame(page);
    assert.ok(await inside());
    await page.mouse.move(150, 300);
    await page.mouse.wheel(0, -900);
    await page.setViewportSize({ width: 320, height: 500 });
    await nextFrame(page);
    assert.ok(!(await inside()));
    await pressIcon(page, 'Fit');
    assert.ok(await inside());
  });

  it('requests no frames at rest, nor while markers move', async () => {
    const opened = await show(lit('C→F', 'F→B'));
    const { page } = opened;
    const drawn = async () => {
      const before = await opened.frames();
      await passFrames(page, 30);
      return (await opened.frames()) - before;
    };
    assert.deepEqual(await travelling(page), ['C→F', 'F→B']);
    assert.equal(await drawn(), 0);
    await toggleLayer(page, 'Animate reachable connections');
    await nextFrame(page);
    assert.deepEqual(await travelling(page), []);
    assert.equal(await drawn(), 0);
    await toggleLayer(page, 'Animate reachable connections');
    await nextFrame(page);
    assert.deepEqual(await travelling(page), ['C→F', 'F→B'], 'again');
    await opened.show(lit());
    assert.deepEqual(await travelling(page), [], 'nothing reachable');
    await opened.show(lit('C→F'));
    await opened.show(blocked());
    assert.deepEqual(await travelling(page), [], 'no graph');
    await opened.show(lit('C→F'));
    assert.deepEqual(await travelling(page), ['C→F'], 'the graph is back');
    await page.evaluate(
      "Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))",
    );
    assert.deepEqual(await travelling(page), [], 'hidden');
    await page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))");
    assert.deepEqual(await travelling(page), ['C→F'], 'visible again');
    await opened.post({ type: 'command', command: 'view' });
    assert.deepEqual(await travelling(page), [], 'a matrix');
  });

  it('moves a marker along the edge from one star to the other', async () => {
    const { page } = await show(lit('C→F'));
    const gaps = await gapsOf(page);
    assert.ok(Math.max(...gaps) < 3, `near the line: ${gaps.join(', ')}`);
  });

  it('keeps markers moving when the camera, stars or other edges change', async () => {
    const opened = await show(lit('C→F'));
    const { page } = opened;
    const journey = () =>
      page.evaluate(`(async () => {
      // An animation has its start only once the compositor has taken it over.
      const { startTime, effect } = await document.getAnimations().find(({ effect }) => effect.target.dataset.marker === 'C→F').ready;
      return { startTime, same: effect.target === (window.seen ??= effect.target) };
    })()`);
    const before = await journey();
    const center = async () => {
      const box = await page.locator('[data-node="C"] .disc').boundingBox();
      assert.ok(box);
      return [box.x + box.width / 2, box.y + box.height / 2] as const;
    };
    await page.mouse.move(...(await center()));
    await page.mouse.down();
    await page.mouse.move(300, 300, { steps: 3 });
    await page.mouse.up();
    await page.mouse.wheel(0, -200);
    await opened.show(lit('C→F', 'F→B'));
    assert.deepEqual(await travelling(page), ['C→F', 'F→B']);
    assert.deepEqual(await journey(), before);
    const gaps = await gapsOf(page);
    assert.ok(Math.max(...gaps) < 6, `on its new path: ${gaps.join(', ')}`);
  });

  it('moves nothing if reduced motion is on', async () => {
    const { page: still } = await show(lit('C→F', 'F→B'), { reducedMotion: true });
    assert.deepEqual(await travelling(still), []);
    await still.emulateMedia({ reducedMotion: 'no-preference' });
    await nextFrame(still);
    assert.deepEqual(await travelling(still), ['C→F', 'F→B']);
    const { page } = await show(lit('C→F'));
    assert.deepEqual(await travelling(page), ['C→F']);
    await page.evaluate("document.body.classList.add('vscode-reduce-motion')");
    await nextFrame(page);
    assert.deepEqual(await travelling(page), [], 'the editor’s own setting');
  });

  it('escapes all text', async () => {
    const evil = '<img src=x onerror=document.title="taken"><script>document.title="taken"</script>';
    const state = graphOf([
      { id: evil, url: `http://a/${evil}`, targets: [{ url: 'http://b', reachable: true }] },
      { id: '"]', url: 'http://b', targets: null },
    ]);
    const { page } = await show({
      ...state,
      banner: {
        reason: 'some-silent',
        title: evil,
        detail: evil,
        rule: evil,
        actions: [{ id: evil, title: evil, command: 'openLog' }],
      },
    });
    await pressIcon(page, 'Show Table');
    await nextFrame(page);
    await page.locator('[data-node]').first().hover();
    assert.equal(await page.locator('.tooltip').isVisible(), true);
    assert.equal(await page.locator('img, #stars script').count(), 0);
    assert.equal(await page.title(), 'Calico Stars');
    assert.ok((await page.locator('.banner').textContent())?.includes(evil));
  });

  it('lists the same facts in the table, including silent stars', async () => {
    const { page } = await show(graphOf(exampleResources()), { width: 1400 });
    assert.equal(await page.locator('.facts').isVisible(), false);
    await pressIcon(page, 'Show Table');
    // The grid adds the cells of its rows one row after the other.
    await page
      .locator('.facts vscode-data-grid-cell')
      .nth(14 * 6 - 1)
      .waitFor();
    const rows = await page.locator('.facts vscode-data-grid-row').all();
    const cells = await Promise.all(
      rows.map(async (row) =>
        (await row.locator('vscode-data-grid-cell').allTextContents()).map((text) => text.trim()),
      ),
    );
    assert.deepEqual(cells[0], ['From', 'To', 'State', 'Expected', 'URL', 'Profile']);
    assert.equal(cells.length, 1 + 12 + 1);
    assert.deepEqual(cells[1], ['A · a', 'B · b', 'reachable', 'policy unknown', 'http://b/status', '– → –']);
    assert.deepEqual(cells.at(-1), ['E', '–', 'no response', '–', '–', '–']);
    assert.equal(cells.filter(([, , state]) => state === 'reachable').length, 5);
  });

  it('lists each row once after the graph was unavailable', async () => {
    const opened = await show(graphOf(exampleResources()));
    const { page } = opened;
    await pressIcon(page, 'Show Table');
    await nextFrame(page);
    const rows = page.locator('.facts vscode-data-grid-row');
    assert.equal(await rows.count(), 14);
    await opened.show(blocked());
    assert.equal(await rows.first().isVisible(), false);
    await opened.show(graphOf(exampleResources()));
    await nextFrame(page);
    assert.deepEqual(
      [await rows.count(), await rows.first().isVisible(), await page.locator('.empty').count()],
      [14, true, 0],
    );
  });

  it('supports the keyboard: one Tab stop, arrows, Enter and Escape', async () => {
    const { page } = await show(lit('C→F'));
    const focused = () =>
      page.evaluate('document.activeElement?.dataset?.node ?? document.activeElement?.dataset?.edge');
    assert.equal(await page.locator('.svg-layer [tabindex="0"]').count(), 1);
    await page.locator('.bars vscode-button[title="Fit"]').focus();
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'B');
    assert.match((await page.locator('.tooltip').textContent()) ?? '', /backend/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'C');
    await page.keyboard.press('f');
    assert.equal(await focused(), 'F', 'found by name');
    await page.locator('[data-node="C"]').focus();
    await page.keyboard.press('Shift+ArrowUp');
    assert.equal(await focused(), 'C→B');
    await page.keyboard.press('Escape');
    assert.equal(await focused(), 'C');
    await page.keyboard.press('Shift+ArrowLeft');
    assert.equal(await focused(), 'C→F');
    assert.equal(
      await page.locator('[data-edge="C→F"]').getAttribute('aria-label'),
      'C · client to F · frontend: reachable, denied by policy, observed, not allowed',
    );
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', { name: 'Details' });
    assert.equal(await details.getByRole('heading').first().textContent(), 'C · client → F · frontend');
    await details.getByRole('button', { name: 'Close details' }).focus();
    await page.keyboard.press('Enter');
    assert.deepEqual([await details.isVisible(), await focused()], [false, 'C→F'], 'focus returns');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await focused(), 'F');
    assert.equal(await page.locator('.svg-layer [tabindex="0"]').count(), 1);
  });

  it('describes the star and the edge under the pointer, with their age', async () => {
    const { page } = await show(lit('C→F'));
    await page.locator('[data-node="C"] .disc').hover();
    const tooltip = page.locator('.tooltip');
    assert.match(
      (await tooltip.textContent()) ?? '',
      /C · client.*http:\/\/client-calico-stars\.marathon\.mesos:9000\/status.*Observed(just now|\d+ s ago)/,
    );
    await page.locator('.bars').hover();
    assert.equal(await tooltip.isVisible(), false);
  });

  it('shows on a star how many of its tasks run, unless it has only one', async () => {
    const state = lit();
    assert.ok(state.kind === 'graph');
    const tasks = { running: 3, staged: 0, instances: 3, healthy: 2, unhealthy: 1 };
    const { page } = await show({
      ...state,
      nodes: state.nodes.map((node) =>
        node.id === 'F'
          ? { ...node, tasks }
          : node.id === 'B'
            ? { ...node, tasks: { ...tasks, healthy: 3, unhealthy: 0 } }
            : node,
      ),
    });
    const noteOf = (id: string) =>
      page.evaluate<readonly string[]>(
        `[...document.querySelectorAll('[data-node="${id}"] .tasks')].flatMap((note) => [note.textContent, note.dataset.well])`,
      );
    assert.deepEqual(
      [await noteOf('C'), await noteOf('B'), await noteOf('F')],
      [[], ['3/3', 'true'], ['2/3 ✕', 'false']],
    );
    assert.match(
      (await page.locator('[data-node="F"]').getAttribute('aria-label')) ?? '',
      /profile frontend, 3 of 3 running, 2 healthy, 1 unhealthy/,
    );
    await picture(page, 'graph-tasks');
  });

  it('highlights a star’s neighbors on hover and on focus', async () => {
    const opened = await show(graphOf(exampleResources()), { reducedMotion: true });
    const { page } = opened;
    const opacities = () =>
      page.evaluate<Record<string, number>>(
        `Object.fromEntries([...document.querySelectorAll('[data-edge]')].map((edge) => [edge.dataset.edge, Number(getComputedStyle(edge).opacity)]))`,
      );
    await page.locator('[data-node="B"] .disc').hover();
    const hovered = await opacities();
    assert.ok(['A→B', 'B→A', 'B→C', 'B→D', 'C→B', 'D→B'].every((edge) => hovered[edge] === 1));
    assert.ok(['A→C', 'C→D', 'D→A'].every((edge) => (hovered[edge] ?? 1) < 0.2));
    await page.locator('.bars').hover();
    assert.ok((await opacities())['A→C']! > 0.5);
    await page.locator('.bars vscode-button[title="Fit"]').focus();
    await page.keyboard.press('Tab');
    assert.ok((await opacities())['B→C']! < 0.2, 'around A');
    await opened.show(graphOf(exampleResources().filter(({ id }) => id !== 'A')));
    assert.ok((await opacities())['B→C']! > 0.5, 'the star is gone');
  });

  it('announces changes to screen readers', async () => {
    const opened = await show(lit());
    await opened.show(lit('C→F'));
    assert.equal(
      await opened.page.locator('.graph > [aria-live]').textContent(),
      'frontend is now reachable from client.',
    );
  });

  it('shows the reason if there is no graph, and sends the next step', async () => {
    const opened = await show(blocked());
    const { page } = opened;
    assert.match(
      (await page.locator('[data-empty="collector-blocked"]').textContent()) ?? '',
      /management-ui.*allow tcp to ports 9001/,
    );
    await page.locator('vscode-button', { hasText: 'Add Rule to management-ui' }).click();
    assert.deepEqual((await opened.sent()).at(-1), {
      type: 'run',
      action: `addRule ${NETWORKS[0]?.id ?? ''} allow tcp to ports 9001`,
    });
    await opened.show(dark());
    assert.match(
      (await page.locator('[data-empty="no-probe-reached"]').textContent()) ?? '',
      /backend, client and frontend.*allow tcp from tag management-ui to ports 9000/,
    );
    assert.equal(await page.locator('[data-node][data-answered="false"]').count(), 3);
    await opened.show(lit());
    assert.equal(await page.locator('[data-empty]').count(), 0);
  });

  it('requests the full state after a missed patch', async () => {
    const opened = await show(lit());
    const { page } = opened;
    const patch = {
      type: 'patch',
      base: 7,
      revision: 8,
      sentAt: 0,
      observedAt: 0,
      nodes: [],
      goneNodes: [],
      edges: [],
      goneEdges: [],
      banner: null,
      stale: null,
      preview: null,
      moment: null,
      content: null,
    } satisfies ToPage;
    await page.evaluate(
      `window.postMessage(${JSON.stringify(patch)}, '*'); window.postMessage({ type: 'nonsense' }, '*')`,
    );
    await nextFrame(page);
    assert.deepEqual((await opened.sent()).filter(({ type }) => type === 'ready').length, 2);
  });

  for (const [name, state, options] of [
    ['lit', lit('C→F', 'F→B'), {}],
    ['lit-light', lit('C→F', 'F→B'), { theme: 'light' }],
    ['ghosts', dark(), {}],
    ['blocked', blocked(), { theme: 'light' }],
    ['narrow', dark(), { width: 300, theme: 'contrast' }],
  ] as const) {
    it(`has no horizontal scrolling or clipped text (${name})`, async () => {
      const { page } = await show(state, options);
      assert.equal(
        await page.evaluate(
          'document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight',
        ),
        true,
      );
      await picture(page, `graph-${name}`);
    });
  }
});
