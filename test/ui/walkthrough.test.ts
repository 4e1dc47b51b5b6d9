import assert from 'node:assert/strict';
import { PATIENCE, Workbench } from './support/workbench';
import { step } from '../fixtures/step';

/** The steps of the walkthrough by their titles, in order. */
const STEPS = ['start', 'networks', 'launch', 'graph', 'open-ui', 'open-probes', 'connect'];

describe('the walkthrough', function () {
  this.timeout(90_000);
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open();
    await workbench.openView();
    await workbench.command('Calico Stars: Open Walkthrough');
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.slice(0, 40)}`);
  });
  after(() => workbench.close());

  const stepRow = (id: string) => workbench.page.locator(`.getting-started-step[data-step-id$="#stars#${id}"]`);
  const done = async () => {
    const ticked = await Promise.all(
      STEPS.map(async (id) => ((await stepRow(id).locator('.codicon.complete').count()) > 0 ? id : undefined)),
    );
    return ticked.filter((id) => id !== undefined);
  };

  const buttons: readonly (readonly [string, string])[] = [
    ['start', 'Start Local Demo'],
    ['networks', 'Create Demo Networks'],
    ['launch', 'Launch the Stars Group'],
    ['open-ui', 'Open Port 9001'],
    ['open-probes', 'Allow management-ui'],
    ['connect', 'Connect the Stars'],
  ];

  it('leads through the demo', async () => {
    for (const [id, button] of buttons) {
      await step(`completes and checks off “${button}”`, async () => {
        await stepRow(id).click({ timeout: PATIENCE });
        await stepRow(id).getByRole('button', { name: button }).click({ timeout: PATIENCE });
        await stepRow(id).locator('.codicon.complete').waitFor({ timeout: PATIENCE });
        const last = STEPS.indexOf(id);
        assert.deepEqual(
          (await done()).filter((name) => name !== 'graph'),
          STEPS.slice(0, last + 1).filter((name) => name !== 'graph'),
        );
        await workbench.picture(`walkthrough-${id}`);
      });
    }

    await step('opens the graph from its step, with the stars lit', async () => {
      await stepRow('graph').click();
      await stepRow('graph').getByRole('button', { name: 'Show Graph' }).click();
      await workbench.graph.locator('[data-edge="C→F"][data-state="reachable"]').waitFor({ timeout: PATIENCE });
      await workbench.graph.locator('[data-edge="F→B"][data-state="reachable"]').waitFor({ timeout: PATIENCE });
      await workbench.picture('walkthrough-graph');
    });
  }).timeout(400_000);
});
