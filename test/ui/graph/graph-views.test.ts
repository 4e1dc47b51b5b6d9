import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { pressIcon, toggleLayer } from '../../pages/graph/graph-controls';
import { recordedOnce, teams } from '../../pages/graph/graph-states';
import { choose as chooseFrom } from '../../pages/support/page-checks';
import { admitClient, startStars } from '../support/stars';
import { PATIENCE, Workbench } from '../support/workbench';

const PROBES = ['B', 'C', 'F'];

describe('graph views in VS Code', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let graph: FrameLocator;

  const nodes = async () => [...(await workbench.attributes(graph.locator('[data-node]'), 'data-node'))];
  const choose = (field: string, title: string) => chooseFrom(graph, field, title);
  const star = (id: string) => graph.locator(`[data-node="${id}"]`);
  const clientReaches = async (reaches: boolean) => {
    await admitClient(await workbench.labEndpoints(), reaches);
    const state = reaches ? 'reachable' : 'unreachable';
    await graph.locator(`[data-edge="C→F"][data-state="${state}"]`).waitFor({ timeout: PATIENCE });
  };
  const transformOf = (id: string) => star(id).getAttribute('transform');

  before(async () => {
    workbench = await Workbench.open({ files: { 'teams.stars-recording.json': recordedOnce(teams(24)) } });
    graph = workbench.graph;
    await startStars(workbench);
    await workbench.command('Calico Stars: Show Graph');
    await graph.locator('[data-edge="C→F"][data-state="unreachable"]').waitFor({ timeout: PATIENCE });
  });
  /** Shows the graph of the cluster in the window, unless it is there. */
  beforeEach(async () => {
    if (await star('F').and(graph.locator('[data-kind="probe"]')).isVisible()) return;
    await workbench.command('View: Close All Editors');
    await workbench.openView();
    await workbench.command('Calico Stars: Show Graph');
    await star('F').waitFor({ timeout: PATIENCE });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.slice(0, 40)}`);
  });
  after(() => workbench.close());

  it('filter by name, profile and measurement', async () => {
    const filter = graph.getByRole('textbox', { name: 'Filter' });
    await filter.fill('profile:frontend');
    await workbench.untilEqual(() => graph.locator('.found').textContent(), '1 star');
    assert.equal(await star('F').getAttribute('data-dim'), 'false');
    assert.equal(await star('C').getAttribute('data-dim'), 'true');
    await filter.fill('is:disagreeing');
    await workbench.untilEqual(nodes, []);
    await filter.fill('');
    await workbench.untilEqual(nodes, PROBES);
  });

  it('group by app, profile, tag and agent, and collapse a group into a star with a count', async () => {
    for (const [grouping, frame] of [
      ['Group by app', '/calico-stars'],
      ['Group by host', ''],
      ['Group by tag', 'frontend'],
      ['Group by profile', 'client'],
    ] as const) {
      await choose('grouping', grouping);
      await graph.locator('.frame-name', { hasText: frame }).first().waitFor({ timeout: PATIENCE });
    }
    await workbench.picture('graph-groups');
    await graph.locator('.frame-name', { hasText: 'client' }).click();
    await workbench.untilEqual(nodes, ['B', 'F', 'profile client']);
    assert.equal(await star('profile client').locator('.letter').textContent(), '1');
    await star('profile client').locator('.disc').click();
    await workbench.untilEqual(nodes, PROBES);
    await choose('grouping', 'No groups');
    await workbench.untilEqual(() => graph.locator('[data-frame]').count(), 0);
  });

  it('switch between the force-directed, circular and layered layouts', async () => {
    const before = await Promise.all(PROBES.map(transformOf));
    for (const layout of ['Circular', 'Layered']) {
      await choose('layout', layout);
      await workbench.untilEqual(
        async () => (await Promise.all(PROBES.map(transformOf))).every((at, index) => at === before[index]),
        false,
      );
    }
    await choose('layout', 'Force-directed');
    await workbench.untilEqual(() => Promise.all(PROBES.map(transformOf)), before);
  });

  it('pin a dragged star in every panel of the cluster until it is unpinned', async () => {
    const before = await transformOf('B');
    const box = await star('B').locator('.disc').boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await workbench.page.mouse.move(x, y);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(x + 40, y + 25, { steps: 4 });
    await workbench.page.mouse.up();
    await workbench.untilEqual(async () => (await transformOf('B')) === before, false);
    const after = await transformOf('B');
    await workbench.command('View: Close All Editors');
    await workbench.page.locator('iframe.webview').waitFor({ state: 'detached', timeout: PATIENCE });
    await workbench.command('Calico Stars: Show Graph');
    await workbench.untilEqual(() => transformOf('B'), after);
    await pressIcon(graph, 'Unpin Stars');
    await workbench.untilEqual(() => transformOf('B'), before);
  });

  it('show the collector and its edges', async () => {
    await toggleLayer(graph, 'Collector');
    await workbench.untilEqual(async () => (await nodes()).length, 5);
    await graph.locator('[data-node][data-kind="balancer"]').waitFor({ timeout: PATIENCE });
    await workbench.picture('graph-collector');
    await toggleLayer(graph, 'Collector');
    await workbench.untilEqual(nodes, PROBES);
  });

  it('highlight a star’s neighbors on hover, or show only them', async () => {
    await star('C').locator('.disc').hover();
    await workbench.untilEqual(async () => (await star('F').getAttribute('class'))?.split(' ').includes('near'), true);
    await star('C').locator('.disc').click();
    await graph.getByRole('button', { name: 'Show Neighbors' }).click();
    await graph
      .locator('.focus')
      .getByText(/^Around C, 1 step/)
      .waitFor({ timeout: PATIENCE });
    await graph.locator('.focus').getByRole('button', { name: 'All' }).click();
    await workbench.untilEqual(nodes, PROBES);
    await graph.getByRole('button', { name: 'Close details' }).click();
  });

  it('show an edge’s age and policy, and a star’s workload', async () => {
    await clientReaches(false);
    await graph.locator('[data-edge="C→F"] .reach').dispatchEvent('click');
    const details = graph.getByRole('complementary', { name: 'Details' });
    await details.getByText('denied by policy').first().waitFor({ timeout: PATIENCE });
    await details.getByRole('heading', { name: /^C · client → F · frontend/ }).waitFor({ timeout: PATIENCE });
    await star('F').locator('.disc').click();
    await details.getByText('/calico-stars/frontend').first().waitFor({ timeout: PATIENCE });
    await workbench.picture('graph-details');
    await graph.getByRole('button', { name: 'Close details' }).click();
  });

  it('have a context menu of their own, without Cut, Copy and Paste', async () => {
    await star('F').locator('.disc').click({ button: 'right' });
    const menu = workbench.page.locator('.monaco-menu');
    const item = menu.getByRole('menuitem', { name: 'Show Neighbors' });
    await item.waitFor({ timeout: PATIENCE });
    assert.deepEqual(await menu.getByRole('menuitem').allInnerTexts(), [
      'Show Details',
      'Open Rules',
      'Show Neighbors',
      'Explain From Here…',
      'Explain To Here…',
      'Copy Name',
      'Copy Address',
    ]);
    await workbench.picture('graph-menu');
    await workbench.page.keyboard.press('Escape');
    await item.waitFor({ state: 'hidden', timeout: PATIENCE });
  });

  it('support the keyboard: letters find a star, arrows move, Enter opens, Escape closes', async () => {
    await star('B').focus();
    await workbench.page.keyboard.press('c');
    await graph.locator('[data-node="C"]:focus').waitFor({ timeout: PATIENCE });
    await workbench.page.keyboard.press('Shift+ArrowRight');
    await graph.locator('[data-edge]:focus, [data-node]:focus').waitFor({ timeout: PATIENCE });
    await workbench.page.keyboard.press('Enter');
    const details = graph.getByRole('complementary', { name: 'Details' });
    await details.waitFor({ timeout: PATIENCE });
    await workbench.page.keyboard.press('Escape');
    await details.waitFor({ state: 'hidden', timeout: PATIENCE });
  });

  it('open a star’s rules on double click', async () => {
    await star('F').locator('.disc').dblclick();
    await workbench.page
      .getByRole('tab', { name: /frontend/ })
      .first()
      .waitFor({ timeout: PATIENCE });
    await workbench.page
      .getByRole('tab', { name: /frontend/ })
      .first()
      .getByRole('button', { name: /^Close/ })
      .click();
    await star('F').waitFor({ timeout: PATIENCE });
  });

  it('announce a change to screen readers and list it in the table', async () => {
    await clientReaches(false);
    await pressIcon(graph, 'Show Table');
    await graph.locator('.facts vscode-data-grid-row').first().waitFor({ timeout: PATIENCE });
    await workbench.menu(workbench.row('frontend, 1 endpoint'), 'Add Rule…');
    await workbench.pick('Inbound');
    await workbench.type('allow tcp from tag client to ports 9000');
    await workbench.untilEqual(
      () => graph.locator('[aria-live="polite"]').first().textContent(),
      'frontend is now reachable from client.',
    );
    await graph
      .locator('.facts vscode-data-grid-row', { hasText: /C · client\s*F · frontend\s*reachable/ })
      .waitFor({ timeout: PATIENCE });
    await pressIcon(graph, 'Show Table');
  });

  it('reduce motion when the editor does', async () => {
    await clientReaches(true);
    const moving = async () => graph.locator('.marker').count();
    await workbench.untilEqual(moving, 1);
    await workbench.setting('workbench.reduceMotion', 'on');
    await workbench.untilEqual(moving, 0);
    await workbench.setting('workbench.reduceMotion', 'auto');
    await workbench.untilEqual(moving, 1);
  });

  it('keep the selection in the matrix', async () => {
    await workbench.command('View: Show Explorer');
    await workbench.menu(
      workbench.page.getByRole('treeitem', { name: /stars-recording\.json/ }),
      'Open Graph Recording…',
    );
    await workbench.untilEqual(async () => (await nodes()).length, 24);
    await graph.locator('[data-edge="n3→n4"] .reach').dispatchEvent('click');
    await choose('view', 'Matrix');
    await graph
      .getByRole('grid')
      .getByRole('gridcell', { name: /^n3 .* to n4 .*: reachable$/ })
      .and(graph.locator('[tabindex="0"]'))
      .waitFor({ timeout: PATIENCE });
    await workbench.picture('graph-as-matrix');
    await choose('view', 'Graph');
    await graph.locator('[data-edge="n3→n4"].selected').waitFor({ timeout: PATIENCE });
    await choose('grouping', 'Group by profile');
    await graph.getByRole('button', { name: 'Collapse All' }).click();
    await workbench.untilEqual(nodes, ['profile team-0', 'profile team-1', 'profile team-2']);
    await workbench.picture('graph-collapsed');
  });

  it('move to a new window and stay live', async () => {
    await clientReaches(true);
    const opening = workbench.page.waitForEvent('popup', { timeout: PATIENCE });
    await workbench.command('Calico Stars: Move Graph to New Window');
    const window = await opening;
    const moved = window.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await moved.locator('[data-edge="C→F"][data-state="reachable"]').waitFor({ timeout: PATIENCE });
    await workbench.picture('graph-moved-out', window);
    const rule = workbench.row(/^allow tcp from tag client to ports 9000, /);
    await workbench.row('frontend, 1 endpoint').click();
    await workbench.page.keyboard.press('ArrowRight');
    await rule.hover();
    await rule.getByRole('button', { name: 'Remove Rule' }).click();
    await moved.locator('[data-edge="C→F"][data-state="unreachable"]').waitFor({ timeout: PATIENCE });
    await window.close();
  });
});
