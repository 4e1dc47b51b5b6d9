import assert from 'node:assert/strict';
import { layer } from '../../pages/graph/graph-controls';
import { startStars } from '../support/stars';
import { PATIENCE, Workbench } from '../support/workbench';

const DEMO = 'Local Demo';
/** The title of a graph while no other cluster is known. */
const TITLE = 'Calico Stars';

describe('graph panels in VS Code', function () {
  this.timeout(90_000);
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open();
    await startStars(workbench);
  });
  /** Shows one graph of the demo, unless that is what is open. */
  beforeEach(async () => {
    if ((await titles()).join() !== TITLE) {
      await workbench.command('View: Close All Editors');
      await workbench.openView();
      await workbench.command('Calico Stars: Show Graph');
    }
    await workbench.graph.locator('[data-node="C"][data-answered="true"]').waitFor({ timeout: PATIENCE });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.slice(0, 40)}`);
  });
  after(() => workbench.close());

  const titles = async () =>
    (await workbench.page.locator('.tabs-container .tab .label-name').allTextContents()).toSorted();
  /** A star in one of the visible graphs. */
  const star = (index: number) =>
    workbench.page
      .frameLocator(`iframe.webview.ready >> nth=${index}`)
      .frameLocator('iframe#active-frame')
      .locator('[data-node="C"]');
  const checked = (label: string) => layer(workbench.graph, label).getAttribute('aria-checked');

  it('are named after their filter, and focus the filter with a key', async () => {
    await workbench.untilEqual(titles, [TITLE]);
    await workbench.graph.locator('[data-node="C"]').click();
    await workbench.page.keyboard.press('Control+f');
    await workbench.graph.locator('vscode-text-field:focus-within').waitFor({ timeout: PATIENCE });
    await workbench.page.keyboard.type('profile:frontend');
    await workbench.untilEqual(titles, [`${TITLE}: profile:frontend`]);
    await workbench.picture('graph-panel-title');
    await workbench.page.keyboard.press('Control+a');
    await workbench.page.keyboard.press('Delete');
    await workbench.untilEqual(titles, [TITLE]);
  });

  it('leave their keys to the tree while it has focus', async () => {
    await workbench.graph.locator('[data-node="C"]').click();
    await workbench.row('Profiles, 4').click();
    await workbench.page.keyboard.press('Control+f');
    await workbench.page.keyboard.type('appl');
    await workbench.page
      .locator('.monaco-list-row.focused', { hasText: 'Applications' })
      .waitFor({ timeout: PATIENCE });
    assert.deepEqual(await titles(), [TITLE]);
  });

  it('have keys and title buttons for the view', async () => {
    await workbench.graph.locator('[data-node="C"]').click();
    const before = await checked('Animate reachable connections');
    await workbench.page.keyboard.press('Control+k');
    await workbench.page.keyboard.press('Control+l');
    await workbench.untilEqual(() => checked('Animate reachable connections'), before === 'true' ? 'false' : 'true');
    await workbench.page.keyboard.press('Control+k');
    await workbench.page.keyboard.press('Control+u');
    await workbench.untilEqual(() => checked('Unreachable connections'), 'false');
    const actions = workbench.page.locator('.editor-actions');
    await actions.getByRole('button', { name: /^Switch Between Graph and Matrix/ }).click();
    await workbench.graph.locator('.crossings').waitFor({ timeout: PATIENCE });
    await workbench.page.keyboard.press('Control+k');
    await workbench.page.keyboard.press('Control+g');
    await workbench.graph.locator('.picture').waitFor({ timeout: PATIENCE });
    await workbench.command('Calico Stars: Toggle Unreachable Connections');
    await workbench.untilEqual(() => checked('Unreachable connections'), 'true');
    await actions.getByRole('button', { name: /^Fit Graph/ }).waitFor({ timeout: PATIENCE });
    await actions.getByRole('button', { name: /^Export Graph…/ }).click();
    const offered = async () =>
      (await workbench.page.locator('.quick-input-list .monaco-list-row .label-name').allTextContents()).map((label) =>
        label.replace(/^\W+/, ''),
      );
    await workbench.untilEqual(offered, [
      'SVG…',
      'PNG…',
      'Mermaid…',
      'Graphviz DOT…',
      'JSON…',
      'CSV…',
      'Copy Image',
      'Copy as Mermaid',
    ]);
    await workbench.page.keyboard.press('Escape');
  });

  it('open side by side, keep their cluster, and return after a restart', async () => {
    await workbench.graph.locator('[data-node="C"]').click();
    await workbench.page.keyboard.press('Control+\\');
    await workbench.untilEqual(titles, [TITLE, TITLE]);
    await workbench.untilEqual(() => workbench.page.locator('iframe.webview.ready').count(), 2);
    for (const index of [0, 1]) await star(index).waitFor({ timeout: PATIENCE });
    await workbench.command('Calico Stars: Show Graph of Cluster…');
    await workbench.pick(DEMO);
    await workbench.untilEqual(titles, [TITLE, TITLE, TITLE]);
    await workbench.picture('graph-panels');
    await workbench.restart();
    await workbench.untilEqual(titles, [TITLE, TITLE, TITLE]);
    for (const index of [0, 1]) await star(index).waitFor({ timeout: PATIENCE });
  });
});
