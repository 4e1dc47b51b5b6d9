import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';

const run = promisify(execFile);
const PROGRAM = path.join(import.meta.dirname, 'python-client.py');

/** Where Debian has Kubernetes' client for Python. */
const isInstalled = existsSync('/usr/lib/python3/dist-packages/kubernetes');

if (!isInstalled) console.log('  Skipping tests with Kubernetes’ client for Python: it is not installed.');
else
  describe('Kubernetes’ client for Python with the embedded cluster', () => {
    let lab: KubernetesLab;
    before(async () => {
      lab = await startKubernetes({ controllers: false });
    });
    after(() => lab.close());

    it('creates, lists, changes, watches and deletes policies of Kubernetes and of Calico', async () => {
      const { stdout } = await run('/usr/bin/python3', [PROGRAM, lab.url, lab.key], { timeout: 30_000 });
      assert.deepEqual(stdout.trim().split('\n'), [
        "created python ['Ingress']",
        "listed ['python']",
        "patched ['Ingress', 'Egress']",
        'watched MODIFIED python',
        'watched DELETED python',
        'created default',
        'patched 7',
        "listed ['python']",
        'deleted Success',
      ]);
    }).timeout(40_000);
  });
