import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import type { KubernetesLab } from './kubernetes';

/** The name of the cluster, its user and its context. */
const NAME = 'calico-stars-lab';

/**
 * Returns a kubeconfig for a cluster. The key is part of the address: kubectl sends no token without TLS. Kubernetes'
 * client for Node.js takes a server without TLS only if that needn't be checked.
 */
function kubeconfigOf({ url, key }: Pick<KubernetesLab, 'url' | 'key'>): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: NAME, cluster: { server: `${url}/key/${key}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: NAME, user: {} }],
    contexts: [{ name: NAME, context: { cluster: NAME, user: NAME } }],
    'current-context': NAME,
  });
}

/**
 * Writes the kubeconfig of a cluster, readable for the user alone.
 * @throws Error of the file system.
 */
export async function writeKubeconfig(file: string, lab: Pick<KubernetesLab, 'url' | 'key'>): Promise<void> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await writeFile(file, kubeconfigOf(lab), { mode: 0o600 });
}
