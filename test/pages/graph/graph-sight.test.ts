import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { graphState } from '../../../src/features/graph/state/model';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { answered, demo, LATE_503, UI_OPEN, UI_TO_PROBE } from '../../unit/graph/demo-cluster';
import { closeMenu, openMenu, pressIcon } from './graph-controls';
import { graphPages } from './graph-pages';
import { exampleResources, graphOf, ring, teams } from './graph-states';
import { THEMES } from './graph-themes';
import { buttonsOf, choose, passFrames, picture, violationsOf } from '../support/page-checks';

interface LabelBox {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Every line of every drawn label, as measured by the browser. */
const labels = (page: Page): Promise<readonly LabelBox[]> =>
  page.evaluate(`[...document.querySelectorAll('.node .name, .node .detail')].flatMap((line) => {
  const { left, top, right, bottom, width } = line.getBoundingClientRect();
  return width === 0 ? [] : [{ text: line.textContent, left, top, right, bottom }];
})`);

/** Overlapping lines of different stars. Letters don't fill their line's box, so two pixels are no overlap. */
function overlaps(boxes: readonly LabelBox[]): string[] {
  return boxes.flatMap((a, index) =>
    boxes.slice(index + 1).flatMap((b) => {
      const [width, height] = [
        Math.min(a.right, b.right) - Math.max(a.left, b.left),
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
      ];
      return width > 2 && height > 3 ? [`${a.text} and ${b.text}: ${width.toFixed(1)} × ${height.toFixed(1)}`] : [];
    }),
  );
}

/** The contrast of two colors according to WCAG 2: 1 for none, 21 for white on black. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const [light = 0, dark = 0] = [a, b].map(luminance).sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const nextFrames = (page: Page) => passFrames(page, 3);
const fits = (page: Page) =>
  page.evaluate(
    'document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight',
  );

describe('the graph at every size and contrast', function () {
  this.timeout(60_000);
  const { show } = graphPages({ reducedMotion: true });

  it('draws no label over a group’s name', async () => {
    const { page } = await show(teams(6), { width: 1100 });
    for (const layout of ['Circular', 'Layered', 'Force-directed']) {
      await choose(page, 'layout', layout);
      await choose(page, 'grouping', 'Group by profile');
      await nextFrames(page);
      const names: readonly LabelBox[] =
        await page.evaluate(`[...document.querySelectorAll('.frame-name')].map((name) => {
        const { left, top, right, bottom } = name.getBoundingClientRect();
        return { text: name.textContent, left, top, right, bottom };
      })`);
      assert.equal(names.length, 3);
      const boxes = await labels(page);
      assert.deepEqual(
        names.flatMap((name) => boxes.flatMap((box) => overlaps([name, box]))),
        [],
        layout,
      );
    }
  });

  it('draws edges thinner in dense graphs, and unreachable ones fainter', async () => {
    const drawn = async (graph: Graph): Promise<{ readonly band: number; readonly faint: number }> =>
      (await show(graph)).page.evaluate(`(() => {
      const edge = (state) => document.querySelector('[data-edge][data-state="' + state + '"]');
      return { band: parseFloat(getComputedStyle(edge('reachable').querySelector('.line')).strokeWidth), faint: Number(getComputedStyle(edge('unreachable')).opacity) };
    })()`);
    const [few, many] = [await drawn(graphOf(exampleResources())), await drawn(graphOf(ring(30, 8)))];
    assert.equal(few.band, 4.5);
    assert.ok(many.band > 2 && many.band < 3, String(many.band));
    assert.ok(many.faint > 0.2 && many.faint < few.faint, `${many.faint} of ${few.faint}`);
  });

  for (const [stars, width] of [
    [4, 300],
    [12, 1100],
    [12, 300],
    [60, 1100],
    [150, 1100],
  ] as const) {
    it(`draws no overlapping labels: ${stars} stars in ${width} px`, async () => {
      const { page } = await show(teams(stars), { width });
      for (const layout of ['Circular', 'Layered', 'Force-directed']) {
        await choose(page, 'layout', layout);
        await nextFrames(page);
        const boxes = await labels(page);
        assert.deepEqual(overlaps(boxes), [], layout);
        // Too far zoomed out, as in a ring of layers, there are none; otherwise there is room for their names.
        if (stars * 90 <= width && layout !== 'Layered')
          assert.ok(boxes.length >= stars, `${boxes.length} lines of ${stars} stars`);
      }
    });
  }

  const lit = () => {
    const inbound = {
      'management-ui': [UI_OPEN],
      client: [UI_TO_PROBE],
      frontend: [UI_TO_PROBE],
      backend: [UI_TO_PROBE],
    };
    return graphState(demo({ inbound, observation: answered(['C→F'], ['B'], Date.now()) })) as Graph;
  };

  it('fits into 300 px with the table or the details, each with its own scroll bar', async () => {
    const { page } = await show(lit(), { width: 300, height: 640 });
    await page.locator('[data-edge="C→F"] .reach').dispatchEvent('click');
    await page.getByRole('complementary', { name: 'Details' }).waitFor();
    await nextFrames(page);
    assert.equal(await fits(page), true);
    await picture(page, 'graph-narrow-details');
    await page.getByRole('button', { name: 'Close details' }).click();
    assert.equal(await page.locator('vscode-button[title="Show Table"]').isVisible(), false);
    await openMenu(page);
    await picture(page, 'graph-narrow-menu');
    assert.deepEqual(await violationsOf(page), []);
    await closeMenu(page);
    await pressIcon(page, 'Show Table');
    await page.getByRole('complementary', { name: 'Table' }).waitFor();
    await nextFrames(page);
    assert.equal(await fits(page), true);
    await picture(page, 'graph-narrow-table');
    assert.deepEqual(await violationsOf(page), []);
  });

  for (const [name, state] of [
    ['an empty page', graphState(demo({ observation: { state: 'unreachable', at: 0, failure: LATE_503 } }))],
    [
      'a banner',
      graphState(demo({ inbound: { 'management-ui': [UI_OPEN] }, observation: answered([], ['B', 'C', 'F'], 0) })),
    ],
    [
      'an outage',
      {
        ...lit(),
        stale: { title: 'Prague is not responding.', detail: 'Connection refused.', since: 0, cluster: 'Prague' },
      },
    ],
    ['a cluster that does not respond', graphState({ state: 'failed', name: 'Prague', failure: LATE_503 })],
    ['no cluster', graphState({ state: 'disconnected' })],
  ] as const) {
    it(`keeps every button and its text in a panel of 300 px: ${name}`, async () => {
      const { page } = await show(state, { width: 300, height: 640 });
      await nextFrames(page);
      assert.equal(await fits(page), true);
      const buttons = await page.evaluate<readonly { text: string; left: number; right: number; cut: boolean }[]>(
        `[...document.querySelectorAll('.actions vscode-button')].map((button) => {
          const { left, right } = button.getBoundingClientRect();
          return { text: button.textContent, left, right, cut: button.scrollWidth > button.clientWidth };
        })`,
      );
      assert.ok(buttons.length > 0);
      for (const { text, left, right, cut } of buttons) assert.ok(left >= 0 && right <= 300 && !cut, text);
      assert.deepEqual(await violationsOf(page), []);
      await picture(page, `graph-narrow-${name.replace(/ /g, '-')}`);
    });
  }

  for (const width of [1100, 300])
    it(`says that a filter matches nothing, and passes axe (${width} px)`, async () => {
      const { page } = await show(lit(), { width });
      await page.locator('.filter input').fill('nobody');
      await page.getByText('No stars match the filter.').waitFor();
      await nextFrames(page);
      assert.equal(await fits(page), true);
      const { whole, cut } = await buttonsOf(page);
      assert.deepEqual([whole.includes('Clear Filter'), cut], [true, []]);
      assert.deepEqual(await violationsOf(page), []);
      await picture(page, `graph-no-match-${width}`);
    });
  it('is complete and legible at 200% zoom', async () => {
    // A zoom enlarges the style sheet's pixels, so that fewer fit.
    const { page } = await show(lit(), { width: 550, height: 350 });
    assert.equal(await fits(page), true);
    const stage = await page.locator('.picture').boundingBox();
    assert.ok(stage && stage.height > 120, `${stage?.height} px for the graph`);
    await picture(page, 'graph-zoomed');
    assert.deepEqual(await violationsOf(page), []);
  });

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`has colors with enough contrast, and a dozen distinct ones (${theme})`, async () => {
      const { page } = await show(teams(40), { theme });
      // Painted, so that the browser converts any color format to numbers.
      const [ground = [], ...discs] = await page.evaluate<number[][]>(`(() => {
        const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const rgb = (color) => { context.fillStyle = color; context.fillRect(0, 0, 1, 1); return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3); };
        return [getComputedStyle(document.body).backgroundColor, ...[...document.querySelectorAll('[data-kind="probe"] .disc')].map((disc) => getComputedStyle(disc).fill)].map(rgb);
      })()`);
      assert.equal(discs.length, 40);
      for (const [index, disc] of discs.entries())
        assert.ok(contrast(disc, ground) >= 3, `color ${index}: ${contrast(disc, ground).toFixed(2)}`);
      const dozen = discs.slice(0, 12);
      for (const [index, a] of dozen.entries())
        for (const b of dozen.slice(index + 1))
          assert.ok(Math.hypot(...a.map((part, at) => part - (b[at] ?? 0))) > 24, `${a.join()} and ${b.join()}`);
    });
  }

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    it(`has visible frames around groups (${theme})`, async () => {
      const { page } = await show(teams(6), { theme });
      await choose(page, 'grouping', 'Group by profile');
      await nextFrames(page);
      const [ground = [], ...frames] = await page.evaluate<number[][]>(`(() => {
        const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const rgb = (color) => { context.fillStyle = color; context.fillRect(0, 0, 1, 1); return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3); };
        return [getComputedStyle(document.body).backgroundColor, ...[...document.querySelectorAll('.frame')].map((frame) => getComputedStyle(frame).stroke)].map(rgb);
      })()`);
      assert.equal(frames.length, 3);
      for (const frame of frames) assert.ok(contrast(frame, ground) >= 3, contrast(frame, ground).toFixed(2));
    });
  }

  it('distinguishes states without color', async () => {
    const { page } = await show(graphOf(exampleResources()), { forcedColors: true, theme: 'contrast' });
    const shapes = await page.evaluate<
      Record<string, { stroke: string; strokeWidth: string; visible: boolean }>
    >(`Object.fromEntries(['reachable', 'unreachable'].map((state) => {
      const { stroke, strokeWidth, strokeOpacity, opacity } = getComputedStyle(document.querySelector('[data-edge][data-state="' + state + '"] .line'));
      return [state, { stroke, strokeWidth, visible: Number(strokeOpacity) * Number(opacity) > 0.3 }];
    }))`);
    assert.ok(shapes['reachable']?.visible && shapes['unreachable']?.visible);
    assert.notEqual(shapes['reachable'].strokeWidth, shapes['unreachable'].strokeWidth);
    const [text, ground] = await page.evaluate<[string, string]>(
      `(({ fill, stroke }) => [fill, stroke])(getComputedStyle(document.querySelector('.name')))`,
    );
    assert.deepEqual([text, ground], ['rgb(0, 0, 0)', 'rgb(255, 255, 255)'], 'text on the system background');
    assert.equal(
      await page.evaluate(
        `getComputedStyle(document.querySelector('vscode-checkbox.checked').shadowRoot.querySelector('.checked-indicator')).fill`,
      ),
      'rgb(0, 0, 0)',
    );
    await picture(page, 'graph-forced');
  });
});
