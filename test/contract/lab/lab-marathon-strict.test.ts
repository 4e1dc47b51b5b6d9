import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startLab, type Lab } from '../../../src/lab/lab';
import { eventually, expectStatus, http, type HttpAnswer } from './lab-http';

const CASES = path.join(import.meta.dirname, '../../cases/marathon');

interface AppView {
  readonly tasksHealthy: number;
  readonly tasksUnhealthy: number;
  readonly ports: readonly number[];
  readonly tasks: readonly {
    readonly id: string;
    readonly ports: readonly number[];
    readonly servicePorts: readonly number[];
    readonly healthCheckResults: readonly { readonly alive: boolean }[];
  }[];
}

interface Step {
  readonly actions: readonly { readonly type: string; readonly app: string }[];
}

describe('the lab’s Marathon rejects and plans like 0.14.2', () => {
  let lab: Lab;
  let v2: string;

  before(async () => {
    lab = await startLab({ stagingMs: [5, 15], pollSeconds: 0.05, connectTimeoutMs: 100 });
    v2 = `${lab.endpoints.marathon}/v2`;
  });

  after(() => lab.close());

  afterEach(async () => {
    expectStatus(await http('POST', `${lab.endpoints.control}/reset`), 200);
  });

  it('plans to stop everything that a file for the root omits (02, 02b), whichever address it is sent to', async () => {
    await produce();
    for (const file of ['02-root-group.json', '02b-root-group-apps.json']) {
      const body = await textOf(file);
      for (const address of ['/groups', '/groups/', '/groups/anything', '/groups//']) {
        const stopped = stops(expectStatus(await http('PUT', `${v2}${address}?dryRun=true`, body), 200));
        // A state file with only apps keeps the groups.
        assert.deepEqual(
          stopped,
          file === '02-root-group.json' ? ['/prod/cache/redis', '/prod/db/main', '/prod/web'] : [],
          `${file} ${address}`,
        );
      }
    }
    assert.equal(((await http('GET', `${v2}/apps`)).json as { apps: unknown[] }).apps.length, 3);
  });

  it('plans to stop the groups that a file omits (03), however its ID is spelled', async () => {
    await produce();
    const group = JSON.parse(await textOf('03-nested-groups-left-out.json')) as object;
    for (const id of ['/prod', '/prod/', '//prod', '/prod/.', '/other/../prod', 'prod']) {
      assert.deepEqual(
        stops(expectStatus(await http('PUT', `${v2}/groups?dryRun=TRUE`, { ...group, id }), 200)),
        ['/prod/cache/redis'],
        id,
      );
    }
  });

  it('rejects a version next to any other field (05c, 05d)', async () => {
    await produce();
    const group = expectStatus(await http('PUT', `${v2}/groups/prod`, await textOf('05c.json')), 422);
    assert.match(
      group.text,
      /"Bean is not valid".*"attribute":"version","error":"not allowed in conjunction with other properties"/,
    );
    const app = expectStatus(
      await http('PUT', `${v2}/apps/prod/web`, await textOf('05d-app-version-and-more.json')),
      422,
    );
    assert.match(app.text, /The 'version' field may only be combined with the 'id' field\./);
    expectStatus(await http('PUT', `${v2}/groups/prod`, { scaleBy: 2, apps: [] }), 422);
  });

  it('rejects a health check of a port that an app with an address lacks (06)', async () => {
    const message = /Health check port indices must address an element of the ports array or container port mappings\./;
    assert.match(
      expectStatus(await http('PUT', `${v2}/groups`, await textOf('06-healthcheck-portindex-ipaddress.json')), 422)
        .text,
      message,
    );
    assert.match(
      expectStatus(await http('POST', `${v2}/apps`, { ...idle('a'), healthChecks: [{ portIndex: 1 }] }), 422).text,
      message,
    );
    expectStatus(await http('POST', `${v2}/apps`, idle('a')), 201);
    await quiet();
    assert.match(
      expectStatus(await http('PUT', `${v2}/apps/a`, { healthChecks: [{ portIndex: 1 }] }), 422).text,
      message,
    );
  });

  it('rejects empty values as invalid (06c)', async () => {
    const answer = expectStatus(await http('PUT', `${v2}/groups`, await textOf('06c-empty-values.json')), 400);
    assert.deepEqual(answer.json, {
      message: 'Invalid JSON',
      details: [
        { path: '/apps(0)/cmd', errors: ['error.minLength'] },
        { path: '/apps(0)/cpus', errors: ['value must be greater than 0.0'] },
        { path: '/apps(0)/acceptedResourceRoles', errors: ['set must not be empty'] },
      ],
    });
  });

  it('treats null as omitted, except inside a map, and accepts a byte order mark', async () => {
    const nulls = {
      args: null,
      env: null,
      instances: null,
      cpus: null,
      constraints: null,
      container: null,
      ports: null,
      labels: null,
      healthChecks: null,
      upgradeStrategy: null,
      ipAddress: null,
    };
    expectStatus(
      await http(
        'PUT',
        `${v2}/groups/n`,
        `\uFEFF${JSON.stringify({ apps: [{ ...nulls, id: 'a', cmd: 'x', mem: 16 }], groups: null, dependencies: null })}`,
      ),
      200,
    );
    await quiet();
    expectStatus(await http('PUT', `${v2}/apps/n/a`, { cmd: null, instances: 2 }), 200);
    const { app } = (await http('GET', `${v2}/apps/n/a`)).json as { app: { cmd: string; cpus: number } };
    assert.deepEqual([app.cmd, app.cpus], ['x', 1]);
    expectStatus(await http('PUT', `${v2}/groups/m`, { apps: [{ ...idle('a'), labels: { A: null } }] }), 400);
  });

  it('removes an app during a deployment without force, a group only with force', async () => {
    const stuck = { ...idle('a'), cmd: 'exit 1' };
    expectStatus(await http('PUT', `${v2}/groups/g`, { apps: [stuck] }), 200);
    expectStatus(await http('PUT', `${v2}/apps/g/a`, { instances: 2 }), 409);
    expectStatus(await http('DELETE', `${v2}/groups/g`), 409);
    expectStatus(await http('DELETE', `${v2}/apps/g/a?force=false`), 409);
    expectStatus(await http('DELETE', `${v2}/apps/g/a`), 200);
    await quiet();
    expectStatus(await http('PUT', `${v2}/groups/g`, { apps: [stuck] }), 200);
    expectStatus(await http('DELETE', `${v2}/groups/g?force=True`), 200);
  });

  it('names the group, not the app, in group_change_success', async () => {
    const end = new AbortController();
    const stream = await fetch(`${v2}/events`, { headers: { Accept: 'text/event-stream' }, signal: end.signal });
    expectStatus(await http('POST', `${v2}/apps`, idle('/g/a')), 201);
    let text = '';
    for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream()))
      if (/group_change_success[^]*\n\r?\n/.test((text += chunk))) break;
    end.abort();
    assert.match(text, /"groupId":"\/g"/);
  });

  it('lists tasks waiting to be launched, and resets a delay', async () => {
    assert.deepEqual((await http('GET', `${v2}/queue`)).json, { queue: [] });
    expectStatus(
      await http('PUT', `${v2}/groups/q`, {
        apps: [
          { ...idle('big'), cpus: 99 },
          { ...idle('crash'), cmd: 'exit 1', backoffSeconds: 100 },
        ],
      }),
      200,
    );
    await eventually(async () => {
      const { queue } = (await http('GET', `${v2}/queue`)).json as {
        queue: { app: { id: string }; count: number; delay: { timeLeftSeconds: number; overdue: boolean } }[];
      };
      assert.deepEqual(
        queue.map(({ app, count, delay }) => [app.id, count, delay.overdue, delay.timeLeftSeconds > 90]),
        [
          ['/q/big', 1, true, false],
          ['/q/crash', 1, false, true],
        ],
      );
    });
    expectStatus(await http('DELETE', `${v2}/queue//q/crash/delay`), 204);
    assert.deepEqual(expectStatus(await http('DELETE', `${v2}/queue/nobody/delay`), 404).json, {
      message: 'Application /nobody not found in tasks queue.',
    });
  });

  it('lists the apps and tasks of a group and its subgroups', async () => {
    await produce();
    for (const [address, count] of [
      ['/apps//prod/*', 3],
      ['/apps/prod/db/*', 1],
      ['/apps/*', 3],
    ] as const) {
      assert.equal(((await http('GET', `${v2}${address}`)).json as { '*': unknown[] })['*'].length, count, address);
      assert.equal(
        ((await http('GET', `${v2}${address}/tasks`)).json as { tasks: unknown[] }).tasks.length,
        count,
        address,
      );
    }
    assert.deepEqual(expectStatus(await http('GET', `${v2}/apps//nowhere/*`), 404).json, {
      message: "Group '/nowhere' does not exist",
    });
  });

  it('has the other endpoints of its release', async () => {
    for (const method of ['GET', 'POST', 'DELETE'])
      assert.match(
        expectStatus(await http(method, `${v2}/eventSubscriptions`), 400).text,
        /http event callback system is not running/,
      );
    assert.deepEqual((await http('DELETE', `${v2}/leader`)).json, { message: 'Leadership abdicated' });
    await produce();
    const { gauges } = (await http('GET', `${lab.endpoints.marathon}/metrics`)).json as {
      gauges: Record<string, { value: number }>;
    };
    assert.equal(gauges['service.mesosphere.marathon.app.count']?.value, 3);
    assert.equal(gauges['service.mesosphere.marathon.group.count']?.value, 4);
  });

  it('gives mapped ports a service port and a host port, and keeps them', async () => {
    const mapped = {
      ...idle('m'),
      container: {
        type: 'DOCKER',
        docker: {
          image: 'x',
          network: 'BRIDGE',
          portMappings: [{ containerPort: 80 }, { containerPort: 81, hostPort: 31_500, servicePort: 10_007 }],
        },
      },
    };
    expectStatus(await http('PUT', `${v2}/apps/m`, mapped), 201);
    await quiet();
    const one = await appOf('/m');
    assert.deepEqual(one.ports, [10_000, 10_007]);
    const [task] = one.tasks;
    assert.ok(task);
    assert.deepEqual(task.servicePorts, one.ports);
    assert.ok(Number(task.ports[0]) >= 31_000);
    assert.equal(task.ports[1], 31_500);
    expectStatus(await http('PUT', `${v2}/groups`, { apps: [mapped] }), 200);
    await quiet();
    assert.equal((await appOf('/m')).tasks[0]?.id, task.id, 'repeating a definition changes nothing');
  });

  it('performs health checks, and kills what stays unhealthy', async () => {
    const check = (more: object) => [
      { protocol: 'COMMAND', intervalSeconds: 1, gracePeriodSeconds: 0, maxConsecutiveFailures: 1, ...more },
    ];
    const well = { ...idle('well'), healthChecks: check({ command: { value: 'true' } }) };
    const sick = { ...idle('sick'), healthChecks: check({ command: { value: 'echo x && exit 1' } }) };
    const web = {
      ...idle('web'),
      cmd: 'star-probe --http-port=9000',
      healthChecks: check({ protocol: 'HTTP', path: '/status', port: 9000 }),
    };
    expectStatus(await http('PUT', `${v2}/groups/h`, { apps: [well, sick, web] }), 200);
    const [first] = (await appOf('/h/sick')).tasks;
    await eventually(async () => {
      for (const id of ['/h/well', '/h/web']) {
        const { tasksHealthy, tasksUnhealthy, tasks } = await appOf(id);
        assert.deepEqual([tasksHealthy, tasksUnhealthy, tasks[0]?.healthCheckResults[0]?.alive], [1, 0, true], id);
      }
      assert.notEqual((await appOf('/h/sick')).tasks[0]?.id, first?.id, 'the unhealthy task was replaced');
    });
    assert.equal(
      ((await http('GET', `${v2}/deployments`)).json as unknown[]).length,
      1,
      'an unhealthy app is not deployed',
    );
  });

  it('stays responsive with 9,999 instances, deep JSON and endless bodies', async () => {
    expectStatus(
      await http('PUT', `${v2}/apps/many`, { id: 'many', cmd: 'sleep 1', cpus: 0.000_1, mem: 0, instances: 9999 }),
      201,
    );
    await eventually(async () =>
      assert.ok(((await http('GET', `${v2}/queue`)).json as { queue: { count: number }[] }).queue[0]!.count >= 9499),
    );
    const start = Date.now();
    expectStatus(await http('GET', `${v2}/apps/many`), 200);
    assert.ok(Date.now() - start < 2000, 'responds within two seconds');
    expectStatus(await http('PUT', `${v2}/groups`, `${'{"groups":['.repeat(5000)}${']}'.repeat(5000)}`), 400);
    expectStatus(await http('PUT', `${v2}/groups`, { id: 'x/'.repeat(3000) }), 422);
    expectStatus(await http('PUT', `${v2}/groups`, `{"id":"${'x'.repeat(3_000_000)}"}`), 413);
    const keys = `${lab.endpoints.etcd}/v2/keys`;
    const put = (key: string) => fetch(`${keys}${key}`, { method: 'PUT', body: new URLSearchParams({ value: '1' }) });
    assert.equal((await put('/a'.repeat(3000))).status, 400);
    assert.equal((await put('/a'.repeat(399))).status, 201);
    expectStatus(await http('GET', `${keys}/?recursive=true`), 200);
  });

  /** Three apps in three groups. */
  async function produce(): Promise<void> {
    const groups = [
      { id: 'db', apps: [idle('main')] },
      { id: 'cache', apps: [idle('redis')] },
    ];
    expectStatus(await http('PUT', `${v2}/groups/prod`, { apps: [idle('web')], groups }), 200);
    await quiet();
  }

  function quiet(): Promise<void> {
    return eventually(async () => assert.deepEqual((await http('GET', `${v2}/deployments`)).json, []));
  }

  async function appOf(id: string): Promise<AppView> {
    return ((await http('GET', `${v2}/apps${id}`)).json as { app: AppView }).app;
  }
});

function textOf(file: string): Promise<string> {
  return readFile(path.join(CASES, file), 'utf8');
}

function stops({ json }: HttpAnswer): string[] {
  const { steps } = json as { steps: Step[] };
  return steps
    .flatMap(({ actions }) => actions.filter(({ type }) => type === 'StopApplication').map(({ app }) => app))
    .sort();
}

function idle(id: string): Record<string, unknown> {
  return { id, cmd: 'sleep 1000', cpus: 0.1, mem: 16 };
}
