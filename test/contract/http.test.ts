import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ClusterError } from '../../src/cluster/connection/errors';
import { HttpClient, type HttpOptions } from '../../src/cluster/connection/http/client';
import { authority, type Authority, type Pair } from './certificates';
import { serve, startProxy, type RunningServer } from './servers';

describe('HTTP client', () => {
  const open: { close(): unknown }[] = [];
  const keep = <T extends { close(): unknown }>(server: T) => {
    open.push(server);
    return server;
  };
  afterEach(() => open.splice(0).forEach((server) => void server.close()));
  const client = (address: string, options: Partial<HttpOptions> = {}) =>
    new HttpClient({ address, service: 'Marathon', ...options });
  const basic = { kind: 'basic', username: 'root', password: 'secret' } as const;

  describe('over TLS', () => {
    let ca: Authority;
    let own: Pair;
    let person: Pair;
    before(async () => {
      ca = await authority();
      own = await ca.issue('localhost');
      person = await ca.issue('somebody');
    });
    after(() => ca.close());
    const https = (options: object = {}, pair = own): Promise<RunningServer> =>
      serve((_, response) => response.end('hello'), { cert: pair.cert, key: pair.key, ...options }).then(keep);

    it('trusts only the configured authority', async () => {
      const { address } = await https();
      assert.equal((await client(address, { tls: { ca: ca.cert } }).request({ url: '/' })).data, 'hello');
      await assert.rejects(client(address).request({ url: '/' }), {
        kind: 'tls',
        message: /authority that is not trusted/,
        advice: /caFile/,
      });
    });

    it('sends its certificate if required, and reports a missing one', async () => {
      const { address } = await https({ ca: ca.cert, requestCert: true, rejectUnauthorized: true });
      const tls = { ca: ca.cert, cert: person.cert, key: person.key };
      assert.equal((await client(address, { tls }).request({ url: '/' })).data, 'hello');
      await assert.rejects(client(address, { tls: { ca: ca.cert } }).request({ url: '/' }), {
        kind: 'tls',
        message: /requires a client certificate/,
        advice: /certFile/,
      });
    });

    it('sends its certificate if a system authority is used', async () => {
      const { address } = await https({ ca: ca.cert, requestCert: true, rejectUnauthorized: true });
      await assert.rejects(client(address, { tls: { cert: person.cert, key: person.key } }).request({ url: '/' }), {
        kind: 'tls',
        message: /authority that is not trusted/,
      });
    });

    it('reports a certificate for another name, unless the settings expect that name', async () => {
      const { address } = await https({}, await ca.issue('etcd-1', { alt: 'DNS:etcd-1.example.com' }));
      await assert.rejects(client(address, { tls: { ca: ca.cert } }).request({ url: '/' }), {
        kind: 'tls',
        message: /different name.*etcd-1\.example\.com|different name/,
        advice: /serverName/,
      });
      assert.equal(
        (await client(address, { tls: { ca: ca.cert, serverName: 'etcd-1.example.com' } }).request({ url: '/' })).data,
        'hello',
      );
    });

    it('reports an expired certificate', async () => {
      const { address } = await https(
        {},
        await ca.issue('localhost', { from: '20200101000000Z', to: '20210203000000Z' }),
      );
      await assert.rejects(client(address, { tls: { ca: ca.cert } }).request({ url: '/' }), {
        kind: 'tls',
        message: /has expired \(on 2021-02-03\)/,
      });
    });

    it('reports a server without TLS, and one that accepts only TLS', async () => {
      const plain = keep(await serve((_, response) => response.end('hello')));
      await assert.rejects(client(plain.address.replace('http:', 'https:')).request({ url: '/' }), {
        kind: 'tls',
        message: /does not use TLS/,
        advice: /http:\/\//,
      });
      const go = keep(
        await serve((_, response) => response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n')),
      );
      await assert.rejects(client(go.address).request({ url: '/' }), {
        kind: 'tls',
        message: /accepts only TLS/,
        advice: /https:\/\//,
      });
    });

    it('reports files that are not certificates', async () => {
      const { address } = await https();
      await assert.rejects(
        client(address, { tls: { ca: ca.cert, cert: Buffer.from('nonsense'), key: Buffer.from('nonsense') } }).request({
          url: '/',
        }),
        { kind: 'tls', message: /files can’t be used/ },
      );
    });

    it('sends no change if the TLS handshake fails', async () => {
      const { address } = await https();
      await assert.rejects(client(address).request({ method: 'PUT', url: '/', data: 'x' }), {
        kind: 'tls',
        uncertain: false,
      });
    });

    it('uses certificates through a tunnel', async () => {
      const { port } = await https({ ca: ca.cert, requestCert: true, rejectUnauthorized: true });
      const proxy = keep(await startProxy());
      const through = { enabled: true, proxy: proxy.address, environment: {} };
      const tls = { ca: ca.cert, cert: person.cert, key: person.key, serverName: 'localhost' };
      assert.equal(
        (
          await client(`https://elsewhere.example:${port}`, { tls, proxy: through, credentials: basic }).request({
            url: '/',
          })
        ).data,
        'hello',
      );
      assert.deepEqual(proxy.seen, [`CONNECT elsewhere.example:${port}`]);
      assert.equal(proxy.headers[0]?.authorization, undefined);
    });
  });

  describe('on a Unix socket', () => {
    it('sends requests', async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-socket-'));
      const server = createServer((request, response) => response.end(request.url));
      const socket = path.join(folder, 'docker.sock');
      await new Promise<void>((resolve) => server.listen(socket, resolve));
      keep(server);
      assert.equal((await client(`unix://${socket}`).request({ url: '/networks' })).data, '/networks');
      await rm(folder, { recursive: true });
    });
  });

  describe('with a proxy', () => {
    it('uses the proxy of the environment, except for this machine', async () => {
      const proxy = keep(await startProxy());
      const settings = { enabled: true, environment: { HTTP_PROXY: proxy.address } };
      assert.equal(
        (await client('http://marathon.example:8080', { proxy: settings }).request({ url: '/v2/info' })).data,
        'by the proxy',
      );
      assert.deepEqual(proxy.seen, ['GET http://marathon.example:8080/v2/info']);
      const here = keep(await serve((_, response) => response.end('here')));
      assert.equal(
        (await client(here.address, { proxy: settings, credentials: basic }).request({ url: '/' })).data,
        'here',
      );
      assert.equal(
        (await client(here.address.replace('127.0.0.1', 'localhost'), { proxy: settings }).request({ url: '/' })).data,
        'here',
      );
      assert.equal(proxy.seen.length, 1);
    });
  });

  describe('on a redirect', () => {
    /** A server that redirects everything, and its target, which reports what arrived. */
    const lead = async (to: (port: number) => string, status = 307) => {
      const received: {
        readonly url: string | undefined;
        readonly authorization: string | undefined;
        readonly method: string | undefined;
      }[] = [];
      const target = keep(
        await serve((request, response) => {
          received.push({ url: request.url, authorization: request.headers.authorization, method: request.method });
          response.end('there');
        }),
      );
      const from = keep(await serve((_, response) => response.writeHead(status, { Location: to(target.port) }).end()));
      return { received, from };
    };
    const there = (port: number) => `http://localhost:${port}/v2/events`;

    it('sends credentials to hosts of the cluster', async () => {
      const { received, from } = await lead(there);
      const trusting = client(from.address, { credentials: basic, trustedHosts: ['localhost'] });
      assert.equal((await trusting.request({ url: '/v2/events' })).data, 'there');
      assert.deepEqual(received, [
        { url: '/v2/events', authorization: `Basic ${Buffer.from('root:secret').toString('base64')}`, method: 'GET' },
      ]);
      await trusting.request({ url: '/v2/apps', method: 'PUT', data: '{}' });
      assert.equal(received[1]?.method, 'PUT');
    });

    it('sends no secrets to unknown servers, and reports the redirect', async () => {
      const { received, from } = await lead(there);
      for (const options of [{ credentials: basic }, { headers: { 'X-Key': 'k' } }])
        await assert.rejects(client(from.address, options).request({ url: '/' }), {
          kind: 'forbidden',
          message: /redirects to localhost:\d+/,
          advice: /trustedHosts/,
        });
      assert.deepEqual(received, []);
    });

    it('follows to unknown servers if it has no secrets, but sends no changes', async () => {
      const { received, from } = await lead(there);
      assert.equal((await client(from.address).request({ url: '/' })).data, 'there');
      await assert.rejects(client(from.address).request({ method: 'POST', url: '/', data: 'x' }), {
        kind: 'forbidden',
        uncertain: false,
      });
      assert.equal(received.length, 1);
    });

    it('reports a sign-in page', async () => {
      const { received, from } = await lead((port) => `http://localhost:${port}/login?next=%2F`, 302);
      await assert.rejects(client(from.address, { trustedHosts: ['localhost'] }).request({ url: '/' }), {
        kind: 'unauthorized',
        message: /redirected to a sign-in page at localhost:\d+/,
      });
      assert.deepEqual(received, []);
    });

    it('stops at a loop', async () => {
      const server = keep(await serve((_, response) => response.writeHead(302, { Location: '/again' }).end()));
      assert.equal((await client(server.address).request({ url: '/' })).status, 302);
    });
  });

  it('reads only the beginning of an error response', async () => {
    let sent = 0;
    const server = keep(
      await serve((_, response) => {
        response.writeHead(500);
        const more = () => {
          while (sent < 30_000_000 && !response.destroyed) {
            sent += 65_536;
            if (!response.write(Buffer.alloc(65_536, 'x'))) return void response.once('drain', more);
          }
          response.end();
        };
        more();
      }),
    );
    const { data } = await client(server.address).request({ url: '/' });
    assert.equal(data.length, 65_536);
    assert.ok(sent < 20_000_000, String(sent));
  });

  it('reports a truncated response', async () => {
    const server = keep(
      await serve((_, response) => {
        response.writeHead(200, { 'Content-Length': 10 }).write('half');
      }),
    );
    await assert.rejects(client(server.address, { timeout: 200 }).request({ url: '/' }), { kind: 'timeout' });
  });

  it('sends no change that is not permitted', async () => {
    const received: unknown[] = [];
    const server = keep(
      await serve((request, response) => {
        received.push(request.method);
        response.end('read');
      }),
    );
    const asked: string[] = [];
    const guarded = client(server.address, {
      permit: (change) => Promise.reject(new ClusterError('read-only', (asked.push(change), change))),
    });
    for (const method of ['PUT', 'POST', 'DELETE', 'patch'])
      await assert.rejects(guarded.request({ method, url: '/', change: `${method} it` }), {
        kind: 'read-only',
        uncertain: false,
      });
    assert.deepEqual(asked, ['PUT it', 'POST it', 'DELETE it', 'patch it']);
    assert.equal((await guarded.request({ url: '/' })).data, 'read');
    await guarded.request({ method: 'POST', url: '/', isHarmless: true });
    assert.deepEqual(received, ['GET', 'POST']);
  });
});
