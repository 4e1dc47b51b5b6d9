import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../../scripts/process';
import { startLab, type Lab } from '../../src/lab/lab';
import { PATIENCE, Workbench } from './support/workbench';

const NOT_JSON = '{\n  "id": "/broken",\n  "apps": [\n    { "id": "a" "cmd": "sleep 1" }\n  ]\n}\n';
/** No agent has that many CPUs, so its deployment waits forever and holds its lock. */
const stuck = (cmd: string) => JSON.stringify({ id: '/stuck', apps: [{ id: 'a', cmd, cpus: 1000, mem: 16 }] });

describe('messages about mistakes', function () {
  this.timeout(90_000);
  let workbench: Workbench;
  let lab: Lab;
  let page: Server;
  const profile = '/calico/v1/policy/profile/web';
  const etcd = (path: string, init?: RequestInit) => fetch(`${lab.endpoints.etcd}/v2/keys${path}`, init);
  const put = (path: string, value: unknown) =>
    etcd(path, { method: 'PUT', body: new URLSearchParams({ value: JSON.stringify(value) }) });
  const rules = async () =>
    ((await (await etcd(`${profile}/rules`)).json()) as { node?: { value: string } }).node?.value;
  /** The whole content of etcd, to check that nothing was changed. */
  const everything = async () =>
    JSON.stringify(
      ((await (await etcd('/calico/v1/policy?recursive=true&sorted=true')).json()) as { node: unknown }).node,
    );

  before(async () => {
    lab = await startLab();
    page = createServer((_, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html><script>document.title = "taken over"</script></html>'),
    );
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
    const { etcd: etcdAddress, marathon, docker } = lab.endpoints;
    workbench = await Workbench.open({
      settings: {
        'calicoStars.clusters': [
          {
            name: 'good',
            etcd: [etcdAddress],
            marathon,
            docker: [docker],
            collector: `http://127.0.0.1:${(page.address() as AddressInfo).port}`,
          },
          { name: 'nobody', etcd: [`http://127.0.0.1:${await freePort()}`] },
          { name: 'no-etcd', etcd: [`http://127.0.0.1:${(page.address() as AddressInfo).port}`] },
        ],
      },
      files: {
        'not-json.json': NOT_JSON,
        'no-group.json': '{ "id": "single", "cmd": "sleep 1" }',
        'stuck.json': stuck('sleep 1'),
        'changed.json': stuck('sleep 2'),
      },
    });
    await workbench.openView();
  });
  beforeEach(async () => {
    await put(`${profile}/tags`, ['web']);
    await put(`${profile}/rules`, {
      inbound_rules: [{ action: 'allow', src_tag: 'web' }],
      outbound_rules: [{ action: 'allow' }],
    });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.slice(0, 40)}`);
  });
  after(async () => {
    await workbench.close();
    await lab.close();
    page.close();
  });

  const connect = async (name: string) => {
    await workbench.command('Calico Stars: Connect…');
    await workbench.pick(name);
  };
  /** Connects to the cluster that works, unless it is connected. */
  const connectToGood = async () => {
    const profiles = workbench.row('Profiles, 1');
    if (!(await profiles.isVisible())) await connect('good');
    await profiles.waitFor({ timeout: PATIENCE });
    await workbench.row('web, no endpoints').waitFor({ timeout: PATIENCE });
  };
  const launch = async (file: string) => {
    await workbench.command('Calico Stars: Launch Group…');
    await workbench.fill(file);
    await workbench.pick(file);
  };

  /** Files that hold no group are not in the list. */
  const launchFromExplorer = async (file: string) => {
    await workbench.command('Calico Stars: Launch Group…');
    await workbench.page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'stuck.json' })
      .waitFor({ timeout: PATIENCE });
    assert.equal(await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: file }).count(), 0);
    await workbench.page.keyboard.press('Escape');
    await workbench.page
      .getByRole('tab', { name: /^Explorer/ })
      .first()
      .click();
    await workbench.menu(
      workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }),
      'Launch Group…',
    );
    await workbench.openView();
  };

  it('report an address where nothing listens, and offer to try again', async () => {
    await connect('nobody');
    const message = workbench.notification(
      /etcd at http:\/\/127\.0\.0\.1:\d+ can’t be reached: nothing is listening there/,
    );
    await message.waitFor({ timeout: PATIENCE });
    for (const name of ['Try Again', 'Edit Cluster…', 'Remove Cluster…', 'Open Log'])
      await message.getByRole('button', { name }).waitFor({ timeout: PATIENCE });
    await workbench.row(/^nobody, not reached/).waitFor({ timeout: PATIENCE });
    await workbench.picture('mistake-nothing-listens');
  });

  it('report a server other than etcd', async () => {
    await connect('no-etcd');
    await workbench.notification(/does not support etcd/).waitFor({ timeout: PATIENCE });
  });

  it('report in the graph a collector that returns a page, without running its content', async () => {
    await connectToGood();
    await workbench.command('Calico Stars: Show Graph');
    const empty = workbench.graph.locator('[data-empty="not-a-collector"]');
    await empty.waitFor({ timeout: PATIENCE });
    await workbench.picture('mistake-html');
  });

  it('show where a malformed rule is wrong, and fix it with one suggestion', async () => {
    await connectToGood();
    const before = await everything();
    await workbench.menu(workbench.row('web, no endpoints'), 'Add Rule…');
    await workbench.pick('Inbound');
    await workbench.fill('allow tcp to prots 9000');
    await workbench.page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'Did you mean “ports”?' })
      .waitFor({ timeout: PATIENCE });
    await workbench.picture('mistake-rule');
    await workbench.page.keyboard.press('Enter');
    await workbench.untilEqual(() => workbench.quickInput.inputValue(), 'allow tcp to ports 9000');
    await workbench.page.keyboard.press('Escape');
    assert.equal(await everything(), before);
  });

  it('report a rule for a profile removed in the meantime, and create no profile', async () => {
    await connectToGood();
    await workbench.menu(workbench.row('web, no endpoints'), 'Add Rule…');
    await workbench.pick('Inbound');
    await workbench.fill('allow tcp to ports 9000');
    await etcd(`${profile}?recursive=true&dir=true`, { method: 'DELETE' });
    await workbench.page.keyboard.press('Enter');
    await workbench.notification('The profile web no longer exists.').waitFor({ timeout: PATIENCE });
    assert.equal(await rules(), undefined);
  });

  it('name the line of a group file that is not JSON, and launch nothing', async () => {
    await connectToGood();
    await launchFromExplorer('not-json.json');
    await workbench
      .notification(/not-json\.json is not a group definition\. It is not valid JSON: error in line 4/)
      .waitFor({ timeout: PATIENCE });
  });

  it('report what a group file without a group contains', async () => {
    await connectToGood();
    await launchFromExplorer('no-group.json');
    await workbench.notification(/It is a single app, not a group/).waitFor({ timeout: PATIENCE });
    const { apps } = (await (await fetch(`${lab.endpoints.marathon}/v2/apps`)).json()) as { apps: { id: string }[] };
    assert.ok(!apps.some(({ id }) => id.includes('single')));
  });

  it('report a group locked by a deployment in Marathon’s words, and offer to force', async () => {
    await connectToGood();
    await launch('stuck.json');
    await workbench.row('/stuck, deploying, 0 of 1 running').waitFor({ timeout: PATIENCE });
    await launch('changed.json');
    // The change would restart the app that is being deployed, which must be confirmed first.
    await workbench.page
      .locator('.monaco-dialog-box')
      .getByRole('button', { name: 'Launch Group', exact: true })
      .click({ timeout: PATIENCE });
    const message = workbench.notification(/App is locked by one or more deployments/);
    await message.waitFor({ timeout: PATIENCE });
    await message.getByRole('button', { name: 'Force' }).waitFor({ timeout: PATIENCE });
    await workbench.picture('mistake-locked');
    const deployments = (await (await fetch(`${lab.endpoints.marathon}/v2/deployments`)).json()) as unknown[];
    assert.equal(deployments.length, 1);
  });
});
