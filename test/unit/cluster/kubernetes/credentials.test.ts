import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KubeContext, KubeUser } from '../../../../src/cluster/kubernetes/kubeconfig/context';
import { ContextCredentials, type CredentialOptions } from '../../../../src/cluster/kubernetes/kubeconfig/credentials';
import { runPlugin, type PluginCredentials } from '../../../../src/cluster/kubernetes/kubeconfig/plugin';

const plugin: NonNullable<KubeUser['plugin']> = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: 'login',
  args: [],
  environment: {},
  wantsCluster: false,
  needsTerminal: false,
};

const contextFor = (user: Omit<KubeUser, 'name'>): KubeContext => ({
  name: 'c',
  file: '/kube/config',
  cluster: { name: 'k', server: 'https://k', isUnchecked: false, authority: { kind: 'data', data: Buffer.from('CA') } },
  user: { name: 'u', ...user },
});

const allowed: CredentialOptions = { mayRun: () => ({ allowed: true }) };

describe('Credentials of a context', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-credentials-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('are a token, a password, or nothing', async () => {
    const headers = async (user: Omit<KubeUser, 'name'>) =>
      (await new ContextCredentials(contextFor(user), allowed).access()).headers;
    assert.deepEqual(await headers({ token: 'secret' }), { Authorization: 'Bearer secret' });
    assert.deepEqual(await headers({ basic: { username: 'me', password: 'secret' } }), {
      Authorization: 'Basic bWU6c2VjcmV0',
    });
    assert.deepEqual(await headers({}), {});
  });

  it('name the user to act as in headers', async () => {
    const impersonate = { user: 'viewer', uid: '1', groups: ['a', 'b'], extra: { 'Example.com/Scopes': ['x', 'y'] } };
    const { headers } = await new ContextCredentials(contextFor({ token: 't', impersonate }), allowed).access();
    assert.deepEqual(headers, {
      Authorization: 'Bearer t',
      'Impersonate-User': 'viewer',
      'Impersonate-Uid': '1',
      'Impersonate-Group': ['a', 'b'],
      'Impersonate-Extra-example.com%2Fscopes': ['x', 'y'],
    });
  });

  it('are read from a token file again after a minute, and when they are refused', async () => {
    const tokenFile = path.join(folder, 'token');
    let now = 0;
    const credentials = new ContextCredentials(contextFor({ tokenFile, token: 'old' }), { ...allowed, now: () => now });
    const token = async () => (await credentials.access()).headers['Authorization'];
    await writeFile(tokenFile, 'one\n');
    assert.equal(await token(), 'Bearer one');
    await writeFile(tokenFile, 'two');
    assert.equal(await token(), 'Bearer one');
    now = 60_001;
    assert.equal(await token(), 'Bearer two');
    await writeFile(tokenFile, 'three');
    assert.equal(credentials.renew(await credentials.access()), true);
    assert.equal(await token(), 'Bearer three');
  });

  it('name a file that can’t be read', async () => {
    const credentials = new ContextCredentials(contextFor({ tokenFile: path.join(folder, 'none') }), allowed);
    await assert.rejects(credentials.access(), {
      kind: 'invalid',
      message: /none can’t be read/,
      advice: /\/kube\/config/,
    });
  });

  it('of the kubeconfig take precedence over a plugin, which then is not run', async () => {
    const run = () => assert.fail('it was run');
    const credentials = new ContextCredentials(contextFor({ token: 't', plugin }), { ...allowed, run });
    const access = await credentials.access();
    assert.equal(access.headers['Authorization'], 'Bearer t');
    assert.equal(credentials.renew(access), false);
  });

  it('of a plugin are asked for once, again when they expire, and when they are refused', async () => {
    let now = 1_000;
    let runs = 0;
    const run = (): Promise<PluginCredentials> => {
      runs += 1;
      return Promise.resolve({ token: `t${runs}`, expires: now + 500 });
    };
    const credentials = new ContextCredentials(contextFor({ plugin }), { ...allowed, run, now: () => now });
    const token = async () => (await credentials.access()).headers['Authorization'];
    assert.deepEqual(await Promise.all([token(), token()]), ['Bearer t1', 'Bearer t1']);
    now = 1_499;
    assert.equal(await token(), 'Bearer t1');
    now = 1_500;
    assert.equal(await token(), 'Bearer t2');
    const refused = await credentials.access();
    assert.equal(credentials.renew(refused), true);
    assert.equal(await token(), 'Bearer t3');
    credentials.renew(refused);
    assert.equal(await token(), 'Bearer t3');
  });

  it('of a plugin that failed are asked for again', async () => {
    let runs = 0;
    const run = (): Promise<PluginCredentials> => {
      runs += 1;
      return runs === 1 ? Promise.reject(new Error('not signed in')) : Promise.resolve({ token: 't' });
    };
    const credentials = new ContextCredentials(contextFor({ plugin }), { ...allowed, run });
    await assert.rejects(credentials.access(), /not signed in/);
    assert.equal((await credentials.access()).headers['Authorization'], 'Bearer t');
  });

  it('of a plugin are not asked for if it may not be run', async () => {
    const run = () => assert.fail('it was run');
    const mayRun = () => ({ allowed: false, reason: 'The workspace is not trusted.' }) as const;
    const credentials = new ContextCredentials(contextFor({ plugin }), { mayRun, run });
    await assert.rejects(credentials.access(), {
      kind: 'unauthorized',
      message: /program login, which was not run: The workspace is not trusted\./,
    });
  });

  it('end waiting for a plugin if the caller gives up', async () => {
    const run = () => new Promise<PluginCredentials>(() => undefined);
    const credentials = new ContextCredentials(contextFor({ plugin }), { ...allowed, run });
    const end = new AbortController();
    const waiting = credentials.access(end.signal);
    end.abort();
    await assert.rejects(waiting, { kind: 'cancelled' });
  });

  describe('from a program', () => {
    const { cluster } = contextFor({});
    const never = new AbortController().signal;
    const script = async (name: string, text: string) => {
      const file = path.join(folder, name);
      await writeFile(file, `#!/bin/sh\n${text}\n`);
      await chmod(file, 0o700);
      return file;
    };
    const print = (status: object, apiVersion = plugin.apiVersion as string) =>
      `cat <<'END'\n${JSON.stringify({ kind: 'ExecCredential', apiVersion, status })}\nEND`;
    const result = async (text: string, more: Partial<typeof plugin> = {}) =>
      runPlugin({ ...plugin, command: await script('plugin', text), ...more }, cluster, Buffer.from('CA'), never);

    it('are a token, or a certificate with its key, until they expire', async () => {
      const time = '2030-01-01T00:00:00Z';
      assert.deepEqual(await result(print({ token: 't', expirationTimestamp: time })), {
        token: 't',
        expires: Date.parse(time),
      });
      assert.deepEqual(await result(print({ clientCertificateData: 'CERT', clientKeyData: 'KEY' })), {
        certificate: Buffer.from('CERT'),
        key: Buffer.from('KEY'),
      });
    });

    it('depend on arguments, its environment and, if it wants it, the cluster', async () => {
      const echo = `printf '{"kind":"ExecCredential","apiVersion":"${plugin.apiVersion}","status":{"token":"%s"}}' "$(printf '%s' "$1 $PROFILE $KUBERNETES_EXEC_INFO" | base64 -w0)"`;
      const said = async (more: Partial<typeof plugin>) => {
        const { token = '' } = await result(echo, { args: ['--quiet'], environment: { PROFILE: 'prod' }, ...more });
        return Buffer.from(token, 'base64').toString('utf8');
      };
      assert.equal(
        await said({}),
        `--quiet prod {"apiVersion":"${plugin.apiVersion}","kind":"ExecCredential","spec":{"interactive":false}}`,
      );
      assert.match(
        await said({ wantsCluster: true }),
        /"cluster":\{"server":"https:\/\/k","certificate-authority-data":"Q0E=","config":null\}/,
      );
    });

    for (const [what, text, message] of [
      [
        'its own words',
        'echo "The session has expired." >&2; exit 3',
        /plugin gave no credentials: The session has expired\.$/,
      ],
      ['its exit code if it says nothing', 'exit 3', /exit code 3/],
      ['that it printed something else', 'echo hello', /did not print an ExecCredential/],
      [
        'that it printed another version',
        print({ token: 't' }, 'client.authentication.k8s.io/v1beta1'),
        /printed the version .*v1beta1/,
      ],
      ['that it printed nothing useful', print({}), /neither a token nor a client certificate/],
      ['that it printed too much', 'yes | head -c 2000000', /more than 1 MB/],
    ] as const)
      it(`fail with ${what}`, () => assert.rejects(result(text), { kind: 'unauthorized', message }));

    it('fail without showing what it printed', async () => {
      await assert.rejects(result('echo secret; exit 1'), (error: Error) => {
        assert.doesNotMatch(JSON.stringify([error.message, Object.entries(error)]), /secret/);
        return true;
      });
    });

    it('fail with a hint where to get it, and if it needs a terminal', async () => {
      await assert.rejects(
        runPlugin({ ...plugin, command: 'no-such-program-here', installHint: 'Get it.' }, cluster, undefined, never),
        { message: /program was not found/, advice: 'Get it.' },
      );
      await assert.rejects(result('exit 0', { needsTerminal: true }), { message: /needs a terminal/ });
    });

    it('can be given up', async () => {
      const end = new AbortController();
      const running = runPlugin(
        { ...plugin, command: await script('plugin', 'sleep 60') },
        cluster,
        undefined,
        end.signal,
      );
      end.abort();
      await assert.rejects(running, { kind: 'cancelled' });
    });
  });
});
