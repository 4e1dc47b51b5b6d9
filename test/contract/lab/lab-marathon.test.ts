import assert from 'node:assert/strict';
import { startLab, type Lab } from '../../../src/lab/lab';
import { eventually, expectStatus, http } from './lab-http';

interface Task {
  readonly id: string;
  readonly appId: string;
  readonly host: string;
  readonly version: string;
}

interface AppView {
  readonly instances: number;
  readonly tasksRunning: number;
  readonly version: string;
  readonly tasks: readonly Task[];
  readonly lastTaskFailure?: { readonly message: string; readonly state: string };
}

describe('the lab’s Marathon over raw HTTP', () => {
  let lab: Lab;
  let v2: string;

  before(async () => {
    lab = await startLab({ stagingMs: [5, 15], pollSeconds: 0.1, connectTimeoutMs: 100 });
    v2 = `${lab.endpoints.marathon}/v2`;
  });

  after(() => lab.close());

  afterEach(async () => {
    expectStatus(await http('POST', `${lab.endpoints.control}/reset`), 200);
  });

  it('identifies itself', async () => {
    assert.equal((await http('GET', `${lab.endpoints.marathon}/ping`)).text, 'pong');
    const { version, elected, leader } = (await http('GET', `${v2}/info`)).json as Record<string, unknown>;
    assert.deepEqual({ version, elected, leader }, { version: '0.14.2', elected: true, leader: '172.24.197.101:8080' });
    assert.deepEqual((await http('GET', `${v2}/leader`)).json, { leader: '172.24.197.101:8080' });
    assert.match((await http('GET', `${v2}/nothing`)).text, /URI not found: \/v2\/nothing/);
  });

  it('resolves the id in a group’s body against the path', async () => {
    const ids = async () =>
      ((await http('GET', `${v2}/apps`)).json as { apps: { id: string }[] }).apps.map(({ id }) => id);
    await settle('PUT', '/groups/ignored', { id: '/wins', apps: [idle('a')] });
    await settle('PUT', '/groups/outer', { id: 'inner', apps: [idle('b')] });
    await settle('PUT', '/groups/plain', { apps: [idle('c')] });
    assert.deepEqual((await ids()).sort(), ['/outer/inner/b', '/plain/c', '/wins/a']);
    await settle('PUT', '/groups/plain', { apps: [idle('d')], groups: [{ id: 'deep', apps: [idle('e')] }] });
    assert.deepEqual((await ids()).sort(), ['/outer/inner/b', '/plain/d', '/plain/deep/e', '/wins/a']);
    await settle('PUT', '/groups/plain', { dependencies: [] });
    assert.equal((await ids()).length, 4);
    expectStatus(await http('GET', `${v2}/groups/plain/deep`), 200);
  });

  it('plans without applying on dryRun', async () => {
    const { steps } = (
      await http('PUT', `${v2}/groups/x?dryRun=true`, { apps: [idle('a'), { ...idle('b'), dependencies: ['a'] }] })
    ).json as { steps: unknown[] };
    const action = (type: string, app: string) => ({ type, app: `/x/${app}` });
    assert.deepEqual(steps, [
      { actions: [action('StartApplication', 'a'), action('StartApplication', 'b')] },
      { actions: [action('ScaleApplication', 'a')] },
      { actions: [action('ScaleApplication', 'b')] },
    ]);
    assert.equal((await http('GET', `${v2}/groups/x`)).status, 404);
  });

  it('keeps versions, rolls back to one and scales by a factor', async () => {
    const first = await settle('PUT', '/groups/x', { apps: [idle('a')] });
    await settle('PUT', '/groups/x', { apps: [idle('b')] });
    assert.equal(((await http('GET', `${v2}/groups/x/versions`)).json as string[]).length, 2);
    expectStatus(await http('GET', `${v2}/groups/x/versions/${first.version}`), 200);
    await settle('PUT', '/groups/x', { version: first.version });
    assert.equal((await app('/x/a')).tasksRunning, 1);
    await settle('PUT', '/groups/x', { scaleBy: 2.5 });
    assert.equal((await app('/x/a')).tasksRunning, 3);
    assert.match(
      expectStatus(await http('PUT', `${v2}/groups/x`, { version: '2001-01-01T00:00:00.000Z' }), 404).text,
      /in version 2001/,
    );
  });

  it('creates by POST only once, and deletes', async () => {
    assert.ok((await settle('POST', '/groups', { id: 'x', apps: [idle('a')] }, 201)).deploymentId);
    assert.deepEqual(expectStatus(await http('POST', `${v2}/groups`, { id: '/x' }), 409).json, {
      message: 'Group /x is already created. Use PUT to change this group.',
    });
    await settle('DELETE', '/groups/x');
    assert.deepEqual(expectStatus(await http('DELETE', `${v2}/groups/x`), 404).json, {
      message: "Group '/x' does not exist",
    });
  });

  it('rejects invalid JSON, wrong types and contradictions', async () => {
    const put = (body: unknown) => http('PUT', `${v2}/groups/x`, body);
    assert.match(expectStatus(await put('{"apps": [}'), 400).text, /"Invalid JSON"/);
    assert.deepEqual(
      expectStatus(
        await put({
          apps: [{ id: 'a', cmd: 'x', instances: '3', container: { docker: { image: 'i', network: 'USER' } } }],
        }),
        400,
      ).json,
      {
        message: 'Invalid JSON',
        details: [
          { path: '/apps(0)/instances', errors: ['error.expected.jsnumber'] },
          { path: '/apps(0)/container/docker/network', errors: ['error.unknown.enum.literal (HOST, BRIDGE, NONE)'] },
        ],
      },
    );
    assert.deepEqual(expectStatus(await put({ apps: [{ ...idle('a'), cpus: -1 }] }), 422).json, {
      message: 'Bean is not valid',
      errors: [{ attribute: 'apps[0].cpus', error: 'must be greater than or equal to 0' }],
    });
    for (const body of ['', '[]', 'null', '7', '{"groups":7}', '{"apps":[{"id":"a","labels":{"n":1},"cmd":"x"}]}'])
      expectStatus(await put(body), 400);
    assert.match(
      expectStatus(
        await put({
          apps: [
            { ...idle('a'), dependencies: ['b'] },
            { ...idle('b'), dependencies: ['a'] },
          ],
        }),
        422,
      ).text,
      /cyclic/,
    );
    assert.deepEqual((await http('GET', `${v2}/apps`)).json, { apps: [] });
  });

  it('creates, changes, restarts and deletes an app', async () => {
    const created = expectStatus(
      await http('POST', `${v2}/apps`, { id: 'solo', cmd: 'sleep 10', cpus: 0.1, mem: 16 }),
      201,
    );
    assert.equal((created.json as { id: string }).id, '/solo');
    await idleDeployments();
    assert.match(
      expectStatus(await http('POST', `${v2}/apps`, { id: '/solo', cmd: 'x' }), 409).text,
      /An app with id \[\/solo\] already exists\./,
    );
    const before = await app('/solo');
    await settle('PUT', '/apps/solo', { instances: 2 });
    assert.equal(
      (await app('/solo')).tasks.filter(({ id }) => id === before.tasks[0]?.id).length,
      1,
      'scaling keeps what runs',
    );
    await settle('PUT', '/apps/solo', { env: { A: '1' } });
    const after = await app('/solo');
    assert.equal(after.tasksRunning, 2);
    assert.ok(after.tasks.every(({ version }) => version === after.version));
    await settle('POST', '/apps/solo/restart');
    assert.ok((await app('/solo')).tasks.every(({ id }) => !after.tasks.some((old) => old.id === id)));
    const { versions } = (await http('GET', `${v2}/apps/solo/versions`)).json as { versions: string[] };
    assert.equal(versions.length, 4);
    assert.equal(
      (expectStatus(await http('GET', `${v2}/apps/solo/versions/${before.version}`), 200).json as AppView).instances,
      1,
    );
    await settle('DELETE', '/apps/solo');
    assert.deepEqual(expectStatus(await http('GET', `${v2}/apps/solo`), 404).json, {
      message: "App '/solo' does not exist",
    });
  });

  it('lists tasks as JSON or text, and kills them with and without scaling', async () => {
    await settle('PUT', '/groups/x', { apps: [{ ...idle('a'), instances: 2 }] });
    const tasks = async () => ((await http('GET', `${v2}/tasks`)).json as { tasks: Task[] }).tasks;
    const [one, two] = await tasks();
    assert.match(one?.id ?? '', /^x_a\.[0-9a-f-]{36}$/);
    assert.match(
      (await http('GET', `${v2}/tasks`, undefined, { Accept: 'text/plain' })).text,
      /^x_a\t10000\tcalico-mesos-0[23]:31\d{3}\tcalico-mesos-0[23]:31\d{3}\n$/,
    );
    expectStatus(await http('POST', `${v2}/tasks/delete`, { ids: [one?.id] }), 200);
    await eventually(async () => {
      const now = await tasks();
      assert.equal(now.length, 2);
      assert.ok(!now.some(({ id }) => id === one?.id));
    });
    const [third] = (await tasks()).filter(({ id }) => id !== two?.id);
    assert.equal(
      (expectStatus(await http('DELETE', `${v2}/apps/x/a/tasks/${third?.id ?? ''}`), 200).json as { task: Task }).task
        .id,
      third?.id,
    );
    expectStatus(await http('DELETE', `${v2}/apps/x/a/tasks/none`), 404);
    await eventually(async () =>
      assert.ok((await tasks()).length === 2 && !(await tasks()).some(({ id }) => id === third?.id)),
    );
    await settle('POST', '/tasks/delete?scale=true', { ids: [two?.id] });
    assert.equal((await app('/x/a')).instances, 1);
    assert.ok(!(await tasks()).some(({ id }) => id === two?.id));
  });

  it('backs off from an app that keeps failing, and reports why it failed', async () => {
    await http('PUT', `${v2}/groups/x`, {
      apps: [
        { ...idle('crash'), cmd: 'exit 3', backoffSeconds: 0.05, backoffFactor: 2 },
        { ...idle('fetch'), uris: ['http://127.0.0.1:9/file'] },
      ],
    });
    await eventually(async () => {
      assert.deepEqual(
        {
          message: (await app('/x/crash')).lastTaskFailure?.message,
          state: (await app('/x/crash')).lastTaskFailure?.state,
        },
        { message: 'Command exited with status 3', state: 'TASK_FAILED' },
      );
      assert.match((await app('/x/fetch')).lastTaskFailure?.message ?? '', /Failed to fetch all URIs/);
    });
    assert.equal(((await http('GET', `${v2}/deployments`)).json as unknown[]).length, 1);
  });

  it('cannot restart an app with a fixed address unless its upgrade strategy allows stopping the old task first', async () => {
    const created = await http('POST', `${lab.endpoints.docker}/networks/create`, {
      Name: 'ui',
      Driver: 'calico',
      IPAM: { Driver: 'calico', Config: [{ Subnet: '192.168.0.0/16' }] },
    });
    expectStatus(created, 201);
    const parameters = [
      { key: 'net', value: 'ui' },
      { key: 'ip', value: '192.168.255.254' },
    ];
    await settle('PUT', '/apps/ui', {
      ...idle('ui'),
      backoffSeconds: 0.05,
      container: { type: 'DOCKER', docker: { image: 'x', parameters } },
    });
    const { deploymentId } = (await http('POST', `${v2}/apps/ui/restart`)).json as { deploymentId: string };
    await eventually(async () =>
      assert.match(
        (await app('/ui')).lastTaskFailure?.message ?? '',
        /The address 192\.168\.255\.254 is already in use/,
      ),
    );
    assert.equal(((await http('GET', `${v2}/deployments`)).json as { id: string }[])[0]?.id, deploymentId);
    await settle('PUT', '/apps/ui?force=true', {
      upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
    });
    await settle('POST', '/apps/ui/restart');
    assert.equal((await app('/ui')).tasksRunning, 1);
  });

  it('finishes what a cancelled deployment left incomplete', async () => {
    await settle('PUT', '/groups/x', { apps: [idle('a'), idle('b')] });
    const { deploymentId } = (
      await http('PUT', `${v2}/groups/x`, {
        apps: [
          { ...idle('a'), instances: 3 },
          { ...idle('c'), cmd: 'exit 1' },
        ],
      })
    ).json as { deploymentId: string };
    expectStatus(await http('DELETE', `${v2}/deployments/${deploymentId}?force=true`), 202);
    await settle('PUT', '/groups/y', { apps: [idle('d')] });
    await eventually(async () => {
      const { tasks } = (await http('GET', `${v2}/tasks?status=running`)).json as { tasks: Task[] };
      assert.deepEqual(tasks.map(({ appId }) => appId).sort(), ['/x/a', '/x/a', '/x/a', '/y/d']);
    });
  });

  it('sends events in order', async () => {
    assert.equal((await http('GET', `${v2}/events`)).status, 405);
    const end = new AbortController();
    const stream = await fetch(`${v2}/events`, { headers: { Accept: 'text/event-stream' }, signal: end.signal });
    const { deploymentId } = await settle('PUT', '/groups/x', { apps: [idle('a')] });
    let text = '';
    for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes('deployment_success')) break;
    }
    end.abort();
    const events = [...text.matchAll(/^event: (.*)\r?\ndata: (.*)$/gm)].map(([, name, data]) => ({
      name,
      data: JSON.parse(data ?? '') as { eventType: string; plan?: { id: string } },
    }));
    assert.ok(events.every(({ name, data }) => name === data.eventType));
    assert.deepEqual(
      events.map(({ name }) => name),
      [
        'event_stream_attached',
        'api_post_event',
        'group_change_success',
        'deployment_info',
        'deployment_step_success',
        'deployment_info',
        'status_update_event',
        'deployment_step_success',
        'deployment_success',
      ],
    );
    assert.equal(events.at(-1)?.data.plan?.id, deploymentId);
  });

  async function app(id: string): Promise<AppView> {
    return (expectStatus(await http('GET', `${v2}/apps${id}`), 200).json as { app: AppView }).app;
  }

  /** Requests a change and waits until it is made. */
  async function settle(
    method: string,
    path: string,
    body?: unknown,
    status?: number,
  ): Promise<{ version: string; deploymentId: string }> {
    const answer = await http(method, `${v2}${path}`, body);
    if (status !== undefined) expectStatus(answer, status);
    assert.ok(answer.status < 300, answer.text);
    await idleDeployments();
    return answer.json as { version: string; deploymentId: string };
  }

  function idleDeployments(): Promise<void> {
    return eventually(async () => assert.deepEqual((await http('GET', `${v2}/deployments`)).json, []));
  }
});

function idle(id: string): Record<string, unknown> {
  return { id, cmd: 'sleep 1000', cpus: 0.1, mem: 16 };
}
