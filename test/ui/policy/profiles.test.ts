import assert from 'node:assert/strict';
import { startLab, type Lab } from '../../../src/lab/lab';
import { PATIENCE, Workbench } from '../support/workbench';
import { eventually } from '../../contract/lab/lab-http';
import { step } from '../../fixtures/step';

describe('profiles in the tree', function () {
  this.timeout(90_000);
  let workbench: Workbench;
  let lab: Lab;
  const etcd = (path: string, init?: RequestInit) => fetch(`${lab.endpoints.etcd}/v2/keys/calico/v1${path}`, init);
  const put = (path: string, value: unknown) =>
    etcd(path, { method: 'PUT', body: new URLSearchParams({ value: JSON.stringify(value) }) });
  const leaf = async (profile: string, name: string) =>
    ((await (await etcd(`/policy/profile/${profile}/${name}`)).json()) as { node?: { value: string } }).node?.value;
  const appears = (row: string) => workbench.row(row).waitFor({ timeout: PATIENCE });
  const goes = (row: string) => workbench.row(row).waitFor({ state: 'hidden', timeout: PATIENCE });
  const dialog = () => workbench.page.locator('.monaco-dialog-box');

  before(async () => {
    lab = await startLab();
    await put('/policy/profile/used/tags', ['used']);
    await put('/policy/profile/used/rules', {
      id: 'used',
      inbound_rules: [{ action: 'allow', src_tag: 'used' }],
      outbound_rules: [{ action: 'allow' }],
    });
    await put('/policy/profile/other/tags', ['other']);
    await put('/policy/profile/other/rules', {
      inbound_rules: [{ action: 'allow', src_tag: 'used' }],
      outbound_rules: [{ action: 'allow' }],
    });
    await put('/host/h/workload/docker/c/endpoint/e1', {
      state: 'active',
      name: 'cali1',
      profile_ids: ['used'],
      ipv4_nets: ['192.168.0.9/32'],
    });
    workbench = await Workbench.open({
      settings: { 'calicoStars.clusters': [{ name: 'here', etcd: [lab.endpoints.etcd] }] },
    });
    await workbench.openView();
    await workbench.command('Calico Stars: Connect…');
    await workbench.pick('here');
    await appears('Profiles, 2');
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.picture(`failed-profiles-${this.currentTest.title.slice(0, 30)}`);
  });
  after(async () => {
    await workbench.close();
    await lab.close();
  });

  it('are created, renamed and removed', async () => {
    await step('are created, unless the name exists', async () => {
      await workbench.menu(workbench.row('Profiles, 2'), 'Create Profile…');
      await workbench.fill('used');
      await workbench.page
        .locator('.quick-input-widget', { hasText: 'A profile named used already exists.' })
        .waitFor({ timeout: PATIENCE });
      await workbench.type('fresh');
      await appears('fresh, no endpoints');
      assert.equal(await leaf('fresh', 'tags'), '["fresh"]');
    });

    await step('are renamed by a copy that keeps their tags and rules', async () => {
      // The row comes with the first of the profile's keys.
      const rules = await eventually(async () => (await leaf('fresh', 'rules')) ?? assert.fail('no rules yet'));
      await workbench.menu(workbench.row('fresh, no endpoints'), 'Rename Profile…');
      await workbench.type('renamed');
      await appears('renamed, no endpoints');
      await goes('fresh, no endpoints');
      assert.equal(await leaf('renamed', 'tags'), '["fresh"]');
      assert.deepEqual(JSON.parse((await leaf('renamed', 'rules')) ?? ''), {
        ...(JSON.parse(rules) as object),
        id: 'renamed',
      });
    });

    await step('can’t be removed while in use, and the message names the endpoints', async () => {
      await workbench.menu(workbench.row('used, 1 endpoint'), 'Rename Profile…');
      await workbench.type('copied');
      await appears('copied, no endpoints');
      await workbench.notification(/used was kept because it is used by 192\.168\.0\.9/).waitFor({ timeout: PATIENCE });
      await workbench.picture('profiles-renamed');
      await appears('used, 1 endpoint');
    });

    await step('are removed after a confirmation that names their users, and restored by Undo', async () => {
      await workbench.menu(workbench.row('copied, no endpoints'), 'Remove Profile');
      await dialog().filter({ hasText: 'It is not in use.' }).waitFor({ timeout: PATIENCE });
      await dialog().getByRole('button', { name: 'Remove Profile' }).click();
      await goes('copied, no endpoints');
      await workbench.menu(workbench.row('used, 1 endpoint'), 'Remove Profile');
      await dialog()
        .filter({ hasText: 'used by 192.168.0.9' })
        .filter({ hasText: 'Rules of other use a tag' })
        .waitFor({ timeout: PATIENCE });
      await workbench.picture('profiles-remove');
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      assert.ok(await leaf('used', 'rules'));
      await workbench.menu(workbench.row('used, 1 endpoint'), 'Remove Profile');
      await dialog().getByRole('button', { name: 'Remove Profile' }).click();
      await goes('used, 1 endpoint');
      assert.equal(await leaf('used', 'rules'), undefined);
      await workbench.command('Calico Stars: Undo Last Policy Change');
      await appears('used, 1 endpoint');
      assert.equal(await leaf('used', 'tags'), '["used"]');
    });

    await step('have tags that F2 renames, with the rules that refer to them', async () => {
      const { page } = workbench;
      await workbench.row('used, 1 endpoint').click();
      await workbench.row(/^Tags/).first().click();
      await workbench.row(/^used$/).click();
      await page.keyboard.press('F2');
      await page.locator('.quick-input-title', { hasText: 'Rename Tag used' }).waitFor({ timeout: PATIENCE });
      await workbench.type('sky');
      await dialog()
        .filter({ hasText: 'Rename the tag used to sky?' })
        .filter({ hasText: 'Cluster: here' })
        .filter({ hasText: '2 rules that refer to it change, too.' })
        .waitFor({ timeout: PATIENCE });
      await workbench.picture('profiles-rename-tag');
      await dialog().getByRole('button', { name: 'Rename Tag' }).click();
      const stored = async () => [
        await leaf('used', 'tags'),
        ...(await Promise.all(
          ['used', 'other'].map(async (name) => /"src_tag": ?"(\w+)"/.exec((await leaf(name, 'rules')) ?? '')?.[1]),
        )),
      ];
      await workbench.untilEqual(stored, ['["sky"]', 'sky', 'sky']);
      await workbench.command('View: Close All Editors');
    });
  }).timeout(360_000);
});
