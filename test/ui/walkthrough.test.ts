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

  const openGraph = async () => {
    await stepRow('graph').getByRole('button', { name: 'Show Graph' }).click({ timeout: PATIENCE });
    await stepRow('graph').locator('.codicon.complete').waitFor({ timeout: PATIENCE });
  };

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

    await step('opens the graph from its step to the side, with the stars lit', async () => {
      await stepRow('graph').click();
      await openGraph();
      await workbench.graph.locator('[data-edge="C→F"][data-state="reachable"]').waitFor({ timeout: PATIENCE });
      await workbench.graph.locator('[data-edge="F→B"][data-state="reachable"]').waitFor({ timeout: PATIENCE });
      assert.ok(await stepRow('graph').isVisible());
      assert.deepEqual(await done(), STEPS);
      await workbench.picture('walkthrough-graph');
    });

    await step('takes back the tick of a step that is no longer true, and makes it again', async () => {
      await workbench.command('Calico Stars: Undo Last Policy Change');
      await workbench.untilEqual(done, STEPS.slice(0, -1));
      await stepRow('connect').click({ timeout: PATIENCE });
      await stepRow('connect').getByRole('button', { name: 'Connect the Stars' }).click({ timeout: PATIENCE });
      await workbench.untilEqual(done, STEPS);
    });

    await step('takes back all ticks but the running cluster’s when it is reset', async () => {
      await workbench.command('Calico Stars: Reset Local Demo…');
      await workbench.page
        .locator('.monaco-dialog-box')
        .getByRole('button', { name: 'Reset', exact: true })
        .click({ timeout: PATIENCE });
      await workbench.untilEqual(done, ['start']);
      await stepRow('graph').click({ timeout: PATIENCE });
      await openGraph();
      assert.deepEqual(await done(), ['start', 'graph']);
    });
  }).timeout(400_000);
});

describe('a newcomer’s way through the walkthrough', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open();
    await workbench.openView();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture('failed-newcomer');
  });
  after(() => workbench.close());

  it('takes eight clicks, and shows its steps and the stars side by side', async () => {
    const { page } = workbench;
    await page.evaluate(`
      window.clicks = 0;
      document.addEventListener('click', () => window.clicks++, true);
      window.shown = new Set();
      new MutationObserver(() => {
        for (const tab of document.querySelectorAll('.editor .tabs-container .tab.active'))
          window.shown.add(tab.getAttribute('data-resource-name'));
      }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
    `);
    await workbench.view.getByText('Open the walkthrough').click({ timeout: PATIENCE });
    for (const button of [
      'Start Local Demo',
      'Create Demo Networks',
      'Launch the Stars Group',
      'Show Graph',
      'Open Port 9001',
      'Allow management-ui',
      'Connect the Stars',
    ])
      await page.locator('.getting-started-step').getByRole('button', { name: button }).click({ timeout: PATIENCE });
    for (const edge of ['C→F', 'F→B'])
      await workbench.graph.locator(`[data-edge="${edge}"][data-state="reachable"]`).waitFor({ timeout: PATIENCE });
    await page.locator('.getting-started-step .codicon.complete').nth(6).waitFor({ timeout: PATIENCE });
    await workbench.picture('walkthrough-newcomer');
    assert.equal(await page.evaluate('window.clicks'), 8);
    // One tab was opened after the walkthrough's.
    assert.equal(await page.evaluate('window.shown.size'), 2);
    assert.equal(await page.locator('.editor-group-container:visible .tabs-container').count(), 2);
  });
});
