import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { kubeconfigFiles, readKubeconfig } from '../../../../src/cluster/kubernetes';
import { followContext } from '../../../../src/cluster/kubernetes/kubeconfig/follow';
import { watchKubeconfig } from '../../../../src/cluster/kubernetes/kubeconfig/files';
import { inClusterContext } from '../../../../src/cluster/kubernetes/kubeconfig/in-cluster';
import { mergeKubeconfigs, type Kubeconfig } from '../../../../src/cluster/kubernetes/kubeconfig/merge';
import { parseKubeconfig } from '../../../../src/cluster/kubernetes/kubeconfig/parse';

const read = (...texts: readonly string[]): Kubeconfig =>
  mergeKubeconfigs(texts.map((text, index) => parseKubeconfig(text, `/home/somebody/${'abc'[index] ?? ''}/config`)));

/** A kubeconfig with one context `c` whose cluster and user have the given fields. */
const one = (cluster: object, user: object = {}) =>
  JSON.stringify({
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    clusters: [{ name: 'k', cluster: { server: 'https://k8s.example.com:6443', ...cluster } }],
    users: [{ name: 'u', user }],
  });

const contextOf = (config: Kubeconfig) => {
  assert.deepEqual(config.problems, []);
  const [context] = config.contexts;
  assert.ok(context);
  return context;
};

const problemOf = (config: Kubeconfig) => {
  assert.deepEqual(config.contexts, []);
  return config.problems.map(({ message }) => message).join('\n');
};

describe('Kubeconfigs', () => {
  it('have contexts with their cluster, user and namespace', () => {
    const config = read(`
apiVersion: v1
kind: Config
current-context: dev
contexts:
- name: dev
  context: { cluster: local, user: me, namespace: stars }
- name: anonymous
  context: { cluster: local, user: "" }
clusters:
- name: local
  cluster: { server: "https://127.0.0.1:6443/", certificate-authority: pki/ca.crt, tls-server-name: kubernetes }
users:
- name: me
  user: { token: " secret\\n" }
`);
    assert.deepEqual(config, {
      current: 'dev',
      problems: [],
      contexts: [
        {
          name: 'dev',
          namespace: 'stars',
          file: '/home/somebody/a/config',
          cluster: {
            name: 'local',
            server: 'https://127.0.0.1:6443',
            isUnchecked: false,
            authority: { kind: 'file', path: '/home/somebody/a/pki/ca.crt' },
            tlsServerName: 'kubernetes',
          },
          user: { name: 'me', token: 'secret' },
        },
        {
          name: 'anonymous',
          file: '/home/somebody/a/config',
          cluster: config.contexts[0]?.cluster,
          user: { name: '' },
        },
      ],
    });
  });

  it('are merged by whole entries, of which the first counts', () => {
    const { contexts, current } = read(
      one({}, { token: 'first' }).replace('"current-context":"c",', ''),
      one({ server: 'https://other.example.com', 'tls-server-name': 'other' }, { token: 'second', as: 'admin' }),
    );
    assert.equal(current, 'c');
    assert.deepEqual(
      contexts.map(({ cluster, user, file }) => [cluster, user, file]),
      [
        [
          { name: 'k', server: 'https://k8s.example.com:6443', isUnchecked: false },
          { name: 'u', token: 'first' },
          '/home/somebody/a/config',
        ],
      ],
    );
  });

  it('may spread a context, its cluster and its user over files', () => {
    const config = read(
      'contexts: [{name: c, context: {cluster: k, user: u}}]',
      'clusters: [{name: k, cluster: {server: "https://k", certificate-authority: ca.crt}}]',
      'users: [{name: u, user: {client-certificate: me.crt, client-key: ../me.key}}]',
    );
    assert.deepEqual(contextOf(config).cluster.authority, { kind: 'file', path: '/home/somebody/b/ca.crt' });
    assert.deepEqual(contextOf(config).user.certificate, { kind: 'file', path: '/home/somebody/c/me.crt' });
    assert.deepEqual(contextOf(config).user.key, { kind: 'file', path: '/home/somebody/me.key' });
  });

  it('use the scheme that TLS settings imply if the address has none', () => {
    const key = 'k'.repeat(32);
    const { server: shown, secretPath } = contextOf(read(one({ server: `http://127.0.0.1:9/key/${key}` }))).cluster;
    assert.deepEqual([shown, secretPath], ['http://127.0.0.1:9', `/key/${key}`]);
    const server = (cluster: object) => contextOf(read(one(cluster))).cluster.server;
    assert.equal(server({ server: 'localhost:8080' }), 'http://localhost:8080');
    assert.equal(server({ server: 'k:6443', 'insecure-skip-tls-verify': true }), 'https://k:6443');
    assert.equal(
      server({ server: 'https://rancher.example.com/k8s/clusters/c-1/' }),
      'https://rancher.example.com/k8s/clusters/c-1',
    );
  });

  it('may hold certificates, which take precedence over files', () => {
    const context = contextOf(
      read(
        one(
          { 'certificate-authority-data': Buffer.from('CA').toString('base64'), 'certificate-authority': 'x' },
          {
            'client-certificate-data': Buffer.from('CERT').toString('base64'),
            'client-key-data': Buffer.from('KEY').toString('base64'),
          },
        ),
      ),
    );
    assert.deepEqual(context.cluster.authority, { kind: 'data', data: Buffer.from('CA') });
    assert.deepEqual(context.user.certificate, { kind: 'data', data: Buffer.from('CERT') });
  });

  it('may run plugins and act as somebody else', () => {
    const { user } = contextOf(
      read(
        one(
          {},
          {
            exec: {
              apiVersion: 'client.authentication.k8s.io/v1',
              command: './bin/login',
              args: ['--quiet'],
              env: [{ name: 'PROFILE', value: 'prod' }],
              provideClusterInfo: true,
              interactiveMode: 'IfAvailable',
              installHint: 'Get it.',
            },
            as: 'viewer',
            'as-groups': ['a', 'b'],
            'as-user-extra': { reason: ['debug'] },
          },
        ),
      ),
    );
    assert.deepEqual(user, {
      name: 'u',
      plugin: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: '/home/somebody/a/bin/login',
        args: ['--quiet'],
        environment: { PROFILE: 'prod' },
        installHint: 'Get it.',
        wantsCluster: true,
        needsTerminal: false,
      },
      impersonate: { user: 'viewer', groups: ['a', 'b'], extra: { reason: ['debug'] } },
    });
  });

  for (const [what, text, message] of [
    [
      'an authentication provider',
      one({}, { 'auth-provider': { name: 'oidc' } }),
      /provider “oidc”, .*exec.*kubelogin/,
    ],
    [
      'an old plugin',
      one({}, { exec: { apiVersion: 'client.authentication.k8s.io/v1alpha1', command: 'x' } }),
      /v1alpha1/,
    ],
    [
      'a certificate without a key',
      one({}, { 'client-certificate': 'me.crt' }),
      /both a client certificate and its key/,
    ],
    ['a broken certificate', one({ 'certificate-authority-data': '*' }), /not Base64/],
    ['a SOCKS proxy', one({ 'proxy-url': 'socks5://localhost:1080' }), /SOCKS proxy.*not supported/],
    ['an odd proxy', one({ 'proxy-url': 'proxy' }), /“proxy-url” is not a valid/],
    [
      'an authority that is not used',
      one({ 'certificate-authority': 'x', 'insecure-skip-tls-verify': true }),
      /both a certificate authority/,
    ],
    ['a password in its address', one({ server: 'https://me:secret@k' }), /must not contain a user name or password/],
    ['another scheme', one({ server: 'ftp://k' }), /not a valid address/],
    ['no server', one({ server: null }), /“server” is missing or has the wrong type/],
    ['a token that is a number', one({}, { token: 12345 }), /“token” is missing or has the wrong type/],
    ['no user of that name', one({}).replace('"name":"u"', '"name":"v"'), /user “u” does not exist/],
    ['no cluster of that name', one({}).replace('"name":"k"', '"name":"l"'), /cluster “k” does not exist/],
    ['broken YAML', 'contexts:\n  - {name: c', /not valid YAML \(line 2\)/],
    [
      'a bomb',
      'a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c]',
      /not valid YAML/,
    ],
    ['another document', 'contexts: 5', /not a kubeconfig/],
    ['a nameless context', 'contexts: [{context: {}}]', /Entry 1 of “contexts” has no name/],
  ] as const) {
    it(`are unusable with ${what}, and say so without secrets`, () => {
      const problem = problemOf(read(text));
      assert.match(problem, message);
      assert.doesNotMatch(problem, /12345|secret/);
    });
  }

  it('lose only what is broken', () => {
    const config = read(`
contexts:
- {name: good, context: {cluster: k, user: u}}
- {name: bad, context: {cluster: broken, user: u}}
clusters:
- {name: k, cluster: {server: "https://k"}}
- {name: broken, cluster: {server: 5}}
users: [{name: u}]
`);
    assert.deepEqual(
      config.contexts.map(({ name }) => name),
      ['good'],
    );
    assert.deepEqual(
      config.problems.map(({ context }) => context),
      ['bad'],
    );
  });

  it('are found as kubectl finds them', () => {
    const home = '/home/somebody';
    const files = (environment: Record<string, string>, file?: string) =>
      kubeconfigFiles({ environment, home, ...(file !== undefined && { file }) });
    assert.deepEqual(files({}), ['/home/somebody/.kube/config']);
    assert.deepEqual(files({ KUBECONFIG: '' }), ['/home/somebody/.kube/config']);
    assert.deepEqual(files({ KUBECONFIG: `/a${path.delimiter}${path.delimiter}/b${path.delimiter}/a` }), ['/a', '/b']);
    assert.deepEqual(files({ KUBECONFIG: '/a' }, '~/k'), ['/home/somebody/k']);
  });

  it('may be missing unless one was chosen', async () => {
    const place = { environment: { KUBECONFIG: '/nowhere/config' }, home: '/nowhere' };
    assert.deepEqual(await readKubeconfig(place), { contexts: [], problems: [] });
    const { problems } = await readKubeconfig({ ...place, file: '/nowhere/chosen' });
    assert.match(problems[0]?.message ?? '', /can’t be read/);
  });

  describe('on disk', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-kube-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('are read again when they change', async () => {
      const file = path.join(folder, 'config');
      const place = { file, environment: {}, home: folder };
      const changed = new Promise<void>((resolve) => {
        const watching = watchKubeconfig(place, () => {
          watching.dispose();
          resolve();
        });
      });
      await writeFile(file, one({}));
      await changed;
      assert.equal(contextOf(await readKubeconfig(place)).name, 'c');
    });

    it('tell when a context leads elsewhere, or is gone', async () => {
      const file = path.join(folder, 'config');
      const place = { file, environment: {}, home: folder };
      await writeFile(file, one({}));
      const reports: string[] = [];
      let told: () => void = () => undefined;
      const following = followContext(place, contextOf(await readKubeconfig(place)), (change) => {
        reports.push(change);
        told();
      });
      const after = async (text: string) => {
        const next = new Promise<void>((resolve) => (told = resolve));
        await writeFile(file, text);
        await next;
      };
      await after(one({ server: 'https://elsewhere.example.com' }));
      await after(one({}).replace('"name":"c"', '"name":"other"'));
      following.dispose();
      assert.deepEqual(reports, ['changed', 'gone']);
    });

    it('are those of a service account in a pod', async () => {
      for (const [name, text] of [
        ['token', 't'],
        ['ca.crt', 'CA'],
        ['namespace', 'stars\n'],
      ] as const)
        await writeFile(path.join(folder, name), text);
      const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
      assert.deepEqual(await inClusterContext(environment, folder), {
        name: 'in-cluster',
        namespace: 'stars',
        file: path.join(folder, 'token'),
        user: { name: 'in-cluster', tokenFile: path.join(folder, 'token') },
        cluster: {
          name: 'in-cluster',
          server: 'https://[fd00::1]:443',
          isUnchecked: false,
          authority: { kind: 'file', path: path.join(folder, 'ca.crt') },
        },
      });
      assert.equal(await inClusterContext({}, folder), undefined);
      assert.equal(await inClusterContext(environment, path.join(folder, 'none')), undefined);
    });
  });
});
