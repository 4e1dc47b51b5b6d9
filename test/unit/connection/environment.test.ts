import assert from 'node:assert/strict';
import { parseDefinition } from '../../../src/cluster/connection/definition';
import { clusterFrom, type Environment } from '../../../src/features/connection/dialogs/environment';

describe('a cluster from the environment', () => {
  const cases: readonly (readonly [
    what: string,
    environment: Environment,
    expected: ReturnType<typeof clusterFrom>,
  ])[] = [
    ['nothing', { PATH: '/bin', ETCD_SCHEME: 'https', ETCD_CA_CERT_FILE: '/ca.pem' }, undefined],
    ['calicoctl’s authority', { ETCD_AUTHORITY: '10.0.0.1:2379' }, { etcd: ['http://10.0.0.1:2379'] }],
    [
      'calicoctl’s scheme',
      { ETCD_AUTHORITY: '10.0.0.1:2379', ETCD_SCHEME: 'https' },
      { etcd: ['https://10.0.0.1:2379'] },
    ],
    [
      'calicoctl’s endpoints, which override the authority and the scheme',
      { ETCD_ENDPOINTS: 'https://a:2379/, https://b:2379', ETCD_AUTHORITY: 'c:2379', ETCD_SCHEME: 'http' },
      { etcd: ['https://a:2379', 'https://b:2379'] },
    ],
    [
      'calicoctl’s certificates, only for etcd',
      {
        ETCD_ENDPOINTS: 'https://a:2379',
        ETCD_CA_CERT_FILE: '/ca.pem',
        ETCD_CERT_FILE: '/cert.pem',
        ETCD_KEY_FILE: '/key.pem',
      },
      { etcd: ['https://a:2379'], tls: { etcd: { caFile: '/ca.pem', certFile: '/cert.pem', keyFile: '/key.pem' } } },
    ],
    [
      'Marathon’s address',
      { MARATHON_URL: 'https://m:8443/, https://n:8443', MARATHON_IP: '10.0.0.9' },
      { marathon: 'https://m:8443' },
    ],
    ['Marathon’s IP address', { MARATHON_IP: '10.0.0.9' }, { marathon: 'http://10.0.0.9:8080' }],
    [
      'Docker’s socket',
      { DOCKER_HOST: 'unix:///var/run/docker.sock', DOCKER_CERT_PATH: '/certs' },
      { docker: ['unix:///var/run/docker.sock'] },
    ],
    ['a Docker host', { DOCKER_HOST: 'tcp://10.0.0.2:2375' }, { docker: ['http://10.0.0.2:2375'] }],
    [
      'a Docker host with its certificates',
      { DOCKER_HOST: 'tcp://10.0.0.2:2376', DOCKER_CERT_PATH: '/certs/' },
      {
        docker: ['https://10.0.0.2:2376'],
        tls: { docker: { caFile: '/certs/ca.pem', certFile: '/certs/cert.pem', keyFile: '/certs/key.pem' } },
      },
    ],
    [
      'a Docker host that must be verified',
      { DOCKER_HOST: 'tcp://10.0.0.2:2376', DOCKER_TLS_VERIFY: '1' },
      { docker: ['https://10.0.0.2:2376'] },
    ],
  ];
  for (const [what, environment, expected] of cases) {
    it(`is read from ${what}`, () => {
      const found = clusterFrom(environment);
      assert.deepEqual(found, expected);
      if (found)
        assert.ok(
          !('problem' in parseDefinition({ name: 'x', etcd: ['http://etcd:2379'], ...found })),
          'is valid in the settings',
        );
    });
  }
});
