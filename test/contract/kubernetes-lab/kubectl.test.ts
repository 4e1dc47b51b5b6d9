import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { installedKubectls } from '../../../scripts/kubectl';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';
import { writeKubeconfig } from '../../../src/lab/kubernetes/kubeconfig';

const run = promisify(execFile);
const MANIFESTS = path.join(import.meta.dirname, '../../../media/stars/kubernetes');

/** The oldest kubectl that knows these commands. */
const WHOAMI = '1.28';

const kubectls = installedKubectls();
if (kubectls.length < 2)
  console.log('  Skipping tests with a kubectl: `npm run test:contract` downloads an old and a new one where it can.');

for (const { version, file } of kubectls) {
  describe(`kubectl ${version} works with the embedded Kubernetes cluster`, function () {
    this.timeout(90_000);
    let lab: KubernetesLab;
    let folder: string;

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-kubectl-'));
      lab = await startKubernetes({ pollSeconds: 0.05, connectTimeoutMs: 150 });
      await writeKubeconfig(path.join(folder, 'config'), lab);
    });

    after(async () => {
      await lab.close();
      await rm(folder, { recursive: true });
    });

    /** Runs kubectl, with a discovery cache of its own, and returns what it prints. */
    const kubectl = async (...args: readonly string[]): Promise<string> => {
      const env = { ...process.env, HOME: folder, KUBECONFIG: path.join(folder, 'config') };
      const { stdout } = await run(file, args, { env, cwd: MANIFESTS, timeout: 30_000 });
      return stdout;
    };

    it('applies the demo, and sees its pods run', async () => {
      assert.match(await kubectl('apply', '-f', 'stars.yaml'), /deployment\.apps\/backend created/);
      await kubectl('wait', '--for=condition=Available', 'deployment/backend', '-n', 'stars', '--timeout=10s');
      assert.match(await kubectl('get', 'pods', '-n', 'stars'), /backend-\S+ +1\/1 +Running/);
      assert.match(await kubectl('get', 'pods', '--all-namespaces', '-o', 'wide'), /management-ui-\S+ .*node-[12]/);
    });

    it('creates, applies, compares and describes policies', async () => {
      await kubectl('create', '-f', '1-default-deny.yaml');
      await kubectl('apply', '-f', '2-allow-ui.yaml');
      assert.match(await kubectl('apply', '-f', '2-allow-ui.yaml'), /^(networkpolicy\S+ unchanged\n){2}$/);
      assert.equal(await kubectl('diff', '-f', '2-allow-ui.yaml'), '');
      await kubectl('apply', '--server-side', '-f', '3-backend-policy.yaml');
      assert.match(
        await kubectl('describe', 'networkpolicy', 'backend-policy', '-n', 'stars'),
        /PodSelector: +role=frontend/,
      );
      assert.match(await kubectl('get', 'netpol', '-A'), /stars +backend-policy +role=backend/);
    });

    it('scales, labels and deletes', async () => {
      await kubectl('scale', 'deployment/frontend', '-n', 'stars', '--replicas=2');
      await kubectl('label', 'namespace', 'stars', 'team=red');
      assert.match(await kubectl('get', 'namespaces', '-l', 'team=red', '-o', 'name'), /^namespace\/stars$/m);
      await kubectl('delete', '-f', '1-default-deny.yaml');
      assert.doesNotMatch(await kubectl('get', 'netpol', '-A'), /default-deny/);
    });

    it('asks who it is and what it may do', async function () {
      assert.match(await kubectl('auth', 'can-i', 'create', 'networkpolicies', '-n', 'stars'), /^yes$/m);
      await kubectl('create', 'namespace', 'fresh');
      await kubectl('delete', 'namespace', 'fresh', '--timeout=10s');
      if (version.localeCompare(WHOAMI, 'en', { numeric: true }) < 0) return;
      assert.match(await kubectl('auth', 'whoami'), /admin/);
    });

    it('explains', async () => {
      assert.match(await kubectl('explain', 'networkpolicy.spec'), /podSelector/);
    });
  });
}
