import assert from 'node:assert/strict';
import { PATIENCE, Workbench, type Theme } from './support/workbench';
import { step } from '../fixtures/step';

/** A profile's rules in etcd, by the name of its network. */
interface Rules {
  readonly inbound_rules: readonly Record<string, unknown>[];
  readonly outbound_rules: readonly Record<string, unknown>[];
}

const THEMES: readonly (readonly [string, Theme])[] = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
];

for (const [look, theme] of THEMES) {
  describe(`the Stars demo in VS Code, ${look}`, function () {
    this.timeout(120_000);
    let workbench: Workbench;
    /** Network IDs by name. */
    let ids: Map<string, string>;
    let etcd: string;
    let pictures = 0;
    const picture = (name: string) => workbench.picture(`story-${look}-${String(++pictures).padStart(2, '0')}-${name}`);

    before(async () => {
      workbench = await Workbench.open({ theme });
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        await workbench.picture(`failed-${this.currentTest.title.slice(0, 40)}`);
    });
    after(() => workbench.close());

    /** Waits for what the tree, etcd and the graph must show, because each follows the cluster at its own pace. */
    const rules = async (network: string): Promise<Rules> => {
      const answer = (await (
        await fetch(`${etcd}/v2/keys/calico/v1/policy/profile/${ids.get(network)}/rules`)
      ).json()) as { node: { value: string } };
      return JSON.parse(answer.node.value) as Rules;
    };
    const edges = (state: string) =>
      workbench.attributes(
        workbench.graph.locator(`[data-edge][data-kind="probe"][data-state="${state}"]`),
        'data-edge',
      );
    const addRule = async (profile: string, rule: string) => {
      await workbench.menu(workbench.row(`${profile}, 1 endpoint`), 'Add Rule…');
      await workbench.pick('Inbound');
      await workbench.type(rule);
    };

    it('leads from the empty view to the reachable edges', async () => {
      await step('starts the demo from the empty view’s button', async () => {
        await workbench.openView();
        await picture('welcome');
        await workbench.page.getByRole('button', { name: 'Start Local Demo' }).click();
        await workbench.pick('Mesos');
        await workbench.row('Networks, 0').waitFor({ timeout: PATIENCE });
        await workbench.page
          .getByRole('button', { name: /Local Demo/ })
          .first()
          .waitFor({ timeout: PATIENCE });
        ({ etcd } = await workbench.labEndpoints());
        await picture('connected');
      });

      await step('creates the four networks, each with a profile that admits its own members', async () => {
        await workbench.command('Calico Stars: Create Demo Networks');
        for (const name of [
          'backend, calico',
          'client, calico',
          'frontend, calico',
          'management-ui, calico · 192.168.0.0/16',
          'Networks, 4',
          'Profiles, 4',
        ])
          await workbench.row(name).waitFor({ timeout: PATIENCE });
        const { docker } = await workbench.labEndpoints();
        const networks = (await (await fetch(`${docker}/networks`)).json()) as { Id: string; Name: string }[];
        ids = new Map(networks.map(({ Id, Name }) => [Name, Id]));
        const id = ids.get('client') ?? assert.fail();
        assert.deepEqual(await rules('client'), {
          id,
          inbound_rules: [{ action: 'allow', src_tag: id }],
          outbound_rules: [{ action: 'allow' }],
        });
        await picture('networks');
      });

      await step('launches the bundled group and shows four running tasks', async () => {
        await workbench.command('Calico Stars: Launch Group…');
        await workbench.pick('Stars demo');
        await workbench.row('/calico-stars, 4 of 4 running').waitFor({ timeout: PATIENCE });
        for (const name of ['client', 'frontend', 'backend', 'management-ui']) {
          await workbench.row(`${name}, 1 of 1 running`).waitFor({ timeout: PATIENCE });
          await workbench.row(`${name}, 1 endpoint`).waitFor({ timeout: PATIENCE });
        }
        await picture('launched');
      });

      await step('shows in the graph that policy blocks the collector, and the missing rule', async () => {
        await workbench.page.getByRole('button', { name: 'Show Graph' }).first().click();
        const blocked = workbench.graph.locator('[data-empty="collector-blocked"]');
        await blocked.waitFor({ timeout: PATIENCE });
        const text = await blocked.innerText();
        assert.match(text, /management-ui/);
        assert.match(text, /allow tcp to ports 9001/);
        await picture('refused');
      });

      await step('shows the collector but no probes once the management UI is open', async () => {
        await workbench.row('management-ui, 1 endpoint').click();
        await workbench.page.keyboard.press('ArrowRight');
        await workbench.row('allow from tag management-ui, 1').hover();
        await workbench.row('allow from tag management-ui, 1').getByRole('button', { name: 'Remove Rule' }).click();
        await workbench.row('Inbound, 0').waitFor({ timeout: PATIENCE });
        await addRule('management-ui', 'allow tcp to ports 9001');
        await workbench.row('allow tcp to ports 9001, 1').waitFor({ timeout: PATIENCE });
        assert.deepEqual((await rules('management-ui')).inbound_rules, [
          { action: 'allow', protocol: 'tcp', dst_ports: [9001] },
        ]);
        await workbench.graph.locator('[data-empty="no-probe-reached"]').waitFor({ timeout: PATIENCE });
        assert.equal(await workbench.graph.locator('[data-node][data-kind="probe"][data-answered="true"]').count(), 0);
        await picture('ui-open');
        await workbench.row('management-ui, 1 endpoint').click();
        await workbench.page.keyboard.press('ArrowLeft');
      });

      await step('shows three stars and no reachable edges once the probes allow the collector', async () => {
        for (const profile of ['client', 'backend', 'frontend']) {
          await addRule(profile, 'allow tcp from tag management-ui to ports 9000');
          await workbench.untilEqual(
            async () => (await rules(profile)).inbound_rules.slice(1),
            [{ action: 'allow', protocol: 'tcp', src_tag: ids.get('management-ui'), dst_ports: [9000] }],
          );
        }
        await workbench.graph.locator('[data-node="C"][data-answered="true"]').waitFor({ timeout: PATIENCE });
        await workbench.graph.locator('[data-node="F"][data-answered="true"]').waitFor({ timeout: PATIENCE });
        await workbench.graph.locator('[data-node="B"][data-answered="true"]').waitFor({ timeout: PATIENCE });
        assert.deepEqual(await edges('reachable'), []);
        assert.deepEqual(await edges('unreachable'), ['B→C', 'B→F', 'C→B', 'C→F', 'F→B', 'F→C']);
        await picture('stars');
      });

      await step('lights only client → frontend and frontend → backend', async () => {
        await addRule('frontend', 'allow tcp from tag client to ports 9000');
        await addRule('backend', 'allow tcp from tag frontend to ports 9000');
        await workbench.untilEqual(() => edges('reachable'), ['C→F', 'F→B']);
        assert.deepEqual(await edges('unreachable'), ['B→C', 'B→F', 'C→B', 'F→C']);
        assert.deepEqual((await rules('frontend')).inbound_rules.at(-1), {
          action: 'allow',
          protocol: 'tcp',
          src_tag: ids.get('client'),
          dst_ports: [9000],
        });
        assert.deepEqual((await rules('backend')).inbound_rules.at(-1), {
          action: 'allow',
          protocol: 'tcp',
          src_tag: ids.get('frontend'),
          dst_ports: [9000],
        });
        await picture('lit');
      });
    }).timeout(600_000);
  });
}
