import assert from 'node:assert/strict';
import type { ClusterDefinition } from '../../src/cluster/connection/definition';
import type { Health } from '../../src/cluster/connection/health/health';
import { healthChecks } from '../../src/cluster/connection/health/checks';
import { startLab } from '../../src/lab/lab';
import { freePort } from '../../scripts/process';
import { authority } from './certificates';
import { startEtcd, enableUsers } from './etcd/etcd';
import { startStub } from './stub';

/** The health of each service of a cluster, by name. */
async function healthOf(definition: ClusterDefinition, credentials = {}): Promise<Readonly<Record<string, Health>>> {
  const checks = healthChecks(definition, credentials);
  return Object.fromEntries(
    await Promise.all(
      checks.map(async ({ service, ask }) => [service, await ask(AbortSignal.timeout(10_000))] as const),
    ),
  );
}

describe('cluster health', () => {
  it('is available for each service of the lab', async () => {
    const lab = await startLab();
    try {
      const { etcd, marathon, docker, loadBalancer } = lab.endpoints;
      const health = await healthOf({ name: 'lab', etcd: [etcd], marathon, docker: [docker], loadBalancer });
      assert.deepEqual(Object.keys(health), ['Calico data', 'etcd', 'Marathon', 'Docker', 'collector']);
      assert.deepEqual(health['Calico data']?.facts, ['in the v2 store']);
      assert.match(health['etcd']?.facts[0] ?? '', /^2\.3\.\d$/);
      assert.equal(health['etcd']?.facts[1], 'API v2');
      assert.match(health['Marathon']?.facts.join() ?? '', /^0\.14\.2,leader /);
      assert.match(health['Docker']?.facts.join() ?? '', /^1\.11\.\d,API 1\.23$/);
      for (const service of ['etcd', 'Marathon', 'Docker']) assert.ok((health[service]?.latency ?? 0) > 0, service);
      assert.equal(health['collector']?.state, 'failed', 'nothing is launched');
    } finally {
      await lab.close();
    }
  });

  it('reports services that do not respond, without delaying others', async () => {
    const health = await healthOf({
      name: 'down',
      etcd: [`http://127.0.0.1:${await freePort()}`],
      docker: ['unix:///no/such.sock'],
    });
    for (const service of ['Calico data', 'etcd', 'Docker'])
      assert.deepEqual([health[service]?.state, health[service]?.problem?.kind], ['failed', 'unreachable'], service);
  });

  it('reports Marathon’s rejected event stream and a missing leader', async () => {
    const stub = await startStub({
      '/v2/info': { json: { version: '0.15.3', leader: 'm1:8080' } },
      '/v2/events': { text: 'no', status: 403 },
    });
    try {
      const { Marathon } = await healthOf({ name: 'x', etcd: [stub.url], marathon: stub.url });
      assert.deepEqual([Marathon?.state, Marathon?.facts], ['lacking', ['0.15.3', 'leader m1:8080']]);
      assert.match(Marathon?.problem?.message ?? '', /event stream is refused \(status 403\)/);
      stub.answers.set('/v2/info', { json: { version: '0.15.3' } });
      assert.match(
        (await healthOf({ name: 'x', etcd: [stub.url], marathon: stub.url }))['Marathon']?.problem?.message ?? '',
        /no leader/,
      );
      stub.answers.set('/v2/info', { text: 'who?', status: 401 });
      assert.equal(
        (await healthOf({ name: 'x', etcd: [stub.url], marathon: stub.url }))['Marathon']?.problem?.kind,
        'unauthorized',
      );
      stub.answers.set('/v2/info', { text: '<html>' });
      assert.match(
        (await healthOf({ name: 'x', etcd: [stub.url], marathon: stub.url }))['Marathon']?.problem?.message ?? '',
        /is not Marathon/,
      );
    } finally {
      await stub.close();
    }
  });

  it('reports a real etcd’s leader, both APIs and the days until its certificates expire, and warns before that', async () => {
    const ca = await authority();
    const inDays = (days: number) =>
      `${new Date(Date.now() + days * 86_400_000)
        .toISOString()
        .replace(/[-T:]|\.\d+/g, '')
        .slice(0, 14)}Z`;
    const server = await ca.issue('localhost', { from: inDays(-1), to: inDays(40) });
    const person = await ca.issue('calico', { from: inDays(-1), to: inDays(3) });
    const etcd = await startEtcd(true, { server, clientAuthority: ca });
    try {
      const files = { caFile: ca.certFile, certFile: person.certFile, keyFile: person.keyFile };
      const { etcd: service } = await healthOf({ name: 'secure', etcd: [etcd.address], ...files });
      assert.match(service?.facts.join() ?? '', /^3\.\d+\.\d+,API v2 and v3,leader$/);
      assert.deepEqual([service?.certificateDays, service?.clientCertificateDays], [39, 2]);
      assert.equal(service?.problem?.message, 'The client certificate expires in 2 days.');
      const { etcd: without } = await healthOf({ name: 'secure', etcd: [etcd.address], caFile: files.caFile });
      assert.deepEqual([without?.state, without?.problem?.kind], ['failed', 'tls']);
    } finally {
      await etcd.close();
      await ca.close();
    }
  });

  it('reports that etcd requires a user', async () => {
    const etcd = await startEtcd();
    try {
      await enableUsers(etcd.address, 'right', {});
      const health = await healthOf({ name: 'users', etcd: [etcd.address] });
      assert.equal(health['Calico data']?.problem?.kind, 'unauthorized');
      assert.equal(
        (
          await healthOf(
            { name: 'users', etcd: [etcd.address] },
            { etcd: { kind: 'basic', username: 'root', password: 'right' } },
          )
        )['Calico data']?.state,
        'well',
      );
    } finally {
      await etcd.close();
    }
  });
});
