import type { FrameLocator } from 'playwright-core';
import { PATIENCE, Workbench } from '../support/workbench';
import { step } from '../../fixtures/step';

/** The rules with which client reaches frontend, and frontend backend. */
const RULES = (ids: ReadonlyMap<string, string>): Readonly<Record<string, readonly object[]>> => {
  const from = (name: string) => ({ action: 'allow', protocol: 'tcp', src_tag: ids.get(name), dst_ports: [9000] });
  return {
    'management-ui': [{ action: 'allow', protocol: 'tcp', dst_ports: [9001] }],
    client: [from('management-ui')],
    frontend: [from('management-ui'), from('client')],
    backend: [from('management-ui'), from('frontend')],
  };
};

describe('the reachability matrix in VS Code', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let matrix: FrameLocator;
  const cells = (state: string) => workbench.attributes(matrix.locator(`.row .cell.${state}:visible`), 'aria-label');
  /** undefined while VS Code replaces the page. */
  const names = (of: 'row' | 'column') =>
    matrix
      .locator(`.${of}header:visible .title`)
      .allTextContents()
      .catch(() => []);
  const rows = () => names('row');
  const show = () => workbench.command('Calico Stars: Show Reachability Matrix');
  const choose = async (list: string, entry: string) => {
    await matrix.locator(`vscode-dropdown[aria-label="${list}"]`).click({ timeout: PATIENCE });
    await matrix
      .locator(`vscode-dropdown[aria-label="${list}"] vscode-option`, { hasText: entry })
      .click({ timeout: PATIENCE });
  };

  before(async () => {
    workbench = await Workbench.open();
    matrix = workbench.graph;
    await workbench.openView();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.slice(0, 40)}`);
  });
  after(() => workbench.close());

  it('follows the cluster, and can be explored and exported', async () => {
    await step('shows that no cluster is connected, and starts the demo', async () => {
      await show();
      await matrix.locator('[data-empty="no-cluster"]').waitFor({ timeout: PATIENCE });
      await matrix.getByRole('button', { name: 'Start Local Demo' }).click();
      await workbench.pick('Mesos');
      await matrix.locator('[data-empty="not-launched"]').waitFor({ timeout: PATIENCE });
      await matrix.getByRole('button', { name: 'Create Demo Networks' }).click();
      await workbench.row('Networks, 4').waitFor({ timeout: PATIENCE });
      await matrix.getByRole('button', { name: 'Launch Group…' }).click();
      await workbench.pick('Stars demo');
      await workbench.row('/calico-stars, 4 of 4 running').waitFor({ timeout: PATIENCE });
      await workbench.untilEqual(rows, ['backend', 'client', 'frontend', 'management-ui', 'Anyone outside']);
    });

    await step('follows rule changes by anyone, and shows measurements', async () => {
      const { etcd, docker } = await workbench.labEndpoints();
      const networks = (await (await fetch(`${docker}/networks`)).json()) as { Id: string; Name: string }[];
      const ids = new Map(networks.map(({ Id, Name }) => [Name, Id]));
      for (const [name, inbound] of Object.entries(RULES(ids))) {
        const value = JSON.stringify({
          id: ids.get(name),
          inbound_rules: inbound,
          outbound_rules: [{ action: 'allow' }],
        });
        await fetch(`${etcd}/v2/keys/calico/v1/policy/profile/${ids.get(name) ?? ''}/rules`, {
          method: 'PUT',
          body: new URLSearchParams({ value }),
        });
      }
      const outside = ['backend', 'client', 'frontend', 'management-ui'].map(
        (name) => `${name} → Anyone outside on 9000: allowed`,
      );
      const inside = [
        'client → frontend',
        'frontend → backend',
        'management-ui → backend',
        'management-ui → client',
        'management-ui → frontend',
      ].map((pair) => `${pair} on 9000: allowed; measured reachable`);
      await workbench.untilEqual(() => cells('allowed'), [...outside, ...inside].sort());
      await workbench.untilEqual(() => cells('disagrees'), []);
      await workbench.picture('matrix-stars');
    });

    await step('describes a cell, filters and sorts', async () => {
      await matrix.getByRole('gridcell', { name: /^client → backend/ }).hover();
      await workbench.untilEqual(
        async () =>
          (await matrix.locator('.status-text').innerText()).startsWith(
            'client → backend on 9000: denied; measured unreachable ',
          ),
        true,
      );
      await choose('Sort by', 'most allowed');
      await workbench.untilEqual(rows, ['management-ui', 'client', 'frontend', 'backend', 'Anyone outside']);
      await matrix.locator('vscode-text-field[aria-label="To"] input').fill('end');
      await workbench.untilEqual(() => names('column'), ['backend', 'frontend']);
      await workbench.picture('matrix-filtered');
    });

    await step('explains a cell on Enter, and keeps its filters', async () => {
      await matrix.getByRole('gridcell', { name: /^client → backend/ }).click();
      await workbench.page.keyboard.press('Enter');
      await workbench.page.getByRole('tab', { name: 'client → backend' }).waitFor({ timeout: PATIENCE });
      // It stands beside the matrix.
      const explanation = workbench.page.locator('iframe.webview.ready').last().contentFrame();
      await explanation
        .frameLocator('iframe#active-frame')
        .getByText('Policy drops this connection')
        .first()
        .waitFor({ timeout: PATIENCE });
      await workbench.picture('matrix-explained');
      const tab = workbench.page.getByRole('tab', { name: 'client → backend' });
      await tab.getByRole('button', { name: /^Close/ }).click();
      await tab.waitFor({ state: 'hidden', timeout: PATIENCE });
      await workbench.untilEqual(() => names('column'), ['backend', 'frontend']);
    });

    await step('returns after a restart of VS Code', async () => {
      await workbench.restart();
      await workbench.row('/calico-stars, 4 of 4 running').waitFor({ timeout: PATIENCE });
      await workbench.page.getByRole('tab', { name: 'Reachability Matrix' }).click();
      await workbench.untilEqual(() => names('column'), ['backend', 'frontend']);
      await matrix.locator('vscode-text-field[aria-label="To"] input').fill('');
    });

    await step('is exported as CSV', async () => {
      await matrix
        .getByRole('gridcell', { name: /^client → frontend on 9000: allowed; measured reachable/ })
        .waitFor({ timeout: PATIENCE });
      await matrix.getByRole('button', { name: 'Export CSV…' }).click();
      await workbench.quickInput.waitFor({ timeout: PATIENCE });
      await workbench.untilEqual(
        async () =>
          (await workbench.quickInput.inputValue()).endsWith('/sample/calico-stars-local-demo-matrix-tcp-9000.csv'),
        true,
      );
      await workbench.page.keyboard.press('Enter');
      await workbench.page
        .getByText('Exported to calico-stars-local-demo-matrix-tcp-9000.csv. It has 20 pairs for tcp 9000.')
        .first()
        .waitFor({ timeout: PATIENCE });
      await workbench.page.locator('.notification-toast').getByRole('button', { name: 'Open' }).click();
      const text = workbench.page.locator('.monaco-editor .view-lines');
      await text.getByText('from,to,protocol,port,expected,measured,age').waitFor({ timeout: PATIENCE });
      await text.getByText(/^client,frontend,tcp,9000,allowed,reachable,\d+$/).waitFor({ timeout: PATIENCE });
    });
  }).timeout(600_000);
});
