import { PATIENCE, Workbench } from '../support/workbench';
import { step } from '../../fixtures/step';

describe('rules in the tree', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let etcd: string;
  let frontend: string;

  const COLLECTOR = 'allow tcp from tag management-ui to ports 9000';
  const CLIENT = 'allow tcp from tag client to ports 9000';
  /** frontend's inbound rules in etcd, by the tags in them. */
  const tags = async () => {
    const answer = (await (await fetch(`${etcd}/v2/keys/calico/v1/policy/profile/${frontend}/rules`)).json()) as {
      node: { value: string };
    };
    const { inbound_rules: inbound } = JSON.parse(answer.node.value) as {
      inbound_rules: { src_tag: string; protocol?: string }[];
    };
    return inbound.map(({ src_tag: tag, protocol }) => `${names.get(tag) ?? tag} ${protocol ?? 'any'}`);
  };
  let names: Map<string, string>;

  before(async () => {
    workbench = await Workbench.open();
    await workbench.openView();
    await workbench.page.getByRole('button', { name: 'Start Local Demo' }).click();
    await workbench.pick('Mesos');
    await workbench.row('Networks, 0').waitFor({ timeout: PATIENCE });
    await workbench.command('Calico Stars: Create Demo Networks');
    await workbench.row('Profiles, 4').waitFor({ timeout: PATIENCE });
    const endpoints = await workbench.labEndpoints();
    ({ etcd } = endpoints);
    const networks = (await (await fetch(`${endpoints.docker}/networks`)).json()) as { Id: string; Name: string }[];
    names = new Map(networks.map(({ Id, Name }) => [Id, Name]));
    frontend = networks.find(({ Name }) => Name === 'frontend')?.Id ?? '';
    await workbench.menu(workbench.row('frontend, no endpoints'), 'Add Rule…');
    await workbench.pick('Inbound');
    await workbench.type(COLLECTOR);
    await workbench.untilEqual(tags, ['frontend any', 'management-ui tcp']);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.slice(0, 40)}`);
  });
  after(() => workbench.close());

  it('are dragged, moved and restored', async () => {
    await step('allow traffic when a profile is dropped on another', async () => {
      await workbench.row('client, no endpoints').dragTo(workbench.row('frontend, no endpoints'));
      await workbench.pick('tcp 9000');
      await workbench.untilEqual(tags, ['frontend any', 'management-ui tcp', 'client tcp']);
    });

    await step('are reordered with the mouse', async () => {
      await workbench.row('frontend, no endpoints').click();
      await workbench.page.keyboard.press('ArrowRight');
      await workbench.row(`${CLIENT}, 3`).dragTo(workbench.row('allow from tag frontend, 1'));
      await workbench.untilEqual(tags, ['client tcp', 'frontend any', 'management-ui tcp']);
      for (const row of [`${CLIENT}, 1`, 'allow from tag frontend, 2', `${COLLECTOR}, 3`])
        await workbench.row(row).waitFor({ timeout: PATIENCE });
      await workbench.picture('dragged');
    });

    await step('are restored by Undo, even after a restart of VS Code', async () => {
      await workbench.restart();
      await workbench.row('frontend, no endpoints').click({ timeout: PATIENCE });
      await workbench.page.keyboard.press('ArrowRight');
      await workbench.row(`${CLIENT}, 1`).waitFor({ timeout: PATIENCE });
      await workbench.command('Calico Stars: Undo Last Policy Change');
      await workbench.row(`${CLIENT}, 3`).waitFor({ timeout: PATIENCE });
      await workbench.command('Calico Stars: Undo Last Policy Change');
      await workbench.row('Inbound, 2').waitFor({ timeout: PATIENCE });
      for (const row of ['allow from tag frontend, 1', `${COLLECTOR}, 2`])
        await workbench.row(row).waitFor({ timeout: PATIENCE });
    });

    await step('have a history that lists and compares changes', async () => {
      await workbench.command('Calico Stars: Show Policy History');
      const entry = workbench.page
        .locator('.quick-input-list .monaco-list-row', { hasText: `Add rule ${CLIENT} to frontend, inbound` })
        .last();
      await entry.waitFor({ timeout: PATIENCE });
      await workbench.picture('history');
      await entry.hover();
      await entry.getByRole('button', { name: 'Compare Before and After' }).click();
      await workbench.page.getByRole('tab', { name: 'frontend: before ↔ after' }).waitFor({ timeout: PATIENCE });
      await workbench.page
        .locator('.monaco-diff-editor .view-line', { hasText: CLIENT })
        .first()
        .waitFor({ timeout: PATIENCE });
      await workbench.picture('history-difference');
    });
  }).timeout(480_000);
});
