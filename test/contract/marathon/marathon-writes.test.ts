import assert from 'node:assert/strict';
import { isClusterError, type ClusterError } from '../../../src/cluster/connection/errors';
import { MarathonClient } from '../../../src/cluster/marathon/client';
import { MarathonWrites } from '../../../src/cluster/marathon/writes/writes';
import { planOf } from '../../../src/cluster/marathon/writes/plan';
import { startLab, type Lab } from '../../../src/lab/lab';
import { startCutter, type Cutter } from '../cutter';
import { eventually } from '../lab/lab-http';

const GROUP = '/calico-stars';

describe('Marathon changes with lost responses', () => {
  let lab: Lab;
  let cutter: Cutter;
  let direct: MarathonClient;
  let client: MarathonClient;
  let writes: MarathonWrites;

  beforeEach(async () => {
    lab = await startLab({ pollSeconds: 0.1, connectTimeoutMs: 100, stagingMs: [10, 30] });
    cutter = await startCutter(lab.endpoints.marathon);
    direct = new MarathonClient(lab.endpoints.marathon);
    client = new MarathonClient(cutter.url);
    writes = new MarathonWrites(client);
  });

  afterEach(async () => {
    await cutter.close();
    await lab.close();
  });

  const group = (instances: number) => ({
    id: GROUP,
    apps: [{ id: 'idle', cmd: 'sleep 1000', cpus: 0.1, mem: 16, instances }],
  });
  const ended = () => eventually(async () => assert.deepEqual(await direct.deployments(), []));
  const instances = async () => (await direct.app(`${GROUP}/idle`))?.instances;

  for (const how of ['cut', '502'] as const) {
    it(`detects that a launch was applied (${how}), and sends it once`, async () => {
      cutter.loseAnswers(how);
      await writes.putGroup('/', GROUP, group(2), {});
      assert.equal(cutter.changes(), 1);
      await ended();
      assert.equal(await instances(), 2);
    });

    it(`detects that a launch was not applied (${how})`, async () => {
      cutter.loseRequests(how);
      await assert.rejects(
        writes.putGroup('/', GROUP, group(2), {}),
        (error) => isClusterError(error) && error.message.startsWith(`The group ${GROUP} was not changed.`),
      );
      assert.equal(cutter.changes(), 1);
      assert.equal(await direct.group(GROUP), undefined);
    });
  }

  it('determines the outcome of scaling, destroying and cancelling', async () => {
    await writes.putGroup('/', GROUP, group(1), {});
    await ended();
    cutter.loseAnswers('cut');
    await writes.scaleApp(`${GROUP}/idle`, 3, {});
    assert.equal(await instances(), 3);
    cutter.loseRequests('cut');
    await assert.rejects(
      writes.scaleApp(`${GROUP}/idle`, 1, { force: true }),
      /The app \/calico-stars\/idle was not changed/,
    );
    assert.equal(await instances(), 3);
    await ended();
    cutter.loseAnswers('cut');
    await writes.deleteGroup(GROUP, {});
    assert.equal(await direct.group(GROUP), undefined);
    await ended();
    const { deploymentId } = await direct.putGroup('/', {
      id: GROUP,
      apps: [
        {
          id: 'idle',
          cmd: 'x',
          cpus: 0.1,
          mem: 16,
          container: {
            type: 'DOCKER',
            docker: { image: 'busybox', parameters: [{ key: 'net', value: 'no-such-network' }] },
          },
        },
      ],
    });
    await writes.cancelDeployment(deploymentId, { force: true });
    assert.deepEqual(await direct.deployments(), []);
  });

  it('reports an unknown outcome if nothing can be read, and resolves it on the next check', async () => {
    cutter.loseAnswers('cut', { alsoReadings: true });
    const lost = await writes.putGroup('/', GROUP, group(1), {}).catch((error: unknown) => error as ClusterError);
    assert.ok(isClusterError(lost) && lost.kind === 'unknown-outcome' && lost.check);
    cutter.heal();
    assert.equal(await lost.check(), `The group ${GROUP} was changed.`);
    assert.equal(cutter.changes(), 1);
  });

  it('plans a launch with Marathon’s own dry run, which changes nothing', async () => {
    await writes.putGroup(
      '/',
      '/prod',
      {
        id: '/prod',
        apps: [{ id: 'web', cmd: 'sleep 9', cpus: 0.01, mem: 8 }],
        groups: [{ id: 'cache', apps: [{ id: 'redis', cmd: 'sleep 9', cpus: 0.01, mem: 8 }] }],
      },
      {},
    );
    await ended();
    const data = await direct.load();
    const definition = { id: '/', groups: [{ id: 'mine', apps: [{ id: 'a', cmd: 'sleep 9', cpus: 0.01, mem: 8 }] }] };
    const plan = planOf(await client.dryRunGroup('/', definition), definition, '/', data);
    assert.deepEqual([plan.stops, plan.starts, plan.exact], [['/prod/cache/redis', '/prod/web'], ['/mine/a'], true]);
    assert.deepEqual((await direct.load()).groups, ['/prod', '/prod/cache']);
  });
});
