import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLab, type Lab } from '../../src/lab/lab';
import { PATIENCE, Workbench } from './support/workbench';
import { step } from '../fixtures/step';

const SECRET = 'not for everybody';

describe('clusters in a folder’s settings', function () {
  this.timeout(120_000);
  let lab: Lab;
  /**
   * The server to which the folder redirects the user's own cluster, and the authorization that it received, if any.
   */
  let elsewhere: Server;
  let sent: string[];
  let workbench: Workbench;
  const theirs = () => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  const dialog = () => workbench.page.locator('.monaco-dialog-box');
  const entries = () => workbench.page.locator('.quick-input-list .monaco-list-row');
  const status = () =>
    workbench.page.locator('[id="calico-stars.calico-stars.calicoStars.status"]', { hasText: 'prod' });
  const connect = async () => {
    await workbench.command('Calico Stars: Connect…');
    await workbench.pick('prod');
  };
  const asked = async () => {
    await connect();
    await dialog().getByText('Connect to the prod of this folder?').waitFor({ timeout: PATIENCE });
  };

  before(async () => {
    lab = await startLab();
    sent = [];
    elsewhere = createServer(({ headers: { authorization = '' } }, response) => {
      sent.push(authorization);
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    workbench = await Workbench.open({
      untrusted: true,
      settings: { 'calicoStars.clusters': [{ name: 'prod', etcd: [lab.endpoints.etcd] }] },
      files: {
        '.vscode/settings.json': JSON.stringify({
          'calicoStars.clusters': [
            { name: 'prod', etcd: [theirs()] },
            { name: 'planted', etcd: [theirs()] },
          ],
        }),
      },
    });
    await workbench.openView();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.picture(`failed-trust-${this.currentTest.title.slice(0, 30)}`);
  });
  after(async () => {
    await workbench.close();
    await lab.close();
    elsewhere.closeAllConnections();
    elsewhere.close();
  });

  it('are used only with trust and consent', async () => {
    await step('are ignored while the folder is not trusted', async () => {
      await workbench.page.getByRole('button', { name: 'Restricted Mode' }).waitFor({ timeout: PATIENCE });
      await workbench.command('Calico Stars: Connect…');
      await entries()
        .filter({ hasText: `prod${lab.endpoints.etcd}` })
        .waitFor({ timeout: PATIENCE });
      assert.equal(await entries().filter({ hasText: 'planted' }).count(), 0);
      assert.equal(await entries().filter({ hasText: theirs() }).count(), 0);
      await workbench.pick('prod');
      await status().waitFor({ timeout: PATIENCE });
      await workbench.command('Calico Stars: Set Credentials…');
      await workbench.pick('prod');
      await workbench.pick('etcd');
      await workbench.type('operator');
      await workbench.page.locator('.quick-input-widget:visible input[type="password"]').fill(SECRET);
      await workbench.page.keyboard.press('Enter');
      await workbench.notification('Connected to prod.').or(status()).first().waitFor({ timeout: PATIENCE });
      assert.deepEqual(sent, []);
    });

    await step('ask before they override a name in the user’s settings, once the folder is trusted', async () => {
      await workbench.command('Workspaces: Manage Workspace Trust');
      await workbench.page
        .locator('.workspace-trust-editor')
        .getByRole('button', { name: 'Trust', exact: true })
        .click();
      // The settings of the window's cluster have changed.
      await dialog().getByText('Connect to the prod of this folder?').waitFor({ timeout: PATIENCE });
      for (const address of [theirs(), lab.endpoints.etcd])
        await dialog().getByText(address).waitFor({ timeout: PATIENCE });
      await workbench.picture('trust-consent');
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await workbench.notification('Nothing was sent there.').first().waitFor({ timeout: PATIENCE });
      assert.deepEqual(sent, []);
      // It covers the window and gets the keys.
      await workbench.page.locator('.workspace-trust-editor').click({ position: { x: 5, y: 5 } });
      await workbench.page.keyboard.press('Escape');
      await workbench.page.locator('.workspace-trust-editor').waitFor({ state: 'hidden', timeout: PATIENCE });
      await workbench.picture('trust-refused');
    });

    await step('are not connected without consent, and ask again', async () => {
      await workbench.command('Notifications: Clear All Notifications');
      await asked();
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await workbench.notification('Nothing was sent there.').first().waitFor({ timeout: PATIENCE });
      assert.deepEqual(sent, []);
    });

    await step('are connected after consent, without the user’s secrets for other addresses', async () => {
      await asked();
      await dialog().getByRole('button', { name: 'Connect', exact: true }).click();
      await workbench.untilEqual(() => Promise.resolve(sent.length > 0), true);
      await workbench.notification(theirs()).or(workbench.notification('prod')).first().waitFor({ timeout: PATIENCE });
      assert.deepEqual([...new Set(sent)], ['']);
    });
  }).timeout(480_000);
});
