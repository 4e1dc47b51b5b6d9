import assert from 'node:assert/strict';
import type { IncomingMessage, RequestListener } from 'node:http';
import { TLSSocket } from 'node:tls';
import { KubernetesApi, type ApiOptions, type KubeContext } from '../../../src/cluster/kubernetes';
import type { PluginCredentials } from '../../../src/cluster/kubernetes/kubeconfig/plugin';
import { authority, type Authority, type Pair } from '../certificates';
import { serve, startProxy } from '../servers';

const plugin: NonNullable<KubeContext['user']['plugin']> = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: 'login',
  args: [],
  environment: {},
  wantsCluster: false,
  needsTerminal: false,
};

describe('The API server of a context', () => {
  let ca: Authority;
  let own: Pair;
  before(async () => {
    ca = await authority();
    own = await ca.issue('kubernetes');
  });
  after(() => ca.close());

  const open: { close(): unknown }[] = [];
  afterEach(() => open.splice(0).forEach((server) => void server.close()));
  const keep = <T extends { close(): unknown }>(server: T) => {
    open.push(server);
    return server;
  };
  const asked: IncomingMessage[] = [];
  beforeEach(() => void asked.splice(0));
  const answer: RequestListener = (request, response) => {
    asked.push(request);
    response.end('{"kind":"Pod"}');
  };
  const https = async (options: object = {}, pair = own, listener = answer) =>
    keep(await serve(listener, { cert: pair.cert, key: pair.key, ...options }));

  const context = (
    server: string,
    cluster: Partial<KubeContext['cluster']> = {},
    user: Partial<KubeContext['user']> = { token: 'secret' },
  ): KubeContext => ({
    name: 'prod',
    file: '/home/somebody/.kube/config',
    cluster: { name: 'k', server, isUnchecked: false, ...cluster },
    user: { name: 'u', ...user },
  });
  const get = (of: KubeContext, options: Partial<ApiOptions> = {}) =>
    new KubernetesApi(of, {
      mayRun: () => ({ allowed: true }),
      proxy: { enabled: false, environment: {} },
      ...options,
    }).get({
      what: 'get a pod',
      path: '/api/v1/namespaces/stars/pods/x',
    });
  const trusted = () => ({ authority: { kind: 'data', data: ca.cert } }) as const;

  it('is trusted by its authority only, and the advice names the kubeconfig', async () => {
    const { address } = await https();
    assert.deepEqual((await get(context(address, trusted()))).value, { kind: 'Pod' });
    await assert.rejects(get(context(address)), {
      kind: 'tls',
      message: /authority that is not trusted/,
      advice: 'Check the certificates of the context prod in /home/somebody/.kube/config.',
    });
    assert.equal(asked.length, 1);
  });

  it('may have another name, or not be checked at all', async () => {
    const { address } = await https({}, await ca.issue('kubernetes', { alt: 'DNS:kubernetes.default' }));
    await assert.rejects(get(context(address, trusted())), { kind: 'tls', message: /different name/ });
    await get(context(address, { ...trusted(), tlsServerName: 'kubernetes.default' }));
    await get(context(address, { isUnchecked: true }));
  });

  it('gets the certificates of a file, of the kubeconfig or of a plugin, and new ones when they are refused', async () => {
    const person = [await ca.issue('first'), await ca.issue('second')] as const;
    let accepted = 'first';
    const { address } = await https(
      { ca: ca.cert, requestCert: true, rejectUnauthorized: true },
      own,
      (request, response) => {
        assert.ok(request.socket instanceof TLSSocket);
        const CN = String(request.socket.getPeerCertificate().subject.CN);
        response.statusCode = CN === accepted ? 200 : 401;
        response.end(`{"name":"${CN}"}`);
      },
    );
    const [first, second] = person;
    const file = {
      certificate: { kind: 'file', path: first.certFile },
      key: { kind: 'file', path: first.keyFile },
    } as const;
    assert.deepEqual((await get(context(address, trusted(), file))).value, { name: 'first' });
    let runs = 0;
    const run = (): Promise<PluginCredentials> =>
      Promise.resolve({ certificate: (person[(runs += 1) - 1] ?? second).cert, key: (person[runs - 1] ?? second).key });
    accepted = 'second';
    assert.deepEqual((await get(context(address, trusted(), { plugin }), { run })).value, { name: 'second' });
    assert.equal(runs, 2);
  });

  it('gets a new token of the plugin when the old one is refused, but only once', async () => {
    const { address } = keep(
      await serve((request, response) => {
        asked.push(request);
        response.statusCode = request.headers.authorization === 'Bearer t2' ? 200 : 401;
        response.end('{}');
      }),
    );
    let runs = 0;
    const run = (): Promise<PluginCredentials> => Promise.resolve({ token: `t${(runs += 1)}` });
    await get(context(address, {}, { plugin }), { run });
    assert.equal(runs, 2);
    runs = 10;
    await assert.rejects(get(context(address, {}, { plugin }), { run }), { kind: 'unauthorized' });
    assert.equal(runs, 12);
    asked.splice(0);
    await assert.rejects(get(context(address)), { kind: 'unauthorized' });
    assert.equal(asked.length, 1);
  });

  it('gets the headers of somebody else to act as', async () => {
    const { address } = keep(await serve(answer));
    const impersonate = { user: 'viewer', groups: ['a', 'b'], extra: { scopes: ['x', 'y'] } };
    await get(context(address, {}, { token: 't', impersonate }));
    assert.deepEqual(
      asked[0]?.rawHeaders.flatMap((name, index, all) =>
        name.startsWith('Impersonate') ? [`${name}: ${all[index + 1] ?? ''}`] : [],
      ),
      [
        'Impersonate-User: viewer',
        'Impersonate-Group: a',
        'Impersonate-Group: b',
        'Impersonate-Extra-scopes: x',
        'Impersonate-Extra-scopes: y',
      ],
    );
  });

  it('is asked through the proxy of the kubeconfig, wherever it is', async () => {
    const proxy = keep(await startProxy());
    const { address, port } = await https();
    await get(context(address, { ...trusted(), proxy: proxy.address }));
    assert.deepEqual(proxy.seen, [`CONNECT 127.0.0.1:${port}`]);
    await get(context(address, trusted()), { proxy: { enabled: true, environment: { HTTPS_PROXY: proxy.address } } });
    assert.equal(proxy.seen.length, 1);
  });

  it('does not make its client send the token elsewhere', async () => {
    const elsewhere = keep(await serve(answer));
    const { address } = keep(
      await serve((_, response) =>
        response.writeHead(302, { Location: `${elsewhere.address.replace('127.0.0.1', 'localhost')}/api` }).end(),
      ),
    );
    await assert.rejects(get(context(address)), { kind: 'forbidden', message: /Nothing was sent there/ });
    assert.equal(asked.length, 0);
  });

  it('may be a proxy’s page, whose text is not shown', async () => {
    const { address } = keep(await serve((_, response) => response.writeHead(503).end('<html>down</html>')));
    await assert.rejects(get(context(address)), { kind: 'server', message: /could not get a pod: status 503$/ });
  });
});
