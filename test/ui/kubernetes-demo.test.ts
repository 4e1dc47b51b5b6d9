import assert from 'node:assert/strict';
import { PATIENCE, Workbench } from './support/workbench';
import { step } from '../fixtures/step';

/** The steps of the walkthrough with their buttons, in order, and an edge that tells that it worked. */
const STEPS = [
  ['default-deny', 'Deny by Default', '[data-edge="C→F"][data-state="unknown"]'],
  ['allow-ui', 'Allow management-ui', '[data-edge="C→F"][data-state="unreachable"]'],
  ['backend-policy', 'Allow frontend', '[data-edge="F→B"][data-state="reachable"]'],
  ['frontend-policy', 'Allow client', '[data-edge="C→F"][data-state="reachable"]'],
] as const;

describe('the demo on Kubernetes in a window', function () {
  this.timeout(180_000);
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open();
    await workbench.openView();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture('failed-kubernetes-demo');
  });
  after(() => workbench.close());

  const stepRow = (id: string) =>
    workbench.page.locator(`.getting-started-step[data-step-id$="#stars-kubernetes#${id}"]`);
  const press = async (id: string, button: string) => {
    await stepRow(id).click({ timeout: PATIENCE });
    await stepRow(id).getByRole('button', { name: button }).click({ timeout: PATIENCE });
    await stepRow(id).locator('.codicon.complete').waitFor({ timeout: PATIENCE });
  };
  const edge = (selector: string) => workbench.graph.locator(selector).waitFor({ timeout: PATIENCE });

  it('leads through the tutorial, and can be reset and stopped', async () => {
    await step('starts from its walkthrough, and lights every edge', async () => {
      await workbench.view.getByText('one for Kubernetes').click({ timeout: PATIENCE });
      await press('start', 'Start Local Demo');
      await press('graph', 'Show Graph');
      await edge('[data-edge="C→B"][data-state="reachable"]');
      await workbench.picture('kubernetes-demo-start');
    });
    for (const [id, button, selector] of STEPS) {
      await step(`does and checks off “${button}”`, async () => {
        await press(id, button);
        await edge(selector);
      });
    }
    await step('has the policies in the tree, and the original’s picture', async () => {
      await workbench.row(/^default, order/).click();
      await workbench.row(/^stars\/frontend-policy/).waitFor({ timeout: PATIENCE });
      await edge('[data-edge="C→B"][data-state="unreachable"]');
      await workbench.picture('kubernetes-demo-done');
    });
    await step('begins again when it is reset', async () => {
      await workbench.command('Calico Stars: Reset Local Demo…');
      await workbench.page
        .locator('.monaco-dialog-box')
        .getByRole('button', { name: 'Reset', exact: true })
        .click({ timeout: PATIENCE });
      await workbench.row(/^stars\/frontend-policy/).waitFor({ state: 'detached', timeout: PATIENCE });
      await edge('[data-edge="C→B"][data-state="reachable"]');
    });
    await step('is offered again when it is stopped', async () => {
      await workbench.command('Calico Stars: Stop Local Demo');
      await workbench.view.getByRole('button', { name: 'Start Local Demo' }).waitFor({ timeout: PATIENCE });
      assert.equal(await workbench.row(/^Namespaces/).count(), 0);
    });
  });
});
