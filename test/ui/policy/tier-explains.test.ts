import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { startStars } from '../support/stars';
import { PATIENCE, Workbench } from '../support/workbench';

describe('a tier that blocks the demo’s frontend', function () {
  this.timeout(180_000);
  let workbench: Workbench;
  let etcd: string;
  const policyRow = /^shut, app == 'frontend' · 1 endpoint/;
  const key = (path: string) => `${etcd}/v2/keys/calico/v1/policy/${path}`;
  const put = (path: string, value: unknown) =>
    fetch(key(path), { method: 'PUT', body: new URLSearchParams({ value: JSON.stringify(value) }) });
  const inbound = async () => {
    const { node } = (await (await fetch(key('tier/default/policy/shut'))).json()) as { node: { value: string } };
    return (JSON.parse(node.value) as { inbound_rules: unknown[] }).inbound_rules;
  };
  const details = (): Locator => workbench.graph.locator('.details');
  const edge = (more = ''): Locator => workbench.graph.locator(`[data-edge="C→F"]${more}`);
  const DARK = '[data-state="unreachable"][data-agreement="agrees"]';
  const LIT = '[data-state="reachable"][data-agreement="agrees"]';

  before(async () => {
    workbench = await Workbench.open({ theme: 'Default Dark Modern' });
    await startStars(workbench);
    const endpoints = await workbench.labEndpoints();
    ({ etcd } = endpoints);
    const networks = (await (await fetch(`${endpoints.docker}/networks`)).json()) as { Id: string; Name: string }[];
    const frontend = networks.find(({ Name }) => Name === 'frontend')?.Id ?? assert.fail();
    await put(`profile/${frontend}/rules`, {
      id: frontend,
      inbound_rules: [{ action: 'allow', protocol: 'tcp', dst_ports: [9000] }],
      outbound_rules: [{ action: 'allow' }],
    });
    await put(`profile/${frontend}/labels`, { app: 'frontend' });
  });
  beforeEach(async () => {
    await workbench.command('Calico Stars: Show Graph');
    await fetch(key('tier/default/policy/shut'), { method: 'DELETE' });
    await edge(LIT).waitFor({ timeout: PATIENCE });
    await put('tier/default/policy/shut', {
      order: 1,
      selector: "app == 'frontend'",
      inbound_rules: [],
      outbound_rules: [{ action: 'next-tier' }],
    });
    await workbench.row(policyRow).waitFor({ timeout: PATIENCE });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.picture(`failed-tier-explains-${this.currentTest.title.slice(0, 30)}`);
  });
  after(() => workbench.close());

  it('is named in the details of the dark edge', async () => {
    await edge(DARK).waitFor({ timeout: PATIENCE });
    await workbench.clickLine(edge());
    await details()
      .getByText(/Tier default drops/)
      .first()
      .waitFor({ timeout: PATIENCE });
    assert.match(await details().innerText(), /denied by policy/);
    await workbench.picture('tier-explains');
  });

  it('is fixed in the document, and restored by Undo', async () => {
    await workbench.row(policyRow).click();
    const line = workbench.page.locator('.editor-instance .view-line', { hasText: 'inbound:' }).first();
    await line.click({ timeout: PATIENCE });
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type('allow tcp to ports 9000');
    await workbench.page.keyboard.press('Escape');
    await workbench.page
      .locator('.codelens-decoration > *', { hasText: /Preview: opens .*frontend:9000/ })
      .first()
      .waitFor({ timeout: PATIENCE });
    await workbench.page.keyboard.press('Control+S');
    await workbench.untilEqual(async () => (await inbound()).length, 1);
    await workbench.command('Calico Stars: Undo Last Policy Change');
    await workbench.untilEqual(async () => (await inbound()).length, 0);
  });

  it('is fixed from the graph', async () => {
    await edge(DARK).waitFor({ timeout: PATIENCE });
    await workbench.clickLine(edge());
    await details().getByRole('button', { name: 'Allow This' }).first().click({ timeout: PATIENCE });
    await edge(LIT).waitFor({ timeout: PATIENCE });
    assert.equal((await inbound()).length, 1);
    await workbench.picture('tier-mended');
  });
});
