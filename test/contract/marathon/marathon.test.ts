import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isClusterError } from '../../../src/cluster/connection/errors';
import { adaptGroup } from '../../../src/cluster/marathon/adapt';
import { MarathonClient } from '../../../src/cluster/marathon/client';
import { followDeployment } from '../../../src/cluster/marathon/deployment';
import { LockedError } from '../../../src/cluster/marathon/refusal';
import { MarathonSource } from '../../../src/cluster/marathon/source';
import { DockerClient } from '../../../src/cluster/docker/client';
import type { MarathonData } from '../../../src/cluster/model/snapshot';
import { startLab, type Lab } from '../../../src/lab/lab';
import { eventually } from '../lab/lab-http';

const GROUP = '/calico-stars';

describe('Marathon client against the lab', () => {
  let lab: Lab;
  let client: MarathonClient;

  beforeEach(async () => {
    lab = await startLab({ pollSeconds: 0.1, connectTimeoutMs: 100, stagingMs: [10, 30] });
    client = new MarathonClient(lab.endpoints.marathon);
  });

  afterEach(() => lab.close());

  it('reads an empty Marathon', async () => {
    assert.deepEqual(await client.load(), { version: '0.14.2', apps: [], groups: [], deployments: [] });
  });

  it('launches the original and the bundled group, and reads what runs', async () => {
    const original = path.join(import.meta.dirname, '../../fixtures/stars.json');
    const bundled = path.join(import.meta.dirname, '../../../media/stars/stars.json');
    await createNetworks();
    for (const file of [original, bundled]) {
      await launch(adaptGroup(JSON.parse(await readFile(file, 'utf8')) as object, '0.14.2'));
      const data = await client.load();
      assert.deepEqual(data.groups, [GROUP]);
      assert.deepEqual(data.deployments, []);
      assert.deepEqual(
        data.apps.map(({ id, running, networks }) => ({ id, running, networks })),
        ['backend', 'client', 'frontend', 'management-ui'].map((name) => ({
          id: `${GROUP}/${name}`,
          running: 1,
          networks: [name],
        })),
      );
      const ui = data.apps.at(-1);
      assert.deepEqual(ui?.ports, [9001]);
      assert.deepEqual(
        ui.tasks.map(({ addresses, state }) => ({ addresses, state })),
        [{ addresses: ['192.168.255.254'], state: 'running' }],
      );
      assert.equal(ui.labels['HAPROXY_0_VHOST'], 'my.marathon.app');
      const { deploymentId } = await client.deleteGroup(GROUP);
      await ended(deploymentId);
    }
  });

  it('follows a deployment to its end with the event stream', async () => {
    const source = new MarathonSource(client, (error) => assert.fail(String(error)));
    const end = new AbortController();
    const seen: MarathonData[] = [];
    const following = source.follow((data) => seen.push(data), end.signal);
    await eventually(() => assert.ok(seen.length > 0));
    const messages: string[] = [];
    await followDeployment(
      { onEvent: source.onEvent, running: (signal) => client.deployments(signal) },
      () => client.putGroup('/', idleGroup(2)).then(({ deploymentId }) => deploymentId),
      { signal: end.signal, progress: (message) => messages.push(message) },
    );
    assert.ok(messages.includes(`ScaleApplication ${GROUP}/idle`), messages.join());
    await eventually(() => assert.equal(seen.at(-1)?.apps[0]?.running, 2));
    end.abort();
    await following;
  });

  it('reports failing tasks while a deployment cannot finish', async () => {
    const source = new MarathonSource(client, (error) => assert.fail(String(error)));
    const end = new AbortController();
    const following = source.follow(() => undefined, end.signal);
    const messages: string[] = [];
    const launching = followDeployment(
      { onEvent: source.onEvent, running: (signal) => client.deployments(signal) },
      async () => {
        await eventually(async () => assert.equal((await client.load()).version, '0.14.2'));
        return (await client.putGroup('/', idleGroup(1, 'no-such-network'))).deploymentId;
      },
      { signal: end.signal, progress: (message) => messages.push(message), interval: 50 },
    );
    await eventually(() =>
      assert.match(messages.join('\n'), /network no-such-network|No such network: no-such-network/),
    );
    const [app] = (await client.load()).apps;
    assert.match(app?.lastFailure?.message ?? '', /no-such-network/);
    assert.equal(app?.lastFailure?.state, 'TASK_FAILED');
    end.abort();
    await assert.rejects(launching, (error) => isClusterError(error) && error.kind === 'cancelled');
    await following;
  });

  it('names the deployments that lock a group, and overrides them with force', async () => {
    const { deploymentId } = await client.putGroup('/', idleGroup(1, 'no-such-network'));
    await assert.rejects(
      client.putGroup('/', idleGroup(2)),
      (error) =>
        error instanceof LockedError &&
        error.deployments.includes(deploymentId) &&
        error.message.includes('App is locked'),
    );
    assert.equal((await client.load()).apps[0]?.instances, 1);
    await ended((await client.putGroup('/', idleGroup(2), { force: true })).deploymentId);
    assert.equal((await client.load()).apps[0]?.running, 2);
  });

  it('rolls back a deployment, or stops it in place', async () => {
    const first = await client.putGroup('/', idleGroup(1, 'no-such-network'));
    const back = await client.cancelDeployment(first.deploymentId);
    assert.ok(back);
    await ended(back.deploymentId);
    assert.deepEqual((await client.load()).apps, []);
    const second = await client.putGroup('/', idleGroup(1, 'no-such-network'));
    assert.equal(await client.cancelDeployment(second.deploymentId, { force: true }), undefined);
    assert.equal((await client.load()).apps.length, 1);
    await assert.rejects(
      client.cancelDeployment('no-such-id'),
      (error) => isClusterError(error) && error.kind === 'not-found',
    );
  });

  it('scales', async () => {
    await launch(idleGroup(1));
    await ended((await client.scaleApp(`${GROUP}/idle`, 3)).deploymentId);
    assert.equal((await client.load()).apps[0]?.running, 3);
    await ended((await client.scaleApp(`${GROUP}/idle`, 0)).deploymentId);
    assert.deepEqual((await client.load()).apps[0]?.tasks, []);
  });

  it('reports Marathon’s reasons for rejections, and changes nothing', async () => {
    const refusals: [object, RegExp][] = [
      [{ id: GROUP, apps: [{ id: 'Upper', cmd: 'x' }] }, /apps\[0\]\.id: path contains invalid characters/],
      [{ id: GROUP, apps: [{ id: 'nothing' }] }, /must either contain one of 'cmd' or 'args'/],
      [{ id: GROUP, apps: [{ id: '/elsewhere/x', cmd: 'x' }] }, /is not child of \/calico-stars/],
      [{ id: GROUP, apps: [{ id: 'x', cmd: 'x', cpus: 'many' }] }, /\/apps\(0\)\/cpus: error\.expected\.jsnumber/],
      [{ id: GROUP, apps: [{ cmd: 'x' }] }, /\/apps\(0\)\/id: error\.path\.missing/],
    ];
    for (const [definition, reason] of refusals) {
      await assert.rejects(
        client.putGroup('/', definition),
        (error) => isClusterError(error) && error.kind === 'invalid' && reason.test(error.message),
      );
    }
    assert.deepEqual((await client.load()).groups, []);
  });

  function idleGroup(instances: number, network?: string): object {
    const container =
      network === undefined
        ? {}
        : { container: { type: 'DOCKER', docker: { image: 'busybox', parameters: [{ key: 'net', value: network }] } } };
    return { id: GROUP, apps: [{ id: 'idle', cmd: 'sleep 1000', cpus: 0.1, mem: 16, instances, ...container }] };
  }

  async function createNetworks(): Promise<void> {
    const docker = new DockerClient(lab.endpoints.docker);
    await docker.createNetwork({ name: 'management-ui', subnet: '192.168.0.0/16' });
    for (const name of ['client', 'frontend', 'backend']) await docker.createNetwork({ name });
  }

  async function launch(definition: object): Promise<void> {
    await ended((await client.putGroup('/', definition)).deploymentId);
  }

  function ended(deploymentId: string): Promise<void> {
    return eventually(async () => assert.ok(!(await client.deployments()).includes(deploymentId)));
  }
});
