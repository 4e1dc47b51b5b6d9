import assert from 'node:assert/strict';
import { Etcd3Store } from '../../../src/cluster/etcd/stores/etcd3';
import { clusterInformation, namespaceProfile, object, store, workload } from '../../contract/etcd/calico3-objects';
import { startEtcd, type RunningEtcd } from '../../contract/etcd/etcd';
import { step } from '../../fixtures/step';
import { PATIENCE, Workbench, type Theme } from '../support/workbench';

const POLICY = '/calico/resources/v3/projectcalico.org/networkpolicies/shop/db';
const API = '/calico/resources/v3/projectcalico.org/networkpolicies/shop/api';

/** A policy that lets one port of the database through. */
const db = object(
  'NetworkPolicy',
  'db',
  {
    order: 100,
    selector: "role == 'db'",
    types: ['Ingress'],
    ingress: [
      { action: 'Allow', protocol: 'TCP', source: { selector: "role == 'web'" }, destination: { ports: [6379] } },
    ],
  },
  { namespace: 'shop' },
);

/** A policy that can't see the network set that it names, since that has no namespace. */
const api = object(
  'NetworkPolicy',
  'api',
  {
    order: 100,
    selector: "role == 'api'",
    types: ['Ingress'],
    ingress: [{ action: 'Allow', source: { selector: "role == 'office'" } }],
  },
  { namespace: 'shop' },
);

interface StoredPolicy {
  readonly spec: { readonly ingress: readonly { readonly destination: { readonly ports: readonly number[] } }[] };
}

for (const theme of ['Default Dark Modern', 'Default Light Modern'] satisfies Theme[]) {
  describe(`policies of Calico 3, ${theme}`, function () {
    this.timeout(240_000);
    let etcd: RunningEtcd;
    let admin: Etcd3Store;
    let workbench: Workbench;
    const name = theme.includes('Dark') ? 'dark' : 'light';
    const ports = async () => {
      const { value = '' } = (await admin.get(POLICY)) ?? {};
      return (JSON.parse(value ?? '') as StoredPolicy).spec.ingress.flatMap(({ destination }) => destination.ports);
    };
    const policyRow = /^shop\/db, role == 'db' · 1 endpoint/;
    const lens = (text: RegExp) =>
      workbench.page.locator('.codelens-decoration > *', { hasText: text }).first().waitFor({ timeout: PATIENCE });

    before(async () => {
      etcd = await startEtcd(false);
      admin = new Etcd3Store({ addresses: [etcd.address] });
      await store(
        admin,
        clusterInformation(true),
        namespaceProfile(),
        workload('web-1', '10.0.0.1', { role: 'web' }),
        workload('db-1', '10.0.0.2', { role: 'db' }),
        workload('api-1', '10.0.0.3', { role: 'api' }),
        ['tiers/default', object('Tier', 'default', { order: 1_000_000, defaultAction: 'Deny' })],
        ['networkpolicies/shop/db', db],
        [
          'stagednetworkpolicies/shop/web',
          object(
            'StagedNetworkPolicy',
            'web',
            { selector: "role == 'web'", types: ['Ingress'] },
            { namespace: 'shop' },
          ),
        ],
        [
          'globalnetworksets/office',
          object('GlobalNetworkSet', 'office', { nets: ['192.0.2.0/24'] }, { labels: { role: 'office' } }),
        ],
        ['networkpolicies/shop/api', api],
      );
      workbench = await Workbench.open({
        theme,
        settings: { 'calicoStars.clusters': [{ name: 'shop', etcd: [etcd.address] }] },
      });
      await workbench.openView();
      await workbench.command('Calico Stars: Connect…');
      await workbench.pick('shop');
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await workbench.picture(`failed-calico3-${name}`);
    });
    after(async () => {
      await workbench.close();
      admin.close();
      await etcd.close();
    });

    it('are edited with a preview, saved, explained and undone', async () => {
      await step('are in the tree with what they select, and staged ones are marked', async () => {
        await workbench.row(policyRow).waitFor({ timeout: PATIENCE });
        await workbench.row(/^shop\/web, staged · role == 'web' · 1 endpoint/).waitFor({ timeout: PATIENCE });
      });

      await step('open as YAML, and unsaved changes are previewed', async () => {
        await workbench.row(policyRow).click();
        const line = workbench.page.locator('.editor-instance .view-line', { hasText: '6379' }).first();
        await line.click({ timeout: PATIENCE });
        await workbench.page.keyboard.press('End');
        await workbench.page.keyboard.press('Enter');
        await workbench.page.keyboard.type('- 8080');
        await workbench.page.keyboard.press('Escape');
        await lens(/Preview: opens .*shop\/db-1:8080/);
        await workbench.picture(`calico3-preview-${name}`);
      });

      await step('are not saved while they are invalid', async () => {
        await workbench.page.keyboard.type('0000');
        await lens(/No preview: line \d+: 80800000 is not a port/);
        for (let digit = 0; digit < 4; digit++) await workbench.page.keyboard.press('Backspace');
        await lens(/Preview: opens .*shop\/db-1:8080/);
        assert.deepEqual(await ports(), [6379]);
      });

      await step('are saved to etcd', async () => {
        await workbench.page.keyboard.press('Control+S');
        await workbench.untilEqual(ports, [6379, 8080]);
        await workbench.page
          .locator('.codelens-decoration > *', { hasText: 'Preview' })
          .waitFor({ state: 'hidden', timeout: PATIENCE });
      });

      await step('are completed by their schema, and comments are known to be dropped', async () => {
        await workbench.page.keyboard.press('Control+End');
        await workbench.page.keyboard.type('  serv');
        await workbench.page
          .locator('.suggest-widget .monaco-list-row', { hasText: 'serviceAccountSelector' })
          .waitFor({ timeout: PATIENCE });
        await workbench.picture(`calico3-completion-${name}`);
        await workbench.page.keyboard.press('Escape');
        await workbench.page.keyboard.type(' # why');
        await workbench.page
          .locator('.notification-toast', { hasText: 'Comments are not saved.' })
          .waitFor({ timeout: PATIENCE });
        await workbench.command('File: Revert File');
      });

      await step('explain a connection by the object that decides', async () => {
        await workbench.command('Calico Stars: Explain Connection…');
        await workbench.pick('shop/web-1');
        await workbench.pick('shop/db-1');
        await workbench.pick('Another port…');
        await workbench.type('22');
        const page = workbench.page
          .locator('iframe.webview.ready')
          .last()
          .contentFrame()
          .frameLocator('iframe#active-frame');
        await page.getByText(/No rule of NetworkPolicy shop\/db matches, and tier default denies/).waitFor({
          timeout: PATIENCE,
        });
        await workbench.picture(`calico3-explained-${name}`);
      });

      await step('take the least edit that allows the connection, after telling what it opens', async () => {
        const page = workbench.page
          .locator('iframe.webview.ready')
          .last()
          .contentFrame()
          .frameLocator('iframe#active-frame');
        const card = page.locator('.card', { hasText: 'Opens' }).first();
        await card.getByText(/shop\/web-1 → shop\/db-1 \(tcp 22\)/).waitFor({ timeout: PATIENCE });
        await workbench.picture(`calico3-edit-${name}`);
        await card.getByText('Allow This').click();
        await workbench.untilEqual(async () => (await ports()).includes(22), true);
      });

      await step('are undone, one change at a time', async () => {
        await workbench.command('Calico Stars: Undo Last Policy Change');
        await workbench.untilEqual(ports, [6379, 8080]);
        await workbench.command('Calico Stars: Undo Last Policy Change');
        await workbench.untilEqual(ports, [6379]);
      });
    });

    it('are linted in their documents, with quick fixes that change the YAML', async () => {
      const squiggle = workbench.page.locator('.squiggly-warning').first();
      const line = workbench.page.locator('.editor-instance .view-line', { hasText: "role == 'office'" }).first();
      await step('marks what lint finds at its place', async () => {
        await workbench.row(/^shop\/api, role == 'api' · 1 endpoint · 2 warnings/).click({ timeout: PATIENCE });
        await squiggle.waitFor({ timeout: PATIENCE });
        await line.click({ timeout: PATIENCE });
        await workbench.page.keyboard.press('End');
        await workbench.page.keyboard.press('ArrowLeft');
      });

      await step('fixes it in the text, and previews what that opens', async () => {
        const fix = workbench.page.locator('.action-widget .action', { hasText: 'Add namespaceSelector: global()' });
        // The editor may not have the focus yet.
        await workbench.untilEqual(async () => {
          await workbench.page.keyboard.press('Control+.');
          return fix
            .first()
            .waitFor({ timeout: PATIENCE / 10 })
            .then(
              () => true,
              () => false,
            );
        }, true);
        await workbench.picture(`calico3-quick-fix-${name}`);
        await fix.first().click();
        await workbench.page
          .locator('.editor-instance .view-line', { hasText: 'namespaceSelector: global()' })
          .waitFor({ timeout: PATIENCE });
        await lens(/Preview: opens 192\.0\.2\.0\/24 → shop\/api-1/);
        await squiggle.waitFor({ state: 'hidden', timeout: PATIENCE });
      });

      await step('stores it', async () => {
        await workbench.page.keyboard.press('Control+S');
        await workbench.untilEqual(
          async () => (await admin.get(API))?.value?.includes('"namespaceSelector":"global()"'),
          true,
        );
      });
    });
  });
}
