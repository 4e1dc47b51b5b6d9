import { PATIENCE, Workbench } from './support/workbench';
import { step } from '../fixtures/step';

describe('the demo’s state', function () {
  this.timeout(90_000);
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open();
    await workbench.openView();
    await workbench.page.getByRole('button', { name: 'Start Local Demo' }).click();
    await workbench.pick('Mesos');
    await workbench.row('Networks, 0').waitFor({ timeout: PATIENCE });
    await workbench.command('Calico Stars: Create Demo Networks');
    await workbench.row('Networks, 4').waitFor({ timeout: PATIENCE });
    await workbench.command('Calico Stars: Launch Group…');
    await workbench.pick('Stars demo');
    await workbench.row('/calico-stars, 4 of 4 running').waitFor({ timeout: PATIENCE });
    await workbench.command('Calico Stars: Show Graph');
    await workbench.graph.locator('[data-empty="collector-blocked"]').waitFor({ timeout: PATIENCE });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.slice(0, 40)}`);
  });
  after(() => workbench.close());

  it('survives a restart, and is cleared by Reset', async () => {
    await step('survives a restart of VS Code, with the graph that was open', async () => {
      await workbench.restart();
      await workbench.row('Networks, 4').waitFor({ timeout: PATIENCE });
      await workbench.row('/calico-stars, 4 of 4 running').waitFor({ timeout: PATIENCE });
      await workbench.graph.locator('[data-empty="collector-blocked"]').waitFor({ timeout: PATIENCE });
      await workbench.picture('restarted');
    });

    await step('applies the graph’s next step with its button', async () => {
      await workbench.graph.getByRole('button', { name: 'Add Rule to management-ui' }).click();
      await workbench.graph.locator('[data-empty="no-probe-reached"]').waitFor({ timeout: PATIENCE });
    });

    await step('is cleared by Reset, after a confirmation', async () => {
      await workbench.command('Calico Stars: Reset Local Demo…');
      await workbench.page
        .locator('.monaco-dialog-box')
        .getByRole('button', { name: 'Reset', exact: true })
        .click({ timeout: PATIENCE });
      for (const row of ['Networks, 0', 'Profiles, 0', 'Applications, 0'])
        await workbench.row(row).waitFor({ timeout: PATIENCE });
    });
  }).timeout(270_000);
});
