import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { bowedCurve, pointAt } from '../../../webview/graph/scene/curve';
import type { Point } from '../../../webview/graph/scene/point';
import { FRESH } from '../../../webview/graph/page/saved';
import { DISC } from '../../../webview/graph/scene/scene';
import type { OpenOptions, OpenPage } from './graph-page';
import { graphPages } from './graph-pages';
import { graphOf, ring } from './graph-states';
import { passFrames, picture, violationsOf } from '../support/page-checks';

const GRAPH = graphOf(ring(300, 10));
const EDGES = GRAPH.edges.filter(({ kind }) => kind === 'probe');

/** Resolves when all stars have their positions and the visible edges are painted. */
const PAINTED = `new Promise((resolve) => {
  let still = 0;
  let before = '';
  const look = () => {
    const bands = document.querySelector('.bands');
    const now = document.querySelector('.stage').getAttribute('transform') + document.querySelector('.nodes').firstElementChild?.getAttribute('transform') + bands.style.transform;
    still = !bands.hidden && document.querySelector('.picture').ariaBusy === 'false' && bands.style.transform.endsWith('scale(1)') && now === before ? still + 1 : 0;
    before = now;
    if (still > 30) resolve();
    else nativeFrame(look);
  };
  look();
})`;

describe('graph page with many edges', function () {
  this.timeout(60_000);
  const pages = graphPages({ reducedMotion: true, saved: { ...FRESH, view: 'graph' } });

  /** @param before Runs in the page before it gets a state. */
  async function show(state: Graph, options: OpenOptions = {}, before = ''): Promise<OpenPage> {
    const opened = await pages.open(options);
    if (before !== '') await opened.page.evaluate(before);
    await opened.show(state);
    await opened.page.evaluate(PAINTED);
    return opened;
  }

  it('paints edges, with arrows if there is room, and creates no elements', async () => {
    for (const ratio of [1, 2]) {
      const { page } = await show(GRAPH, { ratio });
      assert.equal(await page.locator('.edge').count(), 0);
      assert.equal(await page.locator('.node').count(), 300);
      const size: number[] = await page.evaluate(
        "[document.querySelector('.bands').width, document.querySelector('.bands').offsetWidth]",
      );
      assert.ok(Math.abs((size[0] ?? 0) - ratio * (size[1] ?? 0)) <= 2, `${String(size)} at ${ratio}`);
      const places = await placesOf(page);
      for (const edge of EDGES.filter(({ state }) => state === 'reachable').slice(0, 40)) {
        assert.ok((await inkAt(page, middleOf(edge, places))) > 0, `${edge.from} → ${edge.to}`);
      }
      const outer = Math.max(...Object.values(places).map(({ x }) => x));
      assert.equal(await inkAt(page, { x: outer + 400, y: 0 }), 0);
    }
  });

  it('paints edges without a worker', async () => {
    const { page } = await show(GRAPH, {}, 'window.Worker = class { constructor() { throw new Error("none"); } }');
    const places = await placesOf(page);
    for (const edge of EDGES.filter(({ state }) => state === 'reachable').slice(0, 10))
      assert.ok((await inkAt(page, middleOf(edge, places))) > 0);
    const other = await show(GRAPH);
    assert.deepEqual(await placesOf(other.page), places, 'the same data has the same layout');
  });

  it('describes the edge under the pointer, and opens it on click', async () => {
    const { page } = await show(GRAPH);
    const places = await placesOf(page);
    let hits = 0;
    for (const edge of EDGES.filter((_, index) => index % 250 === 3)) {
      const { x, y } = await onScreen(page, middleOf(edge, places));
      if (await page.evaluate(`document.elementFromPoint(${x}, ${y}).closest('[data-node]') !== null`)) continue;
      await page.mouse.move(x, y);
      await passFrames(page, 2);
      const found: { edge: string; hit: boolean; tip: string } = await page.evaluate(`(() => {
        const raised = [...document.querySelectorAll('.edge')].at(-1);
        const reach = raised.querySelector('.reach');
        const at = new DOMPoint(${x}, ${y}).matrixTransform(reach.getScreenCTM().inverse());
        const away = Math.min(...Array.from({ length: 201 }, (_, part) => { const p = reach.getPointAtLength(part / 200 * reach.getTotalLength()); return Math.hypot(p.x - at.x, p.y - at.y); }));
        return { edge: raised.dataset.edge, hit: away * reach.getScreenCTM().a < 5, tip: document.querySelector('.tooltip').hidden ? '' : document.querySelector('.tooltip strong').textContent };
      })()`);
      assert.ok(found.hit, `the element of ${found.edge} is not at its painted position`);
      const [from = '', to = ''] = found.edge.split('→');
      assert.ok(found.tip.includes(from) && found.tip.includes(to), `${found.tip} is not a tooltip for ${found.edge}`);
      await page.mouse.click(x, y);
      const heading =
        (await page.getByRole('complementary', { name: 'Details' }).getByRole('heading').first().textContent()) ?? '';
      assert.ok(heading.includes(from) && heading.includes(to), `${heading} for ${found.edge}`);
      await page.locator('.bars').hover();
      assert.equal(
        await page.locator('.edge.selected').getAttribute('data-edge'),
        found.edge,
        'the edge stays highlighted',
      );
      // The next edge may be where the details are.
      await page.getByRole('button', { name: 'Close details' }).click();
      hits += 1;
    }
    assert.ok(hits > 5, String(hits));
  });

  it('supports the keyboard like a small graph', async () => {
    const { page } = await show(GRAPH);
    const focused = () =>
      page.evaluate<string | undefined>(
        'document.activeElement?.dataset?.node ?? document.activeElement?.dataset?.edge',
      );
    await page.locator('[data-node="n0007"]').focus();
    await page.keyboard.press('Shift+ArrowRight');
    const edge = (await focused()) ?? '';
    assert.match(edge, /→/);
    assert.ok(edge.includes('n0007'));
    assert.match(await page.evaluate<string>('document.activeElement.getAttribute("aria-label")'), /reachable/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Close details' }).focus();
    await page.keyboard.press('Enter');
    assert.equal(await focused(), edge, 'focus returns');
    await page.keyboard.press('Escape');
    assert.equal(await focused(), edge.split('→')[0]);
    await page.keyboard.press('End');
    assert.equal(await focused(), 'n0299');
    assert.equal(await page.locator('.svg-layer [tabindex="0"]').count(), 1);
    assert.deepEqual(await violationsOf(page), []);
  });

  it('shows a changed edge immediately, then paints it', async () => {
    const opened = await show(GRAPH);
    const { page } = opened;
    const [first, ...others] = GRAPH.edges;
    assert.ok(first);
    await page.evaluate(
      'window.raised = []; new MutationObserver((all) => raised.push(...all.flatMap(({ addedNodes }) => [...addedNodes].map(({ dataset }) => dataset.edge)))).observe(document.querySelector(".edges"), { childList: true })',
    );
    await opened.show({
      ...GRAPH,
      observedAt: GRAPH.observedAt + 1,
      edges: [{ ...first, state: 'unreachable' }, ...others],
    });
    await page.evaluate(PAINTED);
    assert.deepEqual(await page.evaluate('raised'), [`${first.from}→${first.to}`]);
    assert.equal(await page.locator('.edge').count(), 0);
    assert.equal(
      await page.locator('.status .key').first().textContent(),
      `${EDGES.filter(({ state }) => state === 'reachable').length - 1} reachable`,
    );
  });

  it('moves the painting with the camera, repaints when it stops, then requests no frames', async () => {
    const opened = await show(GRAPH);
    const { page } = opened;
    const places = await placesOf(page);
    await page.mouse.move(60, 160);
    await page.mouse.wheel(0, -500);
    await page.evaluate(PAINTED);
    const box = await page.locator('.picture').boundingBox();
    assert.ok(box);
    const seen: Point[] = [];
    for (const edge of EDGES.filter(({ state }) => state === 'reachable')) {
      const middle = middleOf(edge, places);
      const { x, y } = await onScreen(page, middle);
      if (x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height) seen.push(middle);
      if (seen.length === 8) break;
    }
    assert.ok(seen.length > 0);
    for (const middle of seen) assert.ok((await inkAt(page, middle)) > 0);
    const before = await opened.frames();
    await passFrames(page, 40);
    assert.equal(await opened.frames(), before);
  });

  for (const [name, options] of [
    ['dark', {}],
    ['light', { theme: 'light' }],
    ['contrast', { theme: 'contrast' }],
    ['forced', { forcedColors: true }],
  ] as const) {
    it(`fits the panel in the ${name} theme`, async () => {
      const { page } = await show(GRAPH, options);
      await picture(page, `graph-many-${name}`);
      assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true);
    });
  }
});

function placesOf(page: Page): Promise<Record<string, Point>> {
  return page.evaluate(
    "Object.fromEntries([...document.querySelectorAll('[data-node]')].map((node) => { const [x, y] = node.getAttribute('transform').match(/-?[\\d.]+/g).map(Number); return [node.dataset.node, { x, y }]; }))",
  );
}

/** The midpoint of an edge's line, in the picture's coordinates. */
function middleOf({ from, to, state }: Graph['edges'][number], places: Readonly<Record<string, Point>>): Point {
  const [start, end] = [places[from], places[to]];
  assert.ok(start && end);
  return pointAt(bowedCurve(start, end, DISC + 6, DISC + 6 + (state === 'reachable' ? 12 : 5)), 0.5);
}

/** The position of a point of the picture in the window. */
function onScreen(page: Page, { x, y }: Point): Promise<Point> {
  return page.evaluate(
    `(() => { const { x, y } = new DOMPoint(${x}, ${y}).matrixTransform(document.querySelector('.stage').getScreenCTM()); return { x, y }; })()`,
  );
}

/** The strongest color within a pixel of a point of the picture, 0 to 255. */
async function inkAt(page: Page, point: Point): Promise<number> {
  const { x, y } = await onScreen(page, point);
  return page.evaluate<number>(`(() => {
    const bands = document.querySelector('.bands');
    const { left, top, width } = bands.getBoundingClientRect();
    const ratio = bands.width / width;
    const copy = new OffscreenCanvas(5, 5);
    const context = copy.getContext('2d');
    context.drawImage(bands, -Math.round((${x} - left) * ratio) + 2, -Math.round((${y} - top) * ratio) + 2);
    return Math.max(...context.getImageData(0, 0, 5, 5).data.filter((_, index) => index % 4 === 3));
  })()`);
}
