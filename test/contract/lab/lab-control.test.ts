import assert from 'node:assert/strict';
import { startLab, type Lab } from '../../../src/lab/lab';
import { eventually, expectStatus, http } from './lab-http';

interface State {
  readonly agents: readonly string[];
  readonly tasks: readonly {
    readonly id: string;
    readonly appId: string;
    readonly host: string;
    readonly state: string;
    readonly address: string;
  }[];
  readonly faults: readonly unknown[];
}

describe('the lab’s failure simulation', () => {
  let lab: Lab;

  before(async () => {
    lab = await startLab({ stagingMs: [5, 15], pollSeconds: 0.05, connectTimeoutMs: 100 });
  });

  after(() => lab.close());

  beforeEach(async () => {
    const { docker, marathon } = lab.endpoints;
    const created = expectStatus(
      await http('POST', `${docker}/networks/create`, { Name: 'net', Driver: 'calico', IPAM: { Driver: 'calico' } }),
      201,
    );
    await open((created.json as { Id: string }).Id);
    const docker0 = {
      type: 'DOCKER',
      docker: { image: 'djosborne/star:v0.5.0', parameters: [{ key: 'net', value: 'net' }] },
    };
    const probe = (id: string, target: string) => ({
      id,
      args: [`--urls=http://${target}.x.marathon.mesos:9000/status`],
      cpus: 0.1,
      mem: 16,
      container: docker0,
    });
    expectStatus(
      await http('PUT', `${marathon}/v2/groups/x`, { apps: [probe('one', 'two'), probe('two', 'one'), ui()] }),
      200,
    );
    await eventually(async () => assert.deepEqual((await http('GET', `${marathon}/v2/deployments`)).json, []));
    await eventually(async () => assert.deepEqual(await seen(), { one: true, two: true }));
  });

  afterEach(() => http('POST', `${lab.endpoints.control}/reset`));

  it('crashes a task, which Marathon replaces', async () => {
    const before = await state();
    expectStatus(
      await http('POST', `${lab.endpoints.control}/crash`, { target: '/x/one', message: 'Segmentation fault' }),
      200,
    );
    await eventually(async () => {
      const { tasks } = await state();
      assert.equal(tasks.filter((task) => task.state === 'TASK_RUNNING').length, 3);
      assert.ok(!tasks.some(({ id }) => id === taskOf(before, '/x/one').id));
    });
    const { app } = (await http('GET', `${lab.endpoints.marathon}/v2/apps/x/one`)).json as {
      app: { lastTaskFailure: { message: string } };
    };
    assert.equal(app.lastTaskFailure.message, 'Segmentation fault');
  });

  it('loses an agent, whose tasks start elsewhere, and restores it', async () => {
    const { host } = taskOf(await state(), '/x/one');
    expectStatus(await http('POST', `${lab.endpoints.control}/agents/${host}/lose`), 200);
    await eventually(async () => {
      const { tasks, agents } = await state();
      assert.ok(!agents.includes(host));
      assert.equal(tasks.filter((task) => task.state === 'TASK_RUNNING' && task.host !== host).length, 3);
    });
    expectStatus(await http('POST', `${lab.endpoints.control}/agents/${host}/restore`), 200);
    assert.equal((await state()).agents.length, 2);
    expectStatus(await http('POST', `${lab.endpoints.control}/agents/${host}/restore`), 404);
  });

  it('makes a task refuse connections or respond slowly, and repairs it', async () => {
    expectStatus(await http('POST', `${lab.endpoints.control}/faults`, { target: '/x/two', refuse: true }), 200);
    // The collector can't reach it either, so its measurements are unknown.
    await eventually(async () => assert.deepEqual(await seen(), { one: false, two: false }));
    expectStatus(await http('POST', `${lab.endpoints.control}/faults`, { target: '/x/two', delayMs: 20 }), 200);
    await eventually(async () => assert.deepEqual(await seen(), { one: true, two: true }));
    assert.equal((await state()).faults.length, 1);
    expectStatus(await http('DELETE', `${lab.endpoints.control}/faults`), 200);
    assert.deepEqual((await state()).faults, []);
  });

  it('removes everything, and notifies watchers', async () => {
    const { etcd, docker, marathon, control } = lab.endpoints;
    const profiles = `${etcd}/v2/keys/calico/v1/policy`;
    const watching = http('GET', `${profiles}?wait=true&recursive=true`);
    expectStatus(await http('POST', `${control}/reset`), 200);
    assert.equal(((await watching).json as { action: string }).action, 'delete');
    assert.deepEqual((await http('GET', `${docker}/networks`)).json, []);
    assert.deepEqual((await http('GET', `${marathon}/v2/groups`)).json, {
      ...((await http('GET', `${marathon}/v2/groups`)).json as object),
      apps: [],
      groups: [],
    });
    assert.deepEqual((await state()).tasks, []);
    assert.equal((await http('GET', profiles)).status, 404);
    assert.equal(
      ((await http('GET', `${etcd}/v2/keys/calico/v1/Ready`)).json as { node: { value: string } }).node.value,
      'true',
    );
    await makeAgain(docker);
  });

  it('lists its operations, and explains invalid requests', async () => {
    const { control } = lab.endpoints;
    assert.ok('POST /reset' in ((await http('GET', control)).json as object));
    expectStatus(await http('POST', `${control}/crash`, { target: 'nobody' }), 404);
    assert.match(
      expectStatus(await http('POST', `${control}/faults`, { delayMs: 'x' }), 400).text,
      /target: expected string/,
    );
    expectStatus(await http('POST', `${control}/agents/nobody/lose`), 404);
    expectStatus(await http('GET', `${control}/nothing`), 404);
  });

  async function state(): Promise<State> {
    return (await http('GET', `${lab.endpoints.control}/state`)).json as State;
  }

  /** Whether each probe reaches its target, according to the collector. */
  async function seen(): Promise<Record<string, boolean>> {
    const answer = await http('GET', `${lab.endpoints.loadBalancer}/responses`);
    assert.equal(answer.status, 200);
    const { responses } = answer.json as {
      responses: Record<string, { json: { status: { targets: { reachable: boolean }[] } } } | null>;
    };
    return Object.fromEntries(
      Object.entries(responses).map(([id, response]) => [id, response?.json.status.targets[0]?.reachable === true]),
    );
  }

  /** Allows everything, including the load balancer. */
  async function open(profile: string): Promise<void> {
    const value = JSON.stringify({ inbound_rules: [{ action: 'allow' }], outbound_rules: [{ action: 'allow' }] });
    const response = await fetch(`${lab.endpoints.etcd}/v2/keys/calico/v1/policy/profile/${profile}/rules`, {
      method: 'PUT',
      body: new URLSearchParams({ value }),
    });
    assert.equal(response.status, 200);
    await response.arrayBuffer();
  }

  /** A collector whose virtual host is the load balancer's own address. */
  function ui(): object {
    const host = new URL(lab.endpoints.loadBalancer).host;
    const resources = JSON.stringify(
      ['one', 'two'].map((id) => ({ id, url: `http://${id}.x.marathon.mesos:9000/status` })),
    );
    return {
      id: 'ui',
      cpus: 0.1,
      mem: 16,
      cmd: `echo '${resources}' > $MESOS_SANDBOX/r.json && exec star-collect --resources-file $MESOS_SANDBOX/r.json`,
      container: { type: 'DOCKER', docker: { image: 'x', parameters: [{ key: 'net', value: 'net' }] } },
      ipAddress: { discovery: { ports: [{ number: 9001, name: 'http', protocol: 'tcp' }] } },
      labels: { HAPROXY_GROUP: 'other,external', HAPROXY_0_VHOST: host },
    };
  }

  async function makeAgain(docker: string): Promise<void> {
    expectStatus(await http('POST', `${docker}/networks/create`, { Name: 'net', Driver: 'calico' }), 201);
    expectStatus(await http('DELETE', `${docker}/networks/net`), 204);
  }
});

function taskOf({ tasks }: State, appId: string): State['tasks'][number] {
  const task = tasks.find((candidate) => candidate.appId === appId);
  assert.ok(task);
  return task;
}
