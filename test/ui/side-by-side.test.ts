import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeKubeconfig } from '../../src/lab/kubernetes/kubeconfig';
import { startKubernetes, type KubernetesLab } from '../../src/lab/kubernetes/kubernetes';
import { startLab, type Lab } from '../../src/lab/lab';
import { applyManifest } from '../fixtures/apply-manifest';
import { step } from '../fixtures/step';
import { PATIENCE, Workbench } from './support/workbench';

describe('clusters side by side in a window', function () {
  this.timeout(240_000);
  let mesos: Lab;
  let kubernetes: KubernetesLab;
  let folder: string;
  let window: Workbench;
  const put = (leaf: string, value: unknown) =>
    fetch(`${mesos.endpoints.etcd}/v2/keys/calico/v1/policy/profile/web/${leaf}`, {
      method: 'PUT',
      body: new URLSearchParams({ value: JSON.stringify(value) }),
    });
  const status = (text: string) =>
    window.page.locator('[id="calico-stars.calico-stars.calicoStars.status"]').filter({ hasText: text });

  before(async () => {
    [mesos, kubernetes] = await Promise.all([startLab(), startKubernetes()]);
    await put('tags', ['web']);
    await put('rules', { id: 'web', inbound_rules: [{ action: 'deny' }], outbound_rules: [{ action: 'allow' }] });
    await applyManifest('stars.yaml', kubernetes);
    folder = await mkdtemp(path.join(tmpdir(), 'side-by-side-'));
    const kubeconfig = path.join(folder, 'config');
    await writeKubeconfig(kubeconfig, kubernetes);
    window = await Workbench.open({
      settings: {
        'calicoStars.clusters': [
          { name: 'harbor', etcd: [mesos.endpoints.etcd] },
          { name: 'meadow', context: 'calico-stars-lab', kubeconfig, production: true },
          { name: 'quarry', etcd: ['http://127.0.0.1:1'] },
        ],
      },
    });
    await window.openView();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.picture('failed-side-by-side');
  });
  after(async () => {
    await window.close();
    await mesos.close();
    await kubernetes.close();
    await rm(folder, { recursive: true });
  });

  it('each with a root, connected when it is expanded, and disconnected on its own', async () => {
    await step('connect when they are expanded', async () => {
      for (const [name, last] of [
        ['harbor', /^Hosts/],
        ['meadow', /^Namespaces/],
        ['quarry', /^quarry, not reached/],
      ] as const) {
        await window.row(new RegExp(`^${name}, not connected`)).click();
        await status(name).waitFor({ timeout: PATIENCE });
        // Rows that appear move those below, and a click would hit another.
        await window.row(last).waitFor({ timeout: PATIENCE });
      }
      await window.command('Notifications: Clear All Notifications');
      await window.picture('side-by-side-dark');
      await window.setting('workbench.colorTheme', 'Default Light Modern');
      await window.page.locator('.monaco-workbench.vs').waitFor({ timeout: PATIENCE });
      await window.picture('side-by-side-light');
    });

    await step('follow their own changes', async () => {
      await applyManifest('1-default-deny.yaml', kubernetes);
      await window.row(/^Policies, 2/).waitFor({ timeout: PATIENCE });
      await window.row(/^default, order/).click();
      await window.row(/^stars\/default-deny/).waitFor({ timeout: PATIENCE });
    });

    await step('show only some namespaces', async () => {
      const { page } = window;
      await window.menu(window.row(/^Namespaces/), 'Filter Namespaces…');
      await page
        .locator('.quick-input-title', { hasText: 'Filter Namespaces of meadow' })
        .waitFor({ timeout: PATIENCE });
      await page.locator('.quick-input-header').getByRole('checkbox').first().click();
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'stars' }).click();
      await page.locator('.quick-input-action').getByRole('button').click();
      await window.row(/^Namespaces, 1 of 7, filtered/).waitFor({ timeout: PATIENCE });
      await window.row(/^client\/default-deny/).waitFor({ state: 'hidden', timeout: PATIENCE });
      await window.picture('side-by-side-filtered');
    });

    await step('open documents of their own, and are current when a row is clicked', async () => {
      await window.row(/^web/).hover();
      await window.row(/^web/).getByRole('button', { name: 'Open Rules' }).click();
      await window.page
        .locator('.editor-instance .view-line', { hasText: 'deny' })
        .first()
        .waitFor({ timeout: PATIENCE });
      await status('harbor').waitFor({ timeout: PATIENCE });
    });

    await step('disconnect one and keep the other', async () => {
      await window.menu(window.row(/^harbor$/), 'Disconnect');
      await window.row(/^harbor, not connected/).waitFor({ timeout: PATIENCE });
      await window.row(/^stars\/default-deny/).waitFor({ timeout: PATIENCE });
      await window.picture('side-by-side-one-left');
    });

    await step(
      'are all reachable after a restart: the last one is connected, the others when they are expanded',
      async () => {
        // Its root stayed expanded.
        await window.row(/^Not connected, click to connect/).click();
        await window.row(/^Hosts/).waitFor({ timeout: PATIENCE });
        await window.restart();
        await window.row(/^Hosts/).waitFor({ timeout: PATIENCE });
        await window.row(/^quarry, not connected/).waitFor({ timeout: PATIENCE });
        await window.row(/^meadow, not connected/).click();
        await window.row(/^Namespaces, 1 of 7, filtered/).waitFor({ timeout: PATIENCE });
        await window.row(/^harbor$/).waitFor({ timeout: PATIENCE });
      },
    );
  });
});
