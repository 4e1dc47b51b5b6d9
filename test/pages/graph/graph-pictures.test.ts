import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { graphState } from '../../../src/features/graph/state/model';
import { MeasurementHistory } from '../../../src/features/graph/state/facts/measurement-history';
import { answered, demo, UI_OPEN, UI_TO_PROBE } from '../../unit/graph/demo-cluster';
import { pressIcon } from './graph-controls';
import { graphPages } from './graph-pages';
import type { THEMES } from './graph-themes';
import { passFrames, picture, violationsOf } from '../support/page-checks';

const OPEN = { 'management-ui': [UI_OPEN], client: [UI_TO_PROBE], frontend: [UI_TO_PROBE], backend: [UI_TO_PROBE] };
const SHOWN: readonly (keyof typeof THEMES)[] = ['dark', 'light', 'contrast'];
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1000, height: 700 },
  { width: 300, height: 640 },
] as const;

describe('pictures of the graph, for review', function () {
  this.timeout(60_000);
  const { show } = graphPages({ reducedMotion: true });
  const names: string[] = [];

  for (const theme of SHOWN) {
    for (const size of SIZES) {
      const name = `graph-page-${theme}-${size.width}`;
      it(`fit without accessibility problems: ${theme}, ${size.width} × ${size.height}`, async () => {
        const lit = graphState(demo({ inbound: OPEN, observation: answered(['C→F'], ['B'], Date.now()) }));
        const { page } = await show(lit, { theme, ...size });
        await page.locator('[data-edge="C→F"] .reach').dispatchEvent('click');
        await page.getByRole('complementary', { name: 'Details' }).waitFor();
        if (size.width > 300) await pressIcon(page, 'Show Chart');
        await passFrames(page, 4);
        await picture(page, name);
        names.push(name);
        assert.deepEqual(
          await page.evaluate(
            '[document.documentElement.scrollWidth <= innerWidth, document.documentElement.scrollHeight <= innerHeight]',
          ),
          [true, true],
        );
        assert.deepEqual(await violationsOf(page), []);
      });
    }
  }

  for (const theme of SHOWN) {
    const name = `graph-contents-${theme}`;
    it(`show measurements, what policy allows and what it denies: ${theme}`, async () => {
      const overlay = { measurementHistory: new MeasurementHistory(), content: 'both' as const };
      const both = graphState(demo({ inbound: OPEN, observation: answered(['C→F'], [], Date.now()) }), overlay);
      const opened = await show(both, { theme, width: 1000, height: 700 });
      const { page } = opened;
      await page.getByRole('button', { name: /^View/ }).click();
      await passFrames(page, 4);
      await picture(page, `${name}-menu`);
      await page.keyboard.press('Escape');
      await opened.show(graphState(demo({ inbound: OPEN }), { ...overlay, content: 'allowed' }));
      await page.locator('[data-node="/calico-stars/frontend"]').dispatchEvent('click');
      await page.getByRole('button', { name: 'Show Denied' }).click();
      await passFrames(page, 4);
      await picture(page, name);
      names.push(`${name}-menu`, name);
      assert.equal(await page.locator('[data-state="denied"]').count(), 5);
      assert.deepEqual(await violationsOf(page), []);
    });
  }

  after(async () => {
    const images = names.map((name) => `<h2>${name}</h2><img src="${name}.png" alt="${name}">`).join('\n');
    await writeFile('test/pages/artifacts/graph-pages.html', `<!doctype html><title>Graph</title>\n${images}\n`);
  });
});
