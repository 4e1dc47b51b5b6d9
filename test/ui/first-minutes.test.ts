import assert from 'node:assert/strict';
import { PATIENCE, Workbench } from './support/workbench';
import { step } from '../fixtures/step';

for (const theme of ['Default Dark Modern', 'Default Light Modern'] as const) {
  describe(`npm start, ${theme}`, function () {
    this.timeout(90_000);
    let workbench: Workbench;
    before(async () => {
      workbench = await Workbench.open({ theme, started: true });
    });
    after(() => workbench.close());

    it('opens with the view in front and the walkthrough next to it', async () => {
      await workbench.view.getByRole('button', { name: 'Start Local Demo' }).waitFor({ timeout: PATIENCE });
      await workbench.page.locator('.getting-started-step').first().waitFor({ timeout: PATIENCE });
      await workbench.picture(`start-${theme}`);
    });
  });
}

describe('the first session', function () {
  this.timeout(180_000);
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open();
    await workbench.openView();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.picture(`failed-first-${this.currentTest.title.slice(0, 30)}`);
  });
  after(() => workbench.close());

  const stepRow = (id: string) => workbench.page.locator(`.getting-started-step[data-step-id$="#stars#${id}"]`);
  const ticked = (id: string) => stepRow(id).locator('.codicon.complete').waitFor({ timeout: PATIENCE });

  it('checks off the steps of the walkthrough, however they are completed', async () => {
    await step('checks off steps completed before the walkthrough was opened', async () => {
      await workbench.view.getByRole('button', { name: 'Start Local Demo' }).click({ timeout: PATIENCE });
      await workbench.pick('Mesos');
      await workbench.row('Networks, 0').waitFor({ timeout: PATIENCE });
      await workbench.command('Calico Stars: Create Demo Networks');
      await workbench.row('Networks, 4').waitFor({ timeout: PATIENCE });
      await workbench.command('Calico Stars: Open Walkthrough');
      await stepRow('start').waitFor({ timeout: PATIENCE });
      await workbench.picture('first-minutes');
      await ticked('start');
      await ticked('networks');
      assert.equal(await stepRow('launch').locator('.codicon.complete').count(), 0);
    });

    await step('checks off steps completed from the palette and the view while it is open', async () => {
      await workbench.command('Calico Stars: Launch Group…');
      await workbench.pick('Stars demo');
      await ticked('launch');
      await workbench.command('Calico Stars: Show Graph');
      await workbench.graph.locator('.empty, .graph').first().waitFor({ timeout: PATIENCE });
      await workbench.row('Networks, 4').click();
      await workbench.command('Calico Stars: Open Walkthrough');
      await ticked('graph');
    });
  });
});
