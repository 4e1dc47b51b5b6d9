import assert from 'node:assert/strict';
import { daysLeft } from '../../../../src/cluster/connection/tls/certificate';
import { ClusterError } from '../../../../src/cluster/connection/errors';
import { tlsProblem } from '../../../../src/cluster/connection/tls/tls';
import { readTls } from '../../../../src/cluster/connection/tls/files';

describe('TLS problems', () => {
  const cases: readonly (readonly [code: string, message: string, kind: string | undefined])[] = [
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', 'untrusted'],
    [
      '',
      '14 UNAVAILABLE: No connection established. Last error: Error: self signed certificate in certificate chain',
      'untrusted',
    ],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate', 'untrusted'],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'expired'],
    ['CERT_NOT_YET_VALID', 'certificate is not yet valid', 'not-yet-valid'],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: DNS:etcd-1",
      'wrong-name',
    ],
    ['EPROTO', 'write EPROTO 0:error:0A00010B:SSL routines:ssl3_get_record:wrong version number', 'not-tls'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tlsv13 alert certificate required', 'client-certificate'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'sslv3 alert bad certificate', 'client-certificate'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tlsv1 alert unknown ca', 'client-refused'],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'sslv3 alert certificate expired', 'client-refused'],
    ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'key values mismatch', 'files'],
    ['ERR_OSSL_PEM_NO_START_LINE', 'no start line', 'files'],
    ['ECONNRESET', 'Client network socket disconnected before secure TLS connection was established', 'broken-off'],
    ['EPROTO', 'something of SSL routines', 'handshake'],
    ['ECONNREFUSED', 'connect ECONNREFUSED', undefined],
    ['ECONNRESET', 'socket hang up', undefined],
  ];
  for (const [code, message, kind] of cases)
    it(`are reported for ${code} ${message}`, () =>
      assert.equal(tlsProblem(Object.assign(new Error(message), { code }))?.kind, kind));

  it('include the names that a certificate is valid for', () => {
    assert.match(
      tlsProblem(
        Object.assign(
          new Error(
            "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: DNS:etcd-1",
          ),
          { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
        ),
      )?.message ?? '',
      /different name \(DNS:etcd-1\)/,
    );
  });

  it('include the days until expiry', () =>
    assert.deepEqual([daysLeft({ validTo: 3 * 86_400_000 }, 1), daysLeft({ validTo: 0 }, 1)], [2, -1]));
});

describe('TLS settings of a cluster', () => {
  it('require a key with a client certificate', async () => {
    await assert.rejects(readTls({ name: 'a', etcd: [], certFile: '/c.pem' }, 'etcd'), {
      kind: 'invalid',
      message: /requires both a certificate and its key/,
    });
    await assert.rejects(readTls({ name: 'a', etcd: [], caFile: '/is/not/there.pem' }, 'etcd'), {
      kind: 'invalid',
      message: /there\.pem can’t be read/,
    });
  });

  it('are replaced by those of the service if it has any', async () => {
    const definition = {
      name: 'a',
      etcd: [],
      caFile: '/is/not/there.pem',
      tls: { docker: { serverName: 'docker-1' } },
    };
    assert.deepEqual(await readTls(definition, 'docker'), { serverName: 'docker-1' });
    assert.equal(await readTls({ name: 'a', etcd: [] }, 'docker'), undefined);
  });
});

describe('a cluster error', () => {
  it('has a bounded message and detail', () => {
    const { message, detail } = new ClusterError('server', 'm'.repeat(1e6), undefined, 'd'.repeat(1e6));
    assert.deepEqual([message.length, detail?.length], [2_001, 2_001]);
  });
});
