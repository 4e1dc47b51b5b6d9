import assert from 'node:assert/strict';
import { pressIcon } from '../pages/graph/graph-controls';
import { startStars } from './support/stars';
import { PATIENCE, Workbench } from './support/workbench';
import { step } from '../fixtures/step';

describe('the graph’s past in VS Code', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  const slider = () => workbench.graph.getByRole('slider', { name: 'Time' });
  /** Whether the client is observed to reach the frontend. */
  const reached = async () =>
    (await workbench.graph.locator('[data-edge="C→F"]').getAttribute('data-state')) === 'reachable';

  before(async () => {
    workbench = await Workbench.open();
    await startStars(workbench);
    await workbench.command('Calico Stars: Show Graph');
    await workbench.graph.locator('[data-edge="C→F"][data-state="unreachable"]').waitFor({ timeout: PATIENCE });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.slice(0, 40)}`);
  });
  after(() => workbench.close());

  it('is viewed, exported and reopened', async () => {
    await step('is viewed while recording continues, with the changed rule', async () => {
      await workbench.menu(workbench.row('frontend, 1 endpoint'), 'Add Rule…');
      await workbench.pick('Inbound');
      await workbench.type('allow tcp from tag client to ports 9000');
      await workbench.graph.locator('[data-edge="C→F"][data-state="reachable"]').waitFor({ timeout: PATIENCE });
      await pressIcon(workbench.graph, 'Show Timeline');
      await pressIcon(workbench.graph, 'Show Chart');
      await workbench.graph
        .getByText('Rules changed')
        .filter({ hasText: 'Add rule allow tcp from tag client to ports 9000 to frontend, inbound' })
        .waitFor({ timeout: PATIENCE });
      await slider().press('Home');
      await workbench.untilEqual(reached, false);
      await workbench.graph.getByText('Compare From Here').click();
      await slider().press('End');
      await workbench.graph.getByText(/^Between .*: 1 appeared/).waitFor({ timeout: PATIENCE });
      await workbench.picture('recording-compared');
      await workbench.graph.locator('.time vscode-button', { hasText: 'Live' }).click();
      await workbench.untilEqual(reached, true);
    });

    await step('is exported with its button', async () => {
      await workbench.graph.getByText('Export…').click();
      await workbench.quickInput.waitFor({ timeout: PATIENCE });
      await workbench.untilEqual(
        async () =>
          /\/sample\/calico-stars-local-demo-recording-[\d-]+\.stars-recording\.json$/.test(
            await workbench.quickInput.inputValue(),
          ),
        true,
      );
      await workbench.page.keyboard.press('Enter');
      await workbench.page.getByText('Exported to').first().waitFor({ timeout: PATIENCE });
    });

    await step('is opened from the Explorer without the cluster, and again after a restart', async () => {
      // Leaves the page, which forwards keys with a delay.
      await workbench.row('Networks, 4').click();
      await workbench.command('Calico Stars: Stop Local Demo');
      // The demo was the last cluster, and is offered once.
      await workbench.untilEqual(
        () => workbench.graph.locator('[data-empty="no-cluster"]').locator('vscode-button').allTextContents(),
        ['Start Local Demo', 'Connect…'],
      );
      await workbench.command('View: Close All Editors');
      await workbench.command('View: Show Explorer');
      await workbench.menu(
        workbench.page.getByRole('treeitem', { name: /stars-recording\.json/ }),
        'Open Graph Recording…',
      );
      await workbench.untilEqual(reached, true);
      await slider().press('Home');
      await workbench.untilEqual(reached, false);
      await workbench.picture('recording-opened');
      await workbench.restart();
      await slider().waitFor({ timeout: PATIENCE });
      await workbench.untilEqual(reached, true);
      assert.equal(await workbench.graph.locator('.time vscode-button', { hasText: 'Live' }).isVisible(), false);
    });
  }).timeout(360_000);
});
