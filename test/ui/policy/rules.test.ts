import assert from 'node:assert/strict';
import { startLab, type Lab } from '../../../src/lab/lab';
import { PATIENCE, Workbench, type Theme } from '../support/workbench';
import { step } from '../../fixtures/step';

const THEMES: readonly (readonly [string, Theme])[] = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
];

for (const [look, theme] of THEMES) {
  describe(`a rules document in VS Code, ${look}`, function () {
    this.timeout(90_000);
    let workbench: Workbench;
    let lab: Lab;
    const profile = '/calico/v1/policy/profile/web';
    const put = (leaf: string, value: unknown) =>
      fetch(`${lab.endpoints.etcd}/v2/keys${profile}/${leaf}`, {
        method: 'PUT',
        body: new URLSearchParams({ value: JSON.stringify(value) }),
      });
    const inbound = async () => {
      const { node } = (await (await fetch(`${lab.endpoints.etcd}/v2/keys${profile}/rules`)).json()) as {
        node: { value: string };
      };
      return (JSON.parse(node.value) as { inbound_rules: unknown[] }).inbound_rules;
    };
    const own = { action: 'allow', src_tag: 'web' };
    const http = { action: 'allow', protocol: 'tcp', dst_ports: [80] };
    const https = { action: 'allow', protocol: 'tcp', dst_ports: [443] };
    const dns = { action: 'allow', protocol: 'udp', dst_ports: [53] };

    before(async () => {
      lab = await startLab();
      await put('tags', ['web']);
      await put('rules', { inbound_rules: [own], outbound_rules: [{ action: 'allow' }] });
      workbench = await Workbench.open({
        theme,
        settings: { 'calicoStars.clusters': [{ name: 'here', etcd: [lab.endpoints.etcd] }] },
      });
      await workbench.openView();
      await workbench.command('Calico Stars: Connect…');
      await workbench.pick('here');
      await workbench.row('web, no endpoints').waitFor({ timeout: PATIENCE });
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        await workbench.picture(`failed-${this.currentTest.title.slice(0, 40)}`);
    });
    after(async () => {
      await workbench.close();
      await lab.close();
    });

    /** Types a line below the one that contains a text. */
    const typeBelow = async (line: string, text: string) => {
      await workbench.page
        .locator('.editor-instance .view-line', { hasText: line })
        .first()
        .click({ timeout: PATIENCE });
      await workbench.page.keyboard.press('End');
      await workbench.page.keyboard.press('Enter');
      await workbench.page.keyboard.type(text);
      await workbench.page.keyboard.press('Escape');
    };
    const save = () => workbench.page.keyboard.press('Control+S');

    it('is edited, follows the cluster, and overwrites only on request', async () => {
      await step('opens from the tree, completes, marks a mistake, and saves', async () => {
        await workbench.row('web, no endpoints').hover();
        await workbench.row('web, no endpoints').getByRole('button', { name: 'Open Rules' }).click();
        await typeBelow('allow from tag web', 'allow tcp to prots 80');
        await workbench.page.locator('.squiggly-error').first().waitFor({ timeout: PATIENCE });
        await workbench.picture(`rules-${look}-mistake`);
        for (let left = 'prots 80'.length; left > 0; left--) await workbench.page.keyboard.press('Backspace');
        await workbench.page.keyboard.type('po');
        await workbench.page
          .locator('.suggest-widget .monaco-list-row', { hasText: 'ports' })
          .first()
          .waitFor({ timeout: PATIENCE });
        await workbench.picture(`rules-${look}-completion`);
        await workbench.page.keyboard.press('Enter');
        await workbench.page.keyboard.type(' 80');
        await workbench.page.keyboard.press('Escape');
        await save();
        await workbench.untilEqual(inbound, [own, http]);
        await workbench.row('web, no endpoints').click();
      });

      await step('follows an external change while it has no unsaved edits', async () => {
        await put('rules', { inbound_rules: [own, http, https], outbound_rules: [{ action: 'allow' }] });
        await workbench.page.locator('.editor-instance .view-line', { hasText: '443' }).waitFor({ timeout: PATIENCE });
      });

      await step('keeps its text and overwrites nothing if the profile changed in the meantime', async () => {
        await typeBelow('ports 443', 'allow udp to ports 53');
        await put('rules', { inbound_rules: [own], outbound_rules: [{ action: 'allow' }] });
        await workbench.untilEqual(inbound, [own]);
        await save();
        const message = workbench.notification(/was changed in the cluster while you edited it/);
        await message.waitFor({ timeout: PATIENCE });
        assert.deepEqual(await inbound(), [own]);
        await message.getByRole('button', { name: 'Compare' }).click();
        await workbench.page
          .locator('.multiDiffEntry .view-line', { hasText: 'ports 53' })
          .first()
          .waitFor({ timeout: PATIENCE });
        await workbench.picture(`rules-${look}-conflict`);
        assert.deepEqual(await inbound(), [own]);
      });

      await step('overwrites after Overwrite, and not after Compare', async () => {
        const message = workbench.notification(/differs from what is in the cluster/);
        await message.waitFor({ timeout: PATIENCE });
        assert.deepEqual(await inbound(), [own]);
        await message.getByRole('button', { name: 'Overwrite' }).click();
        await workbench.untilEqual(inbound, [own, http, https, dns]);
      });

      await step('moves a rule to the other direction with the keyboard', async () => {
        await workbench.command('Calico Stars: Move Rule To…');
        await workbench.pick('allow udp to ports 53');
        await workbench.pick('web');
        await workbench.pick('Outbound');
        await workbench.row('allow udp to ports 53, 2').waitFor({ timeout: PATIENCE });
        await workbench.untilEqual(inbound, [own, http, https]);
      });
    }).timeout(450_000);
  });
}
