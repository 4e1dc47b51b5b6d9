import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import path from 'node:path';
import type { KubeContext } from './context';

/** Where the kubelet puts the credentials of a pod's service account. */
const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The name of the context of the cluster that the extension itself runs in. */
const NAME = 'in-cluster';

/**
 * Returns the context of the pod that this program runs in (client-go's `rest.InClusterConfig`); undefined outside of
 * pods.
 * @param folder Where the service account's files are.
 */
export async function inClusterContext(
  environment: Readonly<Record<string, string | undefined>>,
  folder = FOLDER,
): Promise<KubeContext | undefined> {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = environment;
  if (host === '' || port === '') return undefined;
  const tokenFile = path.join(folder, 'token');
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  try {
    await readFile(tokenFile);
  } catch {
    // A pod without a service account.
    return undefined;
  }
  const namespace = await readFile(path.join(folder, 'namespace'), 'utf8').catch(() => '');
  return {
    name: NAME,
    cluster: {
      name: NAME,
      server,
      isUnchecked: false,
      authority: { kind: 'file', path: path.join(folder, 'ca.crt') },
    },
    user: { name: NAME, tokenFile },
    ...(namespace.trim() !== '' && { namespace: namespace.trim() }),
    file: tokenFile,
  };
}
