import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { addressProblem, clusterIdentity, parseDefinition } from '../../../../src/cluster/connection/definition';

describe('a cluster in the settings', () => {
  it('requires only a name and etcd addresses', () => {
    assert.deepEqual(parseDefinition({ name: 'a', etcd: ['http://h:2379'] }), { name: 'a', etcd: ['http://h:2379'] });
  });

  it('keeps all known fields', () => {
    const full = {
      name: 'a',
      etcd: ['https://h:2379'],
      marathon: 'http://m:8080',
      docker: ['unix:///var/run/docker.sock'],
      loadBalancer: 'http://m',
      virtualHost: 'my.marathon.app',
      caFile: '/ca.pem',
      serverName: 's',
      tls: { docker: { caFile: '/d.pem' } },
      trustedHosts: ['*.m'],
      production: 'read-only',
    };
    assert.deepEqual(parseDefinition({ ...full, collector: '', extra: 1 }), full);
  });

  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [null, /must be an object/],
    [{ etcd: ['http://h:2379'] }, /must have a name/],
    [{ name: ' ', etcd: ['http://h:2379'] }, /must have a name/],
    [{ name: 'a' }, /list of etcd addresses/],
    [{ name: 'a', etcd: [] }, /list of etcd addresses/],
    [{ name: 'a', etcd: [1] }, /list of etcd addresses/],
    [{ name: 'a', etcd: ['h:2379'] }, /must start with/],
    [{ name: 'a', etcd: ['http://h:2379'], docker: 'x' }, /Docker hosts/],
    [{ name: 'a', etcd: ['http://h:2379'], marathon: 7 }, /“marathon”.*must be a string/],
    [{ name: 'a', etcd: ['http://h:2379'], collector: 'nonsense' }, /not a valid address/],
    [{ name: 'a', etcd: ['http://h:2379'], tls: { dokcer: {} } }, /“tls”.*name services/],
    [{ name: 'a', etcd: ['http://h:2379'], tls: { docker: { ca: '/d.pem' } } }, /“tls”.*name services/],
    [{ name: 'a', etcd: ['http://h:2379'], trustedHosts: 'h' }, /“trustedHosts”/],
    [{ name: 'a', etcd: ['http://h:2379'], production: 'readonly' }, /“production”.*read-only/],
  ];
  for (const [value, reason] of wrong) {
    it(`explains what is wrong with ${JSON.stringify(value)}`, () => {
      const parsed = parseDefinition(value);
      assert.ok('problem' in parsed);
      assert.match(parsed.problem, reason);
    });
  }

  it('rejects a password in an address without repeating it', () => {
    const problem = addressProblem('http://root:secret@h:2379') ?? assert.fail();
    assert.match(problem, /Set Credentials/);
    assert.ok(!problem.includes('secret'));
  });

  it('ignores an identity in the settings', () =>
    assert.ok(!('identity' in parseDefinition({ name: 'a', etcd: ['http://h:2379'], identity: 'x' }))));

  it('is identified by its addresses, in any order, case and scheme, and not by its name', () => {
    const identity = clusterIdentity({ etcd: ['http://B:2379', 'http://a:2379/'] });
    assert.equal(clusterIdentity({ etcd: ['https://a:2379', 'http://b:2379', 'http://b:2379'] }), identity);
    assert.notEqual(clusterIdentity({ etcd: ['http://a:2379'] }), identity);
    assert.notEqual(clusterIdentity({ etcd: ['http://gateway/a'] }), clusterIdentity({ etcd: ['http://gateway/b/'] }));
    assert.equal(clusterIdentity({ etcd: ['http://127.0.0.1:4711'], identity: 'demo' }), 'demo');
  });

  it('never throws for any settings', () => {
    fc.assert(fc.property(fc.anything(), (value) => typeof parseDefinition(value) === 'object'));
  });
});
