import assert from 'node:assert/strict';
import { startStars } from './support/stars';
import { PATIENCE, Workbench } from './support/workbench';
import { step } from '../fixtures/step';

describe('keyboard focus with a graph in front', function () {
  this.timeout(240_000);
  let workbench: Workbench;
  const title = (text: string | RegExp) =>
    workbench.page.locator('.quick-input-widget:visible .quick-input-title', { hasText: text });
  const appears = (text: string | RegExp) => title(text).waitFor({ timeout: PATIENCE });
  const press = (...keys: readonly string[]) =>
    keys.reduce((before, key) => before.then(() => workbench.page.keyboard.press(key)), Promise.resolve());

  const focused = async (text: string) => {
    await workbench.page
      .locator('.quick-input-widget:visible .monaco-list-row.focused', { hasText: text })
      .waitFor({ timeout: PATIENCE });
    await workbench.page.locator('.quick-input-widget:visible input:focus').waitFor({ timeout: PATIENCE });
  };
  /** Waits until the visible input has a text. */
  const holds = async (text: string) => {
    const value = `document.querySelector('.quick-input-widget input[type="text"]')?.value`;
    await workbench.page.waitForFunction(`${value} === ${JSON.stringify(text)}`, undefined, { timeout: PATIENCE });
  };
  /** Types into what has the keyboard, and waits until the visible input has the text after what it had. */
  const types = async (text: string, had = '') => {
    await workbench.page.keyboard.type(text);
    await holds(had + text);
  };

  before(async () => {
    workbench = await Workbench.open();
    await startStars(workbench);
    await workbench.command('Calico Stars: Show Graph');
    const star = workbench.graph.locator('[data-node="C"]');
    await star.waitFor({ timeout: PATIENCE });
    await star.click();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.picture(`failed-keyboard-${this.currentTest.title.slice(0, 30)}`);
  });
  after(() => workbench.close());

  it('moves to every list and input that follows another', async () => {
    await step('moves to the plan after a command is typed', async () => {
      await workbench.command('Calico Stars: Run calicoctl Command…');
      await appears('Run calicoctl Command');
      // The browser denies the clipboard, which only matters if it is selected.
      await focused('Type a command…');
      await press('Enter');
      // The list has an input too: what is typed before the next one opens goes there.
      await holds('calicoctl profile ');
      // What can follow is a hint. Nothing is wrong yet.
      await workbench.page
        .locator('.quick-input-message', { hasText: 'expected a profile, or show, add or remove' })
        .waitFor({ timeout: PATIENCE });
      assert.equal(await workbench.page.locator('.quick-input-widget .monaco-inputbox.error').count(), 0);
      await types('frontend rule add inbound allow tcp from tag client to ports 9000', 'calicoctl profile ');
      await press('Enter');
      await appears('Plan for Local Demo');
      await focused('1 change in Local Demo');
      await press('Enter');
      await title(/./).waitFor({ state: 'hidden', timeout: PATIENCE });
      await workbench.graph.locator('[data-edge="C→F"][data-state="reachable"]').waitFor({ timeout: PATIENCE });
    });

    await step('moves to the next list, and to the input after it', async () => {
      await workbench.graph.locator('[data-node="C"]').click();
      await workbench.command('Calico Stars: Explain Connection…');
      await appears('Explain Connection');
      await types('client');
      await focused('client');
      await press('Enter');
      await workbench.page
        .locator('.quick-input-widget:visible input[placeholder^="Select the destination"]')
        .waitFor({ timeout: PATIENCE });
      await types('frontend');
      await focused('frontend');
      await press('Enter');
      await workbench.page
        .locator('.quick-input-widget:visible input[placeholder^="Select the destination port"]')
        .waitFor({ timeout: PATIENCE });
      await types('Another port');
      await focused('Another port');
      await press('Enter');
      await workbench.page
        .locator('.quick-input-widget:visible input[placeholder^="8080 or 53/udp"]')
        .waitFor({ timeout: PATIENCE });
      await types('9000');
      await press('Enter');
      await workbench.page.getByRole('tab', { name: /client → frontend/ }).waitFor({ timeout: PATIENCE });
    });

    await step('moves from the profile to the rule input', async () => {
      // It stands beside the graph.
      const explanation = workbench.page.getByRole('tab', { name: /client → frontend/ });
      await explanation.getByRole('button', { name: /^Close/ }).click();
      await explanation.waitFor({ state: 'hidden', timeout: PATIENCE });
      await workbench.graph.locator('[data-node="C"]').click();
      await workbench.command('Calico Stars: Add Rule…');
      await appears('Add a rule to which profile?');
      await types('backend');
      await focused('backend');
      await press('Enter');
      await appears('Add Rule to backend');
      await press('Enter');
      await appears('Add Inbound Rule to backend');
      await types('allow tcp from tag frontend to ports 9000');
      await workbench.page
        .locator('.quick-input-list .monaco-list-row', { hasText: 'to backend, inbound' })
        .waitFor({ timeout: PATIENCE });
      await press('Enter');
      await workbench.row('backend, 1 endpoint').waitFor({ timeout: PATIENCE });
      await title(/./).waitFor({ state: 'hidden', timeout: PATIENCE });
      await workbench.graph.locator('[data-edge="F→B"][data-state="reachable"]').waitFor({ timeout: PATIENCE });
    });
  });
});
