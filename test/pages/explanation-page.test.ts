import assert from 'node:assert/strict';
import { isFromExplanationPage } from '../../src/features/explanation/messages';
import { EXPLANATION } from '../unit/pages/explanation';
import { THEMES } from './graph/graph-themes';
import { buttonsOf, picture, violationsOf } from './support/page-checks';
import { PageHarness } from './support/page-harness';

describe('explanation page in a browser', function () {
  this.timeout(60_000);
  let harness: PageHarness;
  before(async () => {
    harness = await PageHarness.start('explanation');
  });
  after(() => harness.stop());

  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[])
    for (const width of [1100, 300])
      it(`fits, and has no accessibility violations in axe (${theme}, ${width} px)`, async () => {
        const opened = await harness.open(isFromExplanationPage, { theme, width });
        try {
          const connection = { from: 'client', to: 'frontend' };
          await opened.post([{ type: 'explanation', explanation: EXPLANATION, connection, cluster: 'production' }]);
          const { page } = opened;
          await page.locator('.verdict').waitFor();
          await picture(page, `explanation-${theme}-${width}`);
          const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
          assert.equal(await page.evaluate(overflow), 0);
          const { whole, cut } = await buttonsOf(page);
          assert.deepEqual([whole.length > 0, cut], [true, []]);
          assert.deepEqual(await violationsOf(page), []);
          assert.deepEqual(opened.faults, []);
        } finally {
          await opened.close();
        }
      });

  it('offers a new policy where only that could block', async () => {
    const opened = await harness.open(isFromExplanationPage);
    try {
      const explanation = { ...EXPLANATION, verdict: 'allow', misses: [], isOpenToAll: true };
      await opened.post([{ type: 'explanation', explanation, connection: {} }]);
      const { page } = opened;
      await page.getByText('only a new one can block it').waitFor();
      await picture(page, 'explanation-open-to-all');
      await page.getByRole('button', { name: 'Create Policy…' }).click();
      assert.deepEqual((await opened.sent()).at(-1), { type: 'createPolicy' });
      assert.deepEqual(await violationsOf(page), []);
    } finally {
      await opened.close();
    }
  });

  for (const width of [1100, 300])
    it(`says why there is no explanation (${width} px)`, async () => {
      const opened = await harness.open(isFromExplanationPage, { width });
      try {
        const reason = 'This explains a connection in production, which is not connected.';
        await opened.post([{ type: 'nothing', reason, connectTo: 'production' }]);
        const { page } = opened;
        await page.getByText(reason).waitFor();
        await picture(page, `explanation-nothing-${width}`);
        assert.deepEqual(await buttonsOf(page), { whole: ['Connect to production'], cut: [] });
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        assert.equal(await page.evaluate(overflow), 0);
        assert.deepEqual(await violationsOf(page), []);
        assert.deepEqual(opened.faults, []);
      } finally {
        await opened.close();
      }
    });
});
