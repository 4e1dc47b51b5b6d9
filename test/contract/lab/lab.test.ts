import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { startLab, type Lab } from '../../../src/lab/lab';
import { eventually, expectStatus, http, type HttpAnswer } from './lab-http';

const FIXTURES = path.join(import.meta.dirname, '../../fixtures');

interface Responses {
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly json: {
          readonly status: { readonly targets: readonly { readonly url: string; readonly reachable: boolean }[] };
        };
      } | null
    >
  >;
}

describe('the Stars demo in the lab, with its original files', () => {
  let lab: Lab;
  const networks: Record<string, string> = {};

  before(async () => {
    lab = await startLab({ pollSeconds: 0.1, connectTimeoutMs: 250, stagingMs: [10, 40] });
  });

  after(() => lab.close());

  it('starts empty, with what calicoctl node writes', async () => {
    const { etcd, docker, marathon } = lab.endpoints;
    assert.deepEqual((await http('GET', `${docker}/networks`)).json, []);
    assert.deepEqual((await http('GET', `${marathon}/v2/apps`)).json, { apps: [] });
    const ready = await http('GET', `${etcd}/v2/keys/calico/v1/Ready`);
    assert.equal((ready.json as { node: { value: string } }).node.value, 'true');
    const pool = await http('GET', `${etcd}/v2/keys/calico/v1/ipam/v4/pool/192.168.0.0-16`);
    assert.deepEqual(JSON.parse((pool.json as { node: { value: string } }).node.value), { cidr: '192.168.0.0/16' });
  });

  it('makes a profile for each network, named by its ID', async () => {
    for (const name of ['management-ui', 'client', 'frontend', 'backend']) {
      const Config = name === 'management-ui' ? [{ Subnet: '192.168.0.0/16' }] : [];
      const created = expectStatus(
        await http('POST', `${lab.endpoints.docker}/networks/create`, {
          Name: name,
          CheckDuplicate: true,
          Driver: 'calico',
          IPAM: { Driver: 'calico', Config },
        }),
        201,
      );
      const { Id } = created.json as { Id: string };
      networks[name] = Id;
      assert.match(Id, /^[0-9a-f]{64}$/);
      assert.deepEqual(await rulesOf(name), {
        id: Id,
        inbound_rules: [{ action: 'allow', src_tag: Id }],
        outbound_rules: [{ action: 'allow' }],
      });
      assert.deepEqual(await leaf(name, 'tags'), [Id]);
      assert.deepEqual(await leaf(name, 'labels'), {});
    }
    assert.equal(
      (
        (
          await http(
            'GET',
            `${lab.endpoints.docker}/v1.22/networks?filters=${encodeURIComponent('{"type":["custom"]}')}`,
          )
        ).json as unknown[]
      ).length,
      4,
    );
  });

  it('launches the group unchanged', async () => {
    const { marathon, etcd, docker } = lab.endpoints;
    const group = await readFile(path.join(FIXTURES, 'stars.json'), 'utf8');
    const launched = expectStatus(await http('PUT', `${marathon}/v2/groups/calico-stars`, group), 200);
    const { deploymentId } = launched.json as { deploymentId: string };
    assert.equal(((await http('GET', `${marathon}/v2/deployments`)).json as { id: string }[])[0]?.id, deploymentId);
    await eventually(async () => assert.deepEqual((await http('GET', `${marathon}/v2/deployments`)).json, []));
    const { tasks } = (await http('GET', `${marathon}/v2/tasks`)).json as {
      tasks: { appId: string; host: string; startedAt: string; ipAddresses: { ipAddress: string }[] }[];
    };
    assert.deepEqual(
      tasks.map(({ appId }) => appId).sort(),
      ['backend', 'client', 'frontend', 'management-ui'].map((name) => `/calico-stars/${name}`),
    );
    assert.equal(tasks.find(({ appId }) => appId.endsWith('-ui'))?.ipAddresses[0]?.ipAddress, '192.168.255.254');
    assert.deepEqual([...new Set(tasks.map(({ host }) => host))].sort(), ['calico-mesos-02', 'calico-mesos-03']);

    const inspected = (await http('GET', `${docker}/networks/client`)).json as {
      Containers: Record<string, { EndpointID: string; IPv4Address: string }>;
    };
    const [member] = Object.values(inspected.Containers);
    const host = tasks.find(({ appId }) => appId.endsWith('client'))?.host ?? '';
    const endpoint = await http(
      'GET',
      `${etcd}/v2/keys/calico/v1/host/${host}/workload/libnetwork/libnetwork/endpoint/${member?.EndpointID ?? ''}`,
    );
    const { name, profile_ids, ipv4_nets, state } = JSON.parse(
      (endpoint.json as { node: { value: string } }).node.value,
    ) as Record<string, unknown>;
    assert.deepEqual(
      { name, profile_ids, ipv4_nets, state },
      {
        name: `cali${member?.EndpointID.slice(0, 11) ?? ''}`,
        profile_ids: [networks['client']],
        ipv4_nets: [member?.IPv4Address],
        state: 'active',
      },
    );
  });

  it('returns 503 for the collector after the connect timeout, for an unknown host immediately', async () => {
    const start = Date.now();
    assert.equal((await balanced('/responses')).status, 503);
    assert.ok(Date.now() - start >= 240, 'a dropped connection times out');
    assert.equal((await balanced('/responses', 'other.host')).status, 503);
  });

  it('opens the collector within 100 ms after its rule is added, and shows no probe', async () => {
    await setInbound('management-ui', [{ action: 'allow', protocol: 'tcp', dst_ports: [9001] }]);
    await eventually(async () => assert.equal((await balanced('/responses', 'My.Marathon.App')).status, 200), 100);
    assert.deepEqual((await responses()).responses, { B: null, C: null, F: null });
    assert.match((await balanced('/')).text, /<title>Stars<\/title>/);
    const example = JSON.parse((await balanced('/responses/example')).text) as unknown;
    assert.deepEqual(example, JSON.parse(await readFile(path.join(FIXTURES, 'responses-example.json'), 'utf8')));
    assert.equal((await balanced('/responses?x')).status, 404);
  });

  it('shows three probes and no edge once the probes allow the collector', async () => {
    for (const name of ['client', 'backend', 'frontend'])
      await addInbound(name, {
        action: 'allow',
        protocol: 'tcp',
        src_tag: networks['management-ui'],
        dst_ports: [9000],
      });
    await eventually(async () => assert.deepEqual(await edges(), { B: [], C: [], F: [] }));
  });

  it('keeps the edges dark with the tutorial’s rules for port 9001', async () => {
    await addInbound('frontend', { action: 'allow', protocol: 'tcp', src_tag: networks['client'], dst_ports: [9001] });
    await addInbound('backend', { action: 'allow', protocol: 'tcp', src_tag: networks['frontend'], dst_ports: [9001] });
    // Other edges, opened now and lit, show that both probes have measured since.
    const before = [await rulesOf('client'), await rulesOf('backend')].map(
      (rules) => rules['inbound_rules'] as unknown[],
    );
    await addInbound('client', { action: 'allow', protocol: 'tcp', src_tag: networks['frontend'], dst_ports: [9000] });
    await addInbound('backend', { action: 'allow', protocol: 'tcp', src_tag: networks['client'], dst_ports: [9000] });
    await eventually(async () => assert.deepEqual(await edges(), { B: [], C: ['backend'], F: ['client'] }));
    await setInbound('client', before[0]!);
    await setInbound('backend', before[1]!);
    await eventually(async () => assert.deepEqual(await edges(), { B: [], C: [], F: [] }));
  });

  it('lights only client → frontend → backend with rules for port 9000', async () => {
    await addInbound('frontend', { action: 'allow', protocol: 'tcp', src_tag: networks['client'], dst_ports: [9000] });
    await addInbound('backend', { action: 'allow', protocol: 'tcp', src_tag: networks['frontend'], dst_ports: [9000] });
    await eventually(async () => assert.deepEqual(await edges(), { B: [], C: ['frontend'], F: ['backend'] }));
  });

  it('shows an edge that is cut again', async () => {
    await setInbound('backend', []);
    await eventually(async () => assert.deepEqual(await edges(), { C: ['frontend'], F: [] }));
  });

  it('lists the backends on the load balancer’s own pages', async () => {
    assert.equal((await balanced('/_haproxy_health_check', 'localhost')).status, 200);
    assert.match(
      (await balanced('/haproxy?stats;csv', 'localhost')).text,
      /^calico-stars_management-ui_9001,192\.168\.255\.254:9001,no check\ncalico-stars_management-ui_9001,BACKEND,UP$/m,
    );
  });

  it('resolves names of running tasks in both spellings', async () => {
    const { mesosDns } = lab.endpoints;
    for (const name of ['frontend-calico-stars.marathon.mesos', 'frontend.calico-stars.marathon.mesos.']) {
      const [host] = (await http('GET', `${mesosDns}/v1/hosts/${name}`)).json as { host: string; ip: string }[];
      assert.match(host?.ip ?? '', /^192\.168\./);
    }
    assert.deepEqual((await http('GET', `${mesosDns}/v1/hosts/nobody.marathon.mesos`)).json, [{ host: '', ip: '' }]);
  });

  it('removes the endpoints with the group, then permits removing the networks', async () => {
    const { marathon, docker, etcd } = lab.endpoints;
    assert.equal((await http('DELETE', `${docker}/networks/client`)).status, 403);
    expectStatus(await http('DELETE', `${marathon}/v2/groups/calico-stars`), 200);
    await eventually(async () => assert.deepEqual((await http('GET', `${marathon}/v2/deployments`)).json, []));
    const endpoints = await http('GET', `${etcd}/v2/keys/calico/v1/host/calico-mesos-02/workload?recursive=true`);
    assert.doesNotMatch(endpoints.text, /profile_ids/);
    for (const [name, id] of Object.entries(networks)) {
      expectStatus(await http('DELETE', `${docker}/networks/${name}`), 204);
      assert.equal((await http('GET', `${etcd}/v2/keys/calico/v1/policy/profile/${id}`)).status, 404);
    }
  });

  async function leaf(network: string, name: string): Promise<unknown> {
    const answer = await http(
      'GET',
      `${lab.endpoints.etcd}/v2/keys/calico/v1/policy/profile/${networks[network] ?? ''}/${name}`,
    );
    return JSON.parse((answer.json as { node: { value: string } }).node.value);
  }

  async function rulesOf(network: string): Promise<Record<string, unknown>> {
    return (await leaf(network, 'rules')) as Record<string, unknown>;
  }

  async function setInbound(network: string, inbound: readonly unknown[]): Promise<void> {
    const value = JSON.stringify({ ...(await rulesOf(network)), inbound_rules: inbound });
    const url = `${lab.endpoints.etcd}/v2/keys/calico/v1/policy/profile/${networks[network] ?? ''}/rules`;
    const response = await fetch(url, { method: 'PUT', body: new URLSearchParams({ value }) });
    assert.equal(response.status, 200);
    await response.arrayBuffer();
  }

  async function addInbound(network: string, rule: object): Promise<void> {
    const { inbound_rules: current } = await rulesOf(network);
    await setInbound(network, [...(current as unknown[]), rule]);
  }

  function balanced(url: string, host = 'my.marathon.app'): Promise<Pick<HttpAnswer, 'status' | 'text'>> {
    return new Promise((resolve, reject) => {
      request(`${lab.endpoints.loadBalancer}${url}`, { headers: { Host: host }, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      })
        .on('error', reject)
        .end();
    });
  }

  async function responses(): Promise<Responses> {
    return JSON.parse((await balanced('/responses')).text) as Responses;
  }

  /** For each resource that answers, the reached targets by the first part of their names. */
  async function edges(): Promise<Record<string, string[]>> {
    const answered = Object.entries((await responses()).responses).flatMap(([id, response]) =>
      response ? [[id, response.json.status.targets] as const] : [],
    );
    return Object.fromEntries(
      answered.map(([id, targets]) => [
        id,
        targets.filter(({ reachable }) => reachable).map(({ url }) => new URL(url).hostname.split('-')[0] ?? ''),
      ]),
    );
  }
});
