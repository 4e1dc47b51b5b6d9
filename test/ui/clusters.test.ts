import assert from 'node:assert/strict';
import { startLab, type Lab } from '../../src/lab/lab';
import { PATIENCE, Workbench, type Theme } from './support/workbench';
import { step } from '../fixtures/step';

/** A lab with one profile, which has one rule. */
async function labWith(profile: string): Promise<Lab> {
  const lab = await startLab();
  const put = (leaf: string, value: unknown) =>
    fetch(`${lab.endpoints.etcd}/v2/keys/calico/v1/policy/profile/${profile}/${leaf}`, {
      method: 'PUT',
      body: new URLSearchParams({ value: JSON.stringify(value) }),
    });
  await put('tags', [profile]);
  await put('rules', { id: profile, inbound_rules: [{ action: 'deny' }], outbound_rules: [{ action: 'allow' }] });
  return lab;
}

const rulesIn = async ({ endpoints: { etcd } }: Lab, profile: string) => {
  const { node } = (await (await fetch(`${etcd}/v2/keys/calico/v1/policy/profile/${profile}/rules`)).json()) as {
    node: { value: string };
  };
  return (JSON.parse(node.value) as { inbound_rules: unknown[] }).inbound_rules.length;
};

/** The cluster in the status bar. */
const statusOf = ({ page }: Workbench) => page.locator('[id="calico-stars.calico-stars.calicoStars.status"]');

describe('windows with different clusters', function () {
  this.timeout(360_000);
  let labs: readonly [Lab, Lab];
  let first: Workbench;
  let opened: Workbench | undefined;
  const clusters = (one: object = {}) => [
    { name: 'one', etcd: [labs[0].endpoints.etcd], ...one },
    {
      name: 'two',
      etcd: [labs[1].endpoints.etcd],
      docker: [labs[1].endpoints.docker],
      marathon: labs[1].endpoints.marathon,
    },
  ];
  const services = () => ({ docker: [labs[0].endpoints.docker], marathon: labs[0].endpoints.marathon });
  const createNetwork = async (name: string) => {
    await first.command('Calico Stars: Create Network…');
    await first.type(name);
    await first.pick('Any pool');
  };
  const launchGroup = async () => {
    await first.command('Calico Stars: Launch Group…');
    await first.pick('Stars demo');
  };
  /** The content of the first cluster's Docker and Marathon. */
  const held = async () => {
    const [networks, group] = await Promise.all(
      [`${services().docker[0] ?? ''}/networks`, `${services().marathon}/v2/groups`].map(async (url) =>
        (await fetch(url)).json(),
      ),
    );
    return {
      networks: (networks as { Name: string }[])
        .map(({ Name }) => Name)
        .filter((name) => ['green', 'blue'].includes(name)),
      groups: (group as { groups: { id: string }[] }).groups.map(({ id }) => id),
    };
  };
  const status = (window: Workbench, text: string) => statusOf(window).filter({ hasText: text });
  const connect = async (window: Workbench, name: string) => {
    await window.command('Calico Stars: Connect…');
    await window.pick(name);
    await status(window, name).waitFor({ timeout: PATIENCE });
  };
  const profile = (window: Workbench, name: string) => window.row(new RegExp(`^${name}`)).first();
  const unfold = async (window: Workbench) => {
    const profiles = window.row(/^Profiles, \d/);
    await profiles.waitFor({ timeout: PATIENCE });
    if ((await profiles.getAttribute('aria-expanded')) === 'false') await profiles.click();
  };

  before(async () => {
    labs = [await labWith('web-one'), await labWith('web-two')];
    first = await Workbench.open({ settings: { 'calicoStars.clusters': clusters() } });
    await first.openView();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    const name = `failed-clusters-${this.currentTest.title.slice(0, 30)}`;
    await first.picture(name);
    await opened?.picture(`${name}-second`);
  });
  after(async () => {
    await first.close();
    for (const lab of labs) await lab.close();
  });

  it('keep their own cluster and its permissions', async () => {
    await step('are separate: a new window is not connected', async () => {
      await connect(first, 'one');
      await unfold(first);
      await profile(first, 'web-one').waitFor({ timeout: PATIENCE });
      const second = (opened = await first.newWindow('elsewhere'));
      await second.openView();
      await second.row(/^two, not connected/).waitFor({ timeout: PATIENCE });
      await connect(second, 'two');
      await unfold(second);
      await profile(second, 'web-two').waitFor({ timeout: PATIENCE });
      assert.equal(await profile(first, 'web-one').count(), 1);
    });

    await step('say whose rows they show', async () => {
      for (const [window, name] of [
        [first, 'one'],
        [opened ?? assert.fail('not opened'), 'two'],
      ] as const)
        await window.row(new RegExp(`^${name}$`)).waitFor({ timeout: PATIENCE });
    });

    await step('return to their own cluster after a restart', async () => {
      const second = opened ?? assert.fail('not opened');
      // A page behind another tab draws no frames.
      await first.page.bringToFront();
      await first.restart();
      await status(first, 'one').waitFor({ timeout: PATIENCE });
      await unfold(first);
      await profile(first, 'web-one').waitFor({ timeout: PATIENCE });
      await second.page.bringToFront();
      await second.restart();
      await status(second, 'two').waitFor({ timeout: PATIENCE });
      await unfold(second);
      await profile(second, 'web-two').waitFor({ timeout: PATIENCE });
      opened = undefined;
      await second.page.close();
      await first.page.bringToFront();
    });

    await step('follow settings that change while connected, and stay where rules have unsaved edits', async () => {
      await profile(first, 'web-one').hover();
      await profile(first, 'web-one').getByRole('button', { name: 'Open Rules' }).click();
      await first.page.locator('.editor-instance .view-line', { hasText: 'deny' }).first().click({ timeout: PATIENCE });
      await first.page.keyboard.press('End');
      await first.page.keyboard.type(' # mine');
      await first.setting('calicoStars.clusters', clusters({ etcd: [labs[1].endpoints.etcd] }));
      await first.notification('keeps its connection').waitFor({ timeout: PATIENCE });
      await profile(first, 'web-one').waitFor({ timeout: PATIENCE });
      await first.picture('clusters-unsaved');
      await first.page.keyboard.press('Control+z');
      await first.command('File: Revert File');
      await first.notification('keeps its connection').getByRole('button', { name: 'Reconnect' }).click();
      await unfold(first);
      await profile(first, 'web-two').waitFor({ timeout: PATIENCE });
      await first.setting('calicoStars.clusters', clusters());
      await unfold(first);
      await profile(first, 'web-one').waitFor({ timeout: PATIENCE });
    });

    await step('name the last cluster after disconnecting, also in a restored graph', async () => {
      await first.command('Calico Stars: Show Graph');
      await first.graph.locator('[data-empty="no-collector"]').waitFor({ timeout: PATIENCE });
      await first.command('Calico Stars: Disconnect');
      await first.graph.getByRole('button', { name: 'Connect to one' }).waitFor({ timeout: PATIENCE });
      await first.restart();
      await first.row(/^one, not connected/).waitFor({ timeout: PATIENCE });
      const button = first.graph.getByRole('button', { name: 'Connect to one' });
      await button.waitFor({ timeout: PATIENCE });
      await first.picture('clusters-last');
      await button.click();
      await status(first, 'one').waitFor({ timeout: PATIENCE });
      await first.command('View: Close All Editors');
    });

    await step('ask before each change to a production cluster, and show it in red', async () => {
      await first.setting('calicoStars.clusters', clusters({ production: true, ...services() }));
      await first.page
        .locator('[id="calico-stars.calico-stars.calicoStars.status"].has-background-color')
        .waitFor({ timeout: PATIENCE });
      await unfold(first);
      const dialog = first.page.locator('.monaco-dialog-box');
      const addTag = async () => {
        await first.menu(profile(first, 'web-one'), 'Add Tag…');
        await first.type('green');
        await dialog.getByText('Change one? This is a production cluster.').waitFor({ timeout: PATIENCE });
      };
      await addTag();
      await first.picture('clusters-production');
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.waitFor({ state: 'hidden', timeout: PATIENCE });
      const tags = async () =>
        (
          (await (await fetch(`${labs[0].endpoints.etcd}/v2/keys/calico/v1/policy/profile/web-one/tags`)).json()) as {
            node: { value: string };
          }
        ).node.value;
      assert.equal(await tags(), '["web-one"]');
      await addTag();
      await dialog.getByRole('button', { name: 'Make Change' }).click();
      await first.untilEqual(tags, '["web-one","green"]');
    });

    await step('ask before a network is created and a group is launched in a production cluster', async () => {
      const dialog = first.page.locator('.monaco-dialog-box');
      const answer = async (change: string, button: string) => {
        await dialog.getByText('Change one? This is a production cluster.').waitFor({ timeout: PATIENCE });
        await dialog.getByText(`You are about to ${change}.`).waitFor({ timeout: PATIENCE });
        await dialog.getByRole('button', { name: button }).click();
        await dialog.waitFor({ state: 'hidden', timeout: PATIENCE });
      };
      await createNetwork('green');
      await answer('create the network green', 'Cancel');
      await first.notification('green was not created.').waitFor({ timeout: PATIENCE });
      await launchGroup();
      await answer('launch /calico-stars', 'Cancel');
      await first.notification('nothing was changed').waitFor({ timeout: PATIENCE });
      assert.deepEqual(await held(), { networks: [], groups: [] });
      await createNetwork('green');
      await answer('create the network green', 'Make Change');
      await launchGroup();
      await answer('launch /calico-stars', 'Make Change');
      await first.untilEqual(held, { networks: ['green'], groups: ['/calico-stars'] });
      await first.command('Notifications: Clear All Notifications');
    });

    await step('reject changes to a read-only cluster, and explain how to allow them', async () => {
      await first.setting('calicoStars.clusters', clusters({ production: 'read-only', ...services() }));
      await first.page
        .locator('[id="calico-stars.calico-stars.calicoStars.status"][aria-label*="read-only"]')
        .waitFor({ timeout: PATIENCE });
      await unfold(first);
      await first.menu(profile(first, 'web-one'), 'Add Tag…');
      await first.type('blue');
      const rejection = first.notification('one is read-only. Nothing was changed.');
      await rejection.waitFor({ timeout: PATIENCE });
      await first.picture('clusters-read-only');
      await rejection.getByRole('button', { name: 'Edit Cluster…' }).waitFor({ timeout: PATIENCE });
      assert.equal(await rulesIn(labs[0], 'web-one'), 1);
      const before = await held();
      for (const change of [() => createNetwork('blue'), launchGroup]) {
        await first.command('Notifications: Clear All Notifications');
        await change();
        await rejection
          .filter({ hasText: 'set its “production” to true or false in your settings' })
          .waitFor({ timeout: PATIENCE });
      }
      assert.deepEqual(await held(), before);
      await first.command('Notifications: Clear All Notifications');
    });
  });
});

for (const [look, theme] of [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
] as readonly (readonly [string, Theme])[]) {
  describe(`adding a cluster, ${look}`, function () {
    this.timeout(120_000);
    let lab: Lab;
    let workbench: Workbench;
    before(async () => {
      lab = await labWith('web');
      workbench = await Workbench.open({ theme });
      await workbench.openView();
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        await workbench.picture(`failed-add-${this.currentTest.title.slice(0, 30)}-${look}`);
    });
    after(async () => {
      await workbench.close();
      await lab.close();
    });
    const question = (about: string) =>
      workbench.page.locator('.quick-input-title', { hasText: `Add Cluster: ${about}` });
    const validation = (text: string | RegExp) => workbench.page.locator('.quick-input-message', { hasText: text });

    it('validates addresses as they are typed, and shows the cluster’s health', async () => {
      await step('checks each address as it is typed', async () => {
        await workbench.command('Calico Stars: Add Cluster…');
        await workbench.type('lab');
        await question('etcd').waitFor({ timeout: PATIENCE });
        await workbench.fill('http://127.0.0.1:1');
        await validation('nothing is listening there').waitFor({ timeout: PATIENCE });
        await workbench.picture(`add-nothing-${look}`);
        await workbench.fill(lab.endpoints.etcd);
        await validation(/etcd answers: 2\.3\.\d · API v2 · /).waitFor({ timeout: PATIENCE });
        await workbench.picture(`add-etcd-${look}`);
        await workbench.page.keyboard.press('Enter');
        await question('Marathon').waitFor({ timeout: PATIENCE });
        await workbench.fill(lab.endpoints.marathon);
        await validation(/Marathon answers: 0\.14\.2/).waitFor({ timeout: PATIENCE });
        await workbench.page.keyboard.press('Enter');
        await question('Docker').waitFor({ timeout: PATIENCE });
        await workbench.fill(lab.endpoints.docker);
        await validation(/Docker answers: 1\.11\.\d · API 1\.23/).waitFor({ timeout: PATIENCE });
        await workbench.page.keyboard.press('Enter');
        await question('marathon-lb').waitFor({ timeout: PATIENCE });
        await workbench.page.keyboard.press('Enter');
        await question('star-collect').waitFor({ timeout: PATIENCE });
        await workbench.page.keyboard.press('Enter');
        await workbench.pick('Changes are made without confirmation');
        await statusOf(workbench).filter({ hasText: 'lab' }).waitFor({ timeout: PATIENCE });
      });

      await step('shows the health of each service', async () => {
        await workbench.command('Calico Stars: Cluster Health');
        const row = (text: string) => workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
        for (const text of ['API v2 · ', 'leader ', 'API 1.23', 'in the v2 store'])
          await row(text).first().waitFor({ timeout: PATIENCE });
        await workbench.picture(`health-${look}`);
        await workbench.page.keyboard.press('Escape');
      });
    });
  });
}
