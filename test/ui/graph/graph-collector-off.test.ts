import assert from 'node:assert/strict';
import { startLab, type Lab } from '../../../src/lab/lab';
import { step } from '../../fixtures/step';
import { launchStars } from '../support/stars';
import { PATIENCE, Workbench } from '../support/workbench';

const STARS = { client: 'C', frontend: 'F', backend: 'B' } as const;

describe('the graph of the demo with its collector switched off', function () {
  this.timeout(240_000);
  let lab: Lab;
  let workbench: Workbench;
  const scaleCollector = async (instances: number) => {
    const answer = await fetch(`${lab.endpoints.marathon}/v2/apps//calico-stars/management-ui`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ instances }),
    });
    assert.ok(answer.ok, await answer.text());
  };
  const star = (id: string) => workbench.graph.locator(`[data-node="${id}"]`);
  const appOf = (name: string) => `/calico-stars/${name}`;
  const edges = () => workbench.attributes(workbench.graph.locator('[data-edge]'), 'data-edge');
  /** The places of the services' stars, which have the IDs of their apps or those of the collector. */
  const places = async (idOf: (name: keyof typeof STARS) => string) =>
    Object.fromEntries(
      await Promise.all(
        (Object.keys(STARS) as (keyof typeof STARS)[]).map(async (name) => {
          await star(idOf(name)).waitFor({ timeout: PATIENCE });
          return [name, await star(idOf(name)).getAttribute('transform')] as const;
        }),
      ),
    );

  before(async () => {
    lab = await startLab();
    const { etcd, docker, marathon, loadBalancer } = lab.endpoints;
    const cluster = {
      name: 'far',
      etcd: [etcd],
      marathon,
      docker: [docker],
      loadBalancer,
      virtualHost: 'my.marathon.app',
    };
    workbench = await Workbench.open({ settings: { 'calicoStars.clusters': [cluster] } });
    await workbench.openView();
    await workbench.command('Calico Stars: Connect…');
    await workbench.pick('far');
    await workbench.row('Networks, 0').waitFor({ timeout: PATIENCE });
    await launchStars(workbench, lab.endpoints);
    await scaleCollector(0);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture('failed-graph-collector-off');
  });
  after(async () => {
    await workbench.close();
    await lab.close();
  });

  it('lights up by policy alone, and keeps its stars when the collector comes and goes', async () => {
    await step('shows the services, what is missing, and that nobody may connect to them', async () => {
      await workbench.command('Calico Stars: Show Graph');
      await star(appOf('client')).waitFor({ timeout: PATIENCE });
      await workbench.graph.getByText('The collector is scaled to zero').waitFor({ timeout: PATIENCE });
      await workbench.graph.getByRole('button', { name: '3 isolated' }).waitFor({ timeout: PATIENCE });
      assert.deepEqual(await edges(), []);
      await workbench.picture('collector-off-dark');
    });

    await step('previews a typed rule, lights up, and is undone', async () => {
      const line = (kind: string) =>
        workbench.graph.locator(`[data-edge="${appOf('client')}→${appOf('frontend')}"][data-kind="${kind}"]`);
      await workbench.menu(workbench.row(/^frontend, 1 endpoint/), 'Add Rule…');
      await workbench.pick('Inbound');
      await workbench.fill('allow tcp from tag client to ports 9000');
      await line('ghost').waitFor({ timeout: PATIENCE });
      await workbench.page.keyboard.press('Enter');
      await line('policy').waitFor({ timeout: PATIENCE });
      await workbench.picture('collector-off-lit');
      await workbench.command('Calico Stars: Undo Last Policy Change');
      await line('policy').waitFor({ state: 'detached', timeout: PATIENCE });
    });

    const before = await places(appOf);
    await step('shows measurements in the same places when the collector runs', async () => {
      await scaleCollector(1);
      assert.deepEqual(await places((name) => STARS[name]), before);
      await workbench.picture('collector-on');
    });

    await step('shows what policy allows in the same places when it is off again', async () => {
      await scaleCollector(0);
      assert.deepEqual(await places(appOf), before);
    });
  });
});
