import assert from 'node:assert/strict';
import { startLab, type Lab } from '../../../src/lab/lab';
import { step } from '../../fixtures/step';
import { PATIENCE, Workbench } from '../support/workbench';

/** Workloads by profile, in a cluster that has only etcd. */
const WORKLOADS = { web: '10.0.0.1', api: '10.0.0.2', db: '10.0.0.3' } as const;
type Name = keyof typeof WORKLOADS;

describe('the graph of a cluster without a collector', function () {
  this.timeout(180_000);
  let lab: Lab;
  let workbench: Workbench;
  const put = (key: string, value: unknown) =>
    fetch(`${lab.endpoints.etcd}/v2/keys/calico/v1/${key}`, {
      method: 'PUT',
      body: new URLSearchParams({ value: JSON.stringify(value) }),
    });
  const rules = (profile: Name, inbound: readonly object[]) =>
    put(`policy/profile/${profile}/rules`, {
      id: profile,
      inbound_rules: inbound,
      outbound_rules: [{ action: 'allow' }],
    });
  const tcp = (source: Name, port: number) => ({
    action: 'allow',
    protocol: 'tcp',
    src_tag: source,
    dst_ports: [port],
  });
  const edges = () => workbench.attributes(workbench.graph.locator('[data-edge][data-kind="policy"]'), 'data-edge');
  const details = () => workbench.graph.locator('.details');

  before(async () => {
    lab = await startLab();
    for (const [name, address] of Object.entries(WORKLOADS)) {
      await put(`policy/profile/${name}/tags`, [name]);
      await put(`host/h/workload/libnetwork/libnetwork/endpoint/${name}`, {
        state: 'active',
        name: `cali${name}`,
        mac: 'EE:EE:EE:EE:EE:EE',
        profile_ids: [name],
        ipv4_nets: [`${address}/32`],
        ipv6_nets: [],
      });
    }
    await rules('web', [{ action: 'allow', protocol: 'tcp', dst_ports: [80] }]);
    await rules('api', [tcp('web', 8080)]);
    await rules('db', []);
    workbench = await Workbench.open({
      settings: { 'calicoStars.clusters': [{ name: 'prod', etcd: [lab.endpoints.etcd] }] },
    });
    await workbench.openView();
    await workbench.command('Calico Stars: Connect…');
    await workbench.pick('prod');
    await workbench.row('Profiles, 3').waitFor({ timeout: PATIENCE });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.picture(`failed-computed-${this.currentTest.title.slice(0, 30)}`);
  });
  after(async () => {
    await workbench.close();
    await lab.close();
  });

  it('shows what policy allows, follows it, and explains it', async () => {
    await step('shows who may connect to whom, and to what anyone may', async () => {
      await workbench.command('Calico Stars: Show Graph');
      await workbench.untilEqual(edges, ['10.0.0.1→10.0.0.2', '10.0.0.2→10.0.0.1', '10.0.0.3→10.0.0.1', '□→10.0.0.1']);
      await workbench.graph.getByText('Calculated from policy; nothing is measured').waitFor({ timeout: PATIENCE });
      await workbench.picture('computed-graph');
    });

    await step('explains an edge, with its ports', async () => {
      await workbench.clickLine(workbench.graph.locator('[data-edge="10.0.0.1→10.0.0.2"]'));
      await details().getByText('8080').first().waitFor({ timeout: PATIENCE });
      await details()
        .getByText(/allow tcp from tag web to ports 8080/)
        .first()
        .waitFor({ timeout: PATIENCE });
      await workbench.picture('computed-explained');
    });

    await step('previews what a typed rule opens', async () => {
      await workbench.menu(workbench.row(/^db, 1 endpoint/), 'Add Rule…');
      await workbench.pick('Inbound');
      await workbench.fill('allow tcp from tag api to ports 5432');
      await workbench.graph
        .locator('[data-edge="10.0.0.2→10.0.0.3"][data-kind="ghost"]')
        .waitFor({ timeout: PATIENCE });
      await workbench.page.keyboard.press('Enter');
      await workbench.graph
        .locator('[data-edge="10.0.0.2→10.0.0.3"][data-kind="policy"]')
        .waitFor({ timeout: PATIENCE });
    });

    await step('follows what others change', async () => {
      await rules('api', []);
      await workbench.untilEqual(async () => (await edges()).includes('10.0.0.1→10.0.0.2'), false);
    });

    assert.deepEqual(await edges(), ['10.0.0.2→10.0.0.1', '10.0.0.2→10.0.0.3', '10.0.0.3→10.0.0.1', '□→10.0.0.1']);
  });
});
