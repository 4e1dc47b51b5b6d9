import { startStars } from '../support/stars';
import { PATIENCE, Workbench, type Theme } from '../support/workbench';
import { step } from '../../fixtures/step';

const THEMES: readonly (readonly [string, Theme])[] = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
];

for (const [look, theme] of THEMES) {
  describe(`preview of policy in VS Code, ${look}`, function () {
    this.timeout(120_000);
    let workbench: Workbench;
    const picture = (name: string) => workbench.picture(`policy-${look}-${name}`);
    const line = (text: string | RegExp) =>
      workbench.page.locator('.editor-instance .view-line', { hasText: text }).first();
    const lens = (text: string) => workbench.page.locator('.codelens-decoration > *', { hasText: text });
    const status = (text: string) => workbench.page.locator('.statusbar-item', { hasText: text });
    const entry = (text: string) => workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
    const appears = (locator: ReturnType<typeof lens>) => locator.first().waitFor({ timeout: PATIENCE });
    const goes = (locator: ReturnType<typeof lens>) => locator.first().waitFor({ state: 'hidden', timeout: PATIENCE });

    before(async () => {
      workbench = await Workbench.open({ theme });
      await startStars(workbench);
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        await workbench.picture(`failed-policy-${this.currentTest.title.slice(0, 30)}`);
    });
    after(() => workbench.close());

    it('follows edits, typed rules and scripts', async () => {
      await step('shows what a rule opens before it is saved, and that no endpoint listens there', async () => {
        await workbench.row('frontend, 1 endpoint').hover();
        await workbench.row('frontend, 1 endpoint').getByRole('button', { name: 'Open Rules' }).click();
        await line('allow tcp from tag management-ui').click({ timeout: PATIENCE });
        await workbench.page.keyboard.press('End');
        await workbench.page.keyboard.press('Enter');
        await workbench.page.keyboard.type('allow tcp from tag client to ports 9001');
        await workbench.page.keyboard.press('Escape');
        await appears(lens('Preview: opens client → frontend:9001; closes nothing'));
        await appears(status('opens 1'));
        await appears(workbench.page.locator('.squiggly-warning'));
        await appears(line('ports 9001decides 1 pair'));
        await picture('unsaved');
      });

      await step('fixes the rule with its quick fix, and updates the preview', async () => {
        await line('ports 9001').click({ timeout: PATIENCE });
        await workbench.page.keyboard.press('End');
        await workbench.page.keyboard.press('ArrowLeft');
        const fix = workbench.page.locator('.action-widget .action', { hasText: 'Use Port 9000' }).first();
        // Suggestions for what was typed can arrive late, and use the same key.
        await workbench.untilEqual(async () => {
          if (await fix.isVisible()) return true;
          await workbench.page.keyboard.press('Escape');
          await workbench.page.keyboard.press('Control+.');
          return fix.waitFor({ timeout: PATIENCE / 10 }).then(
            () => true,
            () => false,
          );
        }, true);
        await picture('quick-fix');
        await fix.click();
        await appears(lens('Preview: opens client → frontend:9000; closes nothing'));
        await goes(workbench.page.locator('.squiggly-warning'));
      });

      await step('opens the graph', async () => {
        await lens('Preview: opens client → frontend:9000').first().click({ timeout: PATIENCE });
        await workbench.page
          .getByRole('tab', { name: /^Calico Stars/ })
          .last()
          .waitFor({ timeout: PATIENCE });
        await appears(workbench.graph.locator('[data-edge="C→F"][data-preview="opens"]'));
        await appears(status('opens 1'));
        await picture('graph');
        await workbench.page.getByRole('tab', { name: /^frontend\.calico-rules/ }).click();
      });

      await step('explains why a text with errors has no preview', async () => {
        await line('ports 9000').click({ timeout: PATIENCE });
        await workbench.page.keyboard.press('End');
        await workbench.page.keyboard.type('x');
        await appears(lens('No preview: line'));
        await goes(status('opens 1'));
        await picture('mistake');
        await workbench.page.keyboard.press('Backspace');
        await appears(lens('Preview: opens client → frontend:9000'));
      });

      await step('disappears when the document is saved', async () => {
        await workbench.page.keyboard.press('Control+S');
        await goes(lens('Preview'));
        await goes(status('opens 1'));
        await appears(workbench.row('frontend, 1 endpoint'));
      });

      await step('shows the effect of a rule as you type', async () => {
        await workbench.menu(workbench.row('backend, 1 endpoint'), 'Add Rule…');
        await workbench.pick('Inbound');
        await workbench.quickInput.waitFor({ timeout: PATIENCE });
        await workbench.fill('allow tcp from tag frontend to ports 9001');
        await appears(entry('opens frontend → backend:9001; closes nothing'));
        await appears(status('opens 1'));
        await picture('input');
        await workbench.page.keyboard.press('Enter');
        await goes(status('opens 1'));
      });

      await step('marks the profile and its rule in the tree', async () => {
        const profile = workbench.row('backend, 1 endpoint · 1 warning');
        await appears(profile);
        await profile.click();
        const rule = workbench.row('allow tcp from tag frontend to ports 9001, 2 · 1 warning');
        await appears(rule);
        await picture('tree');
      });

      await step('shows what a script would open and close, and changes nothing on Escape', async () => {
        await workbench.command('Calico Stars: Preview Script…');
        await workbench.pick('Type a command…');
        await workbench.type('calicoctl profile backend rule remove inbound allow tcp from tag frontend to ports 9001');
        await appears(entry('frontend → backend:9001'));
        await appears(status('closes 1'));
        await picture('script');
        await workbench.page.keyboard.press('Escape');
        await goes(status('closes 1'));
        await appears(workbench.row('backend, 1 endpoint · 1 warning'));
      });
    }).timeout(600_000);
  });
}
