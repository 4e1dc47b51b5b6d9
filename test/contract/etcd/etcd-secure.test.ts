import assert from 'node:assert/strict';
import { detectDatastore } from '../../../src/cluster/etcd/stores/detect';
import { Etcd2 } from '../../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store, type Etcd3Options } from '../../../src/cluster/etcd/stores/etcd3';
import { READY } from '../../../src/cluster/etcd/layout';
import { isClusterError, type ClusterError } from '../../../src/cluster/connection/errors';
import { HttpClient, type Credentials } from '../../../src/cluster/connection/http/client';
import type { TlsFiles } from '../../../src/cluster/connection/tls/tls';
import { freePort } from '../../../scripts/process';
import { authority, type Authority, type Pair } from '../certificates';
import { enableUsers, startEtcd, type RunningEtcd } from './etcd';

const detect = (address: string, options: { readonly tls?: TlsFiles; readonly credentials?: Credentials } = {}) =>
  detectDatastore({ addresses: [address], log: () => undefined, ...options });
const basic = (username: string, password: string): Credentials => ({ kind: 'basic', username, password });

/** Returns the message for a failed read over gRPC; undefined if it succeeds. */
async function failureOf(
  address: string,
  tls?: TlsFiles,
  auth?: Etcd3Options['auth'],
): Promise<ClusterError | undefined> {
  const store = new Etcd3Store({ addresses: [address], ...(tls && { tls }), ...(auth && { auth }) });
  try {
    await store.get('/calico/x');
    return undefined;
  } catch (error) {
    return isClusterError(error) ? error : assert.fail(String(error));
  } finally {
    store.close();
  }
}

describe('etcd over TLS with client certificates', () => {
  let ca: Authority;
  let foreign: Authority;
  let person: Pair;
  let etcd: RunningEtcd;
  before(async () => {
    ca = await authority();
    foreign = await authority('Another CA');
    person = await ca.issue('calico');
    etcd = await startEtcd(true, { server: await ca.issue('localhost'), clientAuthority: ca });
  });
  after(async () => {
    await etcd.close();
    await ca.close();
    await foreign.close();
  });
  const own = (): TlsFiles => ({ ca: ca.cert, cert: person.cert, key: person.key });

  it('works with both APIs', async () => {
    const v2 = new Etcd2([new HttpClient({ address: etcd.address, service: 'etcd', tls: own() })]);
    await v2.put('/calico/x', '2');
    assert.equal((await v2.get('/calico/x'))?.value, '2');
    const v3 = new Etcd3Store({ addresses: [etcd.address], tls: own() });
    await v3.put('/calico/x', '3');
    assert.equal((await v3.get('/calico/x'))?.value, '3');
    v3.close();
    const store = await detect(etcd.address, { tls: own() });
    assert.equal(store.kind, 'etcdv2');
    store.close();
  });

  it('rejects a missing certificate, one of another authority, and an untrusted server', async () => {
    const without: TlsFiles = { ca: ca.cert };
    const stranger = await foreign.issue('stranger');
    const refused: TlsFiles = { ca: ca.cert, cert: stranger.cert, key: stranger.key };
    const wrongCa: TlsFiles = { ...own(), ca: foreign.cert };
    await assert.rejects(detect(etcd.address, { tls: without }), { kind: 'tls', message: /client certificate/ });
    await assert.rejects(detect(etcd.address, { tls: refused }), { kind: 'tls', message: /client certificate/ });
    await assert.rejects(detect(etcd.address, { tls: wrongCa }), {
      kind: 'tls',
      message: /authority that is not trusted/,
    });
    const failure = await failureOf(etcd.address, wrongCa);
    assert.equal(failure?.kind, 'tls');
    assert.match(failure.message, /authority that is not trusted/);
    assert.equal((await failureOf(etcd.address))?.kind, 'tls');
  });

  it('trusts system authorities if only a client certificate is configured', async () => {
    assert.match(
      (await failureOf(etcd.address, { cert: person.cert, key: person.key }))?.message ?? '',
      /authority that is not trusted/,
    );
  });

  it('reports plain HTTP if TLS is required', async () => {
    await assert.rejects(detect(etcd.address.replace('https:', 'http:')), { kind: 'tls', message: /accepts only TLS/ });
  });

  it('reports an expired certificate, and one for another name', async () => {
    const expired = await startEtcd(true, {
      server: await ca.issue('localhost', { from: '20200101000000Z', to: '20210203000000Z' }),
    });
    const renamed = await startEtcd(true, { server: await ca.issue('etcd-1', { alt: 'DNS:etcd-1.example.com' }) });
    try {
      await assert.rejects(detect(expired.address, { tls: { ca: ca.cert } }), {
        kind: 'tls',
        message: /expired \(on 2021-02-03\)/,
      });
      assert.match((await failureOf(expired.address, { ca: ca.cert }))?.message ?? '', /expired/);
      await assert.rejects(detect(renamed.address, { tls: { ca: ca.cert } }), {
        kind: 'tls',
        message: /a different name/,
      });
      assert.match((await failureOf(renamed.address, { ca: ca.cert }))?.message ?? '', /a different name/);
      assert.equal(await failureOf(renamed.address, { ca: ca.cert, serverName: 'etcd-1.example.com' }), undefined);
    } finally {
      await expired.close();
      await renamed.close();
    }
  });

  it('reports a server without TLS', async () => {
    const plain = await startEtcd();
    try {
      await assert.rejects(detect(plain.address.replace('http:', 'https:')), (error) => {
        // How the connection fails depends on timing; the advice is the same.
        assert.ok(isClusterError(error) && ['tls', 'unreachable'].includes(error.kind), String(error));
        assert.match(error.advice ?? '', /start its address with http:\/\/ instead of https:\/\//i);
        return true;
      });
    } finally {
      await plain.close();
    }
  });
});

describe('etcd with users', () => {
  let etcd: RunningEtcd;
  before(async () => {
    etcd = await startEtcd();
    const v3 = new Etcd3Store({ addresses: [etcd.address] });
    await v3.put(READY, 'true');
    v3.close();
    await enableUsers(etcd.address, 'right', { reader: ['/elsewhere/'] });
  });
  after(() => etcd.close());

  it('opens the store with the data when the password is correct', async () => {
    const store = await detect(etcd.address, { credentials: basic('root', 'right') });
    assert.equal(store.kind, 'etcdv3');
    store.close();
  });

  it('never opens the empty v2 store after the v3 login was rejected', async () => {
    await assert.rejects(detect(etcd.address, { credentials: basic('root', 'wrong') }), { kind: 'unauthorized' });
    await assert.rejects(detect(etcd.address), (error: { readonly kind?: string }) => error.kind !== undefined);
  });

  it('distinguishes a missing user, a wrong password and a missing permission', async () => {
    const missing = await failureOf(etcd.address);
    assert.deepEqual(
      [missing?.kind, missing?.message],
      ['unauthorized', `etcd at ${etcd.address} requires a user name and password.`],
    );
    assert.match(missing?.advice ?? '', /Set Credentials/);
    const wrong = await failureOf(etcd.address, undefined, { username: 'root', password: 'wrong' });
    assert.deepEqual(
      [wrong?.kind, wrong?.message],
      ['unauthorized', `etcd at ${etcd.address} rejects the user name or password.`],
    );
    assert.ok(!JSON.stringify(wrong).includes('"wrong"'));
    assert.equal(
      (await failureOf(etcd.address, undefined, { username: 'reader', password: 'right' }))?.kind,
      'forbidden',
    );
  });
});

describe('a v3 API that does not respond', () => {
  it('is unreachable on every attempt', async () => {
    const store = new Etcd3Store({ addresses: [`http://127.0.0.1:${await freePort()}`] });
    for (let attempt = 0; attempt < 4; attempt += 1)
      await assert.rejects(store.get('x'), { kind: 'unreachable', message: /can’t be reached/ });
    store.close();
  });
});
