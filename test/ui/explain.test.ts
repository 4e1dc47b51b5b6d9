import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { startStars } from './support/stars';
import { PATIENCE, Workbench, type Theme } from './support/workbench';
import { step } from '../fixtures/step';

const THEMES: readonly (readonly [string, Theme])[] = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
];

for (const [look, theme] of THEMES) {
  describe(`explanation of the tutorial’s mistake, ${look}`, function () {
    this.timeout(120_000);
    let workbench: Workbench;

    before(async () => {
      workbench = await Workbench.open({ theme });
      await startStars(workbench);
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        await workbench.picture(`failed-explain-${this.currentTest.title.slice(0, 40)}`);
    });
    after(() => workbench.close());

    const details = (): Locator => workbench.graph.locator('.details');
    const edge = (name: string, more = ''): Locator => workbench.graph.locator(`[data-edge="${name}"]${more}`);
    const picture = (name: string) => workbench.picture(`explain-${look}-${name}`);

    it('leads from the dark edge to the rule that allows it', async () => {
      await step('shows that the edge stays dark with the tutorial’s port, as policy expects', async () => {
        await workbench.menu(workbench.row('frontend, 1 endpoint'), 'Add Rule…');
        await workbench.pick('Inbound');
        await workbench.type('allow tcp from tag client to ports 9001');
        await workbench.command('Calico Stars: Show Graph');
        await edge('C→F', '[data-state="unreachable"][data-agreement="agrees"]').waitFor({ timeout: PATIENCE });
      });

      await step('names the port after a click on the dark edge', async () => {
        await workbench.clickLine(edge('C→F'));
        await details().getByText('it specifies 9001, but the flow uses 9000').waitFor({ timeout: PATIENCE });
        const text = await details().innerText();
        assert.match(text, /denied by policy/);
        assert.match(text, /Out of client/);
        assert.match(text, /Into frontend/);
        await picture('missing');
      });

      await step('previews a suggested rule while it has focus', async () => {
        await details().locator('.card').first().hover();
        await edge('C→F', '[data-preview="opens"]').waitFor({ timeout: PATIENCE });
        await workbench.graph.locator('.preview-bar', { hasText: 'opens 1' }).waitFor({ timeout: PATIENCE });
        await picture('preview');
      });

      await step('lights the edge with Allow This', async () => {
        await details().getByRole('button', { name: 'Allow This' }).first().click();
        await edge('C→F', '[data-state="reachable"][data-agreement="agrees"]').waitFor({ timeout: PATIENCE });
        await details().getByText('Policy allows this connection.').waitFor({ timeout: PATIENCE });
        await workbench.row('frontend, 1 endpoint').click();
        await workbench.page.keyboard.press('ArrowRight');
        await workbench.row(/allow tcp from tag client to ports 9001,9000/).waitFor({ timeout: PATIENCE });
        await picture('allowed');
      });

      await step('links a rule to its line, the cursor to its edges, and an edge back to the line', async () => {
        const line = workbench.page.locator('.statusbar-item', { hasText: /^Ln \d+, Col/ });
        await details().getByRole('button', { name: 'Go to rule 2, inbound' }).click();
        await workbench.page.getByRole('tab', { name: /frontend\.calico-rules/ }).waitFor({ timeout: PATIENCE });
        const there = 'Ln 9, Col 1';
        await workbench.untilEqual(() => line.innerText(), there);
        await workbench.command('View: Move Editor into Right Group');
        await edge('C→F', '[data-lit="true"]').waitFor({ timeout: PATIENCE });
        assert.deepEqual(await workbench.attributes(workbench.graph.locator('[data-lit="true"]'), 'data-edge'), [
          'C→F',
        ]);
        await picture('lit');
        await workbench.page.keyboard.press('Control+Home');
        await edge('C→F', '[data-lit="false"]').waitFor({ timeout: PATIENCE });
        await workbench.clickLine(edge('C→F'));
        await edge('C→F', '[data-lit="true"]').waitFor({ timeout: PATIENCE });
        await workbench.page.getByRole('tab', { name: /frontend\.calico-rules/ }).click();
        await workbench.untilEqual(() => line.innerText(), there);
        await workbench.page
          .getByRole('tab', { name: /frontend\.calico-rules/ })
          .getByRole('button', { name: /^Close/ })
          .click();
      });

      await step('closes the details with Escape, and opens them with Space on a star', async () => {
        await details().locator('.close').focus();
        await workbench.page.keyboard.press('Escape');
        await details().waitFor({ state: 'hidden', timeout: PATIENCE });
        await workbench.graph.locator('[data-node="C"]').focus();
        await workbench.page.keyboard.press('Space');
        await details().getByRole('heading', { name: 'C · client' }).waitFor({ timeout: PATIENCE });
        await details()
          .getByRole('button', { name: /F · frontend/ })
          .first()
          .click();
        await details().getByText('What would block it').waitFor({ timeout: PATIENCE });
      });

      await step('explains any two workloads without the graph', async () => {
        await workbench.command('Calico Stars: Explain Connection…');
        await workbench.pick('backend');
        await workbench.pick('client');
        await workbench.pick('tcp 9000');
        const page = workbench.page
          .locator('iframe.webview.ready')
          .last()
          .contentFrame()
          .frameLocator('iframe#active-frame');
        await page.getByRole('heading', { name: 'backend → client' }).waitFor({ timeout: PATIENCE });
        await page.getByText('Policy drops this connection').waitFor({ timeout: PATIENCE });
        await picture('command');
      });
    }).timeout(600_000);
  });
}
