import assert from 'node:assert/strict';
import { graphOf, recordedOnce, ring } from '../../pages/graph/graph-states';
import { step } from '../../fixtures/step';
import { PATIENCE, Workbench } from '../support/workbench';

describe('a dense graph in VS Code', function () {
  this.timeout(120_000);
  let workbench: Workbench;

  before(async () => {
    // Sixty stars that probe ten others each: too many edges for an element each.
    workbench = await Workbench.open({ files: { 'dense.stars-recording.json': recordedOnce(graphOf(ring(60, 10))) } });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.slice(0, 40)}`);
  });
  after(() => workbench.close());

  it('is painted by a worker, with elements for the edges of the hovered star', async () => {
    await step('is painted by a worker inside the webview', async () => {
      await workbench.command('View: Show Explorer');
      await workbench.menu(
        workbench.page.getByRole('treeitem', { name: /stars-recording\.json/ }),
        'Open Graph Recording…',
      );
      await workbench.graph.locator('.bands:not([hidden])').waitFor({ timeout: PATIENCE });
      assert.equal(await workbench.graph.locator('[data-node][data-kind="probe"]').count(), 60);
      assert.ok(
        workbench.page.workers().some((worker) => worker.url().startsWith('blob:')),
        'no worker',
      );
      await workbench.picture('graph-dense');
    });

    await step('has elements for the edges of the hovered star', async () => {
      assert.equal(await workbench.graph.locator('[data-edge]').count(), 0);
      await workbench.graph.locator('[data-node="n0001"] .disc').hover();
      await workbench.untilEqual(async () => (await workbench.graph.locator('[data-edge].near').count()) > 9, true);
    });
  });
});
