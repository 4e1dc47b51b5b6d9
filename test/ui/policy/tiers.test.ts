import assert from 'node:assert/strict';
import { startLab, type Lab } from '../../../src/lab/lab';
import { PATIENCE, Workbench } from '../support/workbench';
import { step } from '../../fixtures/step';

describe('tiers and their policies in VS Code', function () {
  this.timeout(240_000);
  let workbench: Workbench;
  let lab: Lab;
  const put = (key: string, value: unknown) =>
    fetch(`${lab.endpoints.etcd}/v2/keys/calico/v1/${key}`, {
      method: 'PUT',
      body: new URLSearchParams({ value: JSON.stringify(value) }),
    });
  const stored = async (policy: string) => {
    const answer = await fetch(`${lab.endpoints.etcd}/v2/keys/calico/v1/policy/tier/default/policy/${policy}`);
    const { node } = (await answer.json()) as { node?: { value: string } };
    return node && (JSON.parse(node.value) as { selector: string; order: number; inbound_rules: unknown[] });
  };
  const line = (text: string | RegExp) =>
    workbench.page.locator('.editor-instance .view-line', { hasText: text }).first();
  const appears = (selector: string, hasText: string) =>
    workbench.page.locator(selector, { hasText }).first().waitFor({ timeout: PATIENCE });
  const policyRows = async () => {
    const names = await workbench.view.getByRole('treeitem', { name: / · \d endpoint/ }).allInnerTexts();
    return names.map((name) => /^(second|open)/.exec(name.trim())?.[0]);
  };
  const dialog = () => workbench.page.getByRole('dialog');

  before(async () => {
    lab = await startLab();
    await put('policy/profile/web/tags', ['web']);
    await put('policy/profile/web/rules', {
      inbound_rules: [{ action: 'allow' }],
      outbound_rules: [{ action: 'allow' }],
    });
    await put('policy/profile/web/labels', { role: 'web' });
    for (const id of ['one', 'two'])
      await put(`host/calico-mesos-02/workload/libnetwork/libnetwork/endpoint/${id}`, {
        state: 'active',
        name: `cali${id}`,
        mac: 'EE:EE:EE:EE:EE:EE',
        profile_ids: ['web'],
        labels: { zone: id },
        ipv4_nets: [`192.168.0.${id.length + (id === 'one' ? 0 : 1)}/32`],
        ipv6_nets: [],
      });
    await put('policy/tier/default/metadata', { order: 5 });
    await put('policy/tier/default/policy/open', {
      order: 100,
      selector: "role == 'web'",
      inbound_rules: [{ action: 'allow' }],
      outbound_rules: [{ action: 'allow' }],
    });
    workbench = await Workbench.open({
      theme: 'Default Dark Modern',
      settings: { 'calicoStars.clusters': [{ name: 'here', etcd: [lab.endpoints.etcd] }] },
    });
    await workbench.openView();
    await workbench.command('Calico Stars: Connect…');
    await workbench.pick('here');
    await workbench.row(/^open, role == 'web' · 2 endpoints/).waitFor({ timeout: PATIENCE });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.picture(`failed-tiers-${this.currentTest.title.slice(0, 40)}`);
  });
  after(async () => {
    await workbench.close();
    await lab.close();
  });

  it('open, create, move and remove policies', async () => {
    await step('open a policy on click, preview edits, and save', async () => {
      await workbench.row(/^open, role == 'web' · 2 endpoints/).click();
      await line('selector: role').click({ timeout: PATIENCE });
      await workbench.page.keyboard.press('End');
      await workbench.page.keyboard.type(" && zone == 'one'");
      await workbench.page.keyboard.press('Escape');
      await appears('.codelens-decoration > *', 'Preview: does not open or close connections');
      await line('inbound:').click();
      await workbench.page.keyboard.press('End');
      await workbench.page.keyboard.press('Enter');
      await workbench.page.keyboard.type('deny tcp to ports 80');
      await workbench.page.keyboard.press('Escape');
      await appears('.codelens-decoration > *', 'Preview: opens nothing; closes');
      await workbench.picture('tiers-preview');
      await workbench.page.keyboard.press('Control+S');
      await workbench.row(/^open, role == 'web' && zone == 'one' · 1 endpoint/).waitFor({ timeout: PATIENCE });
      assert.equal((await stored('open'))?.inbound_rules.length, 2);
    });

    await step('mark a mistake in a selector until it is corrected', async () => {
      await line('selector: role').click({ timeout: PATIENCE });
      await workbench.page.keyboard.press('End');
      await workbench.page.keyboard.type(' & has(zone)');
      await workbench.page.locator('.squiggly-error').first().waitFor({ timeout: PATIENCE });
      for (let left = ' & has(zone)'.length; left > 0; left--) await workbench.page.keyboard.press('Backspace');
      await workbench.page.locator('.squiggly-error').first().waitFor({ state: 'hidden', timeout: PATIENCE });
      await workbench.page.keyboard.press('Control+S');
    });

    await step('create a policy that passes everything, and move it up in order', async () => {
      await workbench.command('Calico Stars: Create Policy…');
      await workbench.pick('default');
      await workbench.type('second');
      await appears('.quick-input-message', 'The endpoints that the policy applies to');
      await workbench.type("zone == 'two'");
      await workbench.pick('Pass to the next tier');
      await workbench.row(/^second, zone == 'two' · 1 endpoint/).waitFor({ timeout: PATIENCE });
      assert.equal((await stored('second'))?.order, 200);
      await workbench.menu(workbench.row(/^second, zone == 'two' · 1 endpoint/), 'Move Policy Up in Order');
      await workbench.untilEqual(async () => (await stored('second'))?.order, 0);
      // The next click must wait until the row has moved.
      await workbench.untilEqual(policyRows, ['second', 'open']);
    });

    await step('remove a policy after a confirmation, and restore it', async () => {
      await workbench.menu(workbench.row(/^second, zone == 'two' · 1 endpoint/), 'Remove Policy');
      await dialog().getByText('Remove the policy second?').waitFor({ timeout: PATIENCE });
      await dialog().getByRole('button', { name: 'Remove Policy' }).click();
      await workbench.row(/^second, zone == 'two' · 1 endpoint/).waitFor({ state: 'hidden', timeout: PATIENCE });
      await workbench.command('Calico Stars: Undo Last Policy Change');
      await workbench.row(/^second, zone == 'two' · 1 endpoint/).waitFor({ timeout: PATIENCE });
    });
  });
});
