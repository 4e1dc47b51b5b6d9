import * as l10n from '@vscode/l10n';
import { spawn } from 'node:child_process';
import * as z from 'zod/mini';
import { parseJson } from '../../../base/json';
import { ClusterError, messageOf } from '../../connection/errors';
import type { CredentialPlugin, KubeCluster } from './context';

/** What a credential plugin printed. */
export interface PluginCredentials {
  readonly token?: string;
  readonly certificate?: Buffer;
  readonly key?: Buffer;
  /** Milliseconds since the epoch; undefined if they do not expire. */
  readonly expires?: number;
}

/** Maximum number of bytes of a plugin's output, and characters of its error output that are shown. */
const MAX_OUTPUT = 1024 * 1024;
const MAX_SAID = 600;

/** Milliseconds for a plugin. It may open a browser and wait for the person there. */
const PATIENCE = 120_000;

const output = z.object({
  apiVersion: z.string(),
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.nullish(z.string()),
    clientCertificateData: z.nullish(z.string()),
    clientKeyData: z.nullish(z.string()),
    expirationTimestamp: z.nullish(z.string()),
  }),
});

/**
 * Runs a credential plugin without a shell and without a terminal, and returns the credentials it prints
 * (`client.authentication.k8s.io`).
 * @param authority The cluster's certificate authority.
 * @throws ClusterError `unauthorized` with the plugin's own words, or `cancelled`.
 */
export async function runPlugin(
  plugin: CredentialPlugin,
  cluster: KubeCluster,
  authority: Buffer | undefined,
  signal: AbortSignal,
): Promise<PluginCredentials> {
  if (plugin.needsTerminal)
    throw failed(
      plugin,
      l10n.t('it needs a terminal'),
      l10n.t('Sign in with kubectl in a terminal first, or use a plugin that needs none.'),
    );
  const printed = await run(plugin, infoFor(plugin, cluster, authority), signal);
  const parsed = output.safeParse(parseJson(printed));
  if (!parsed.success) throw failed(plugin, l10n.t('it did not print an ExecCredential'));
  const { apiVersion, status } = parsed.data;
  if (apiVersion !== plugin.apiVersion)
    throw failed(
      plugin,
      l10n.t('it printed the version {0}, but the kubeconfig says {1}', apiVersion, plugin.apiVersion),
    );
  const { token, clientCertificateData: certificate, clientKeyData: key, expirationTimestamp } = status;
  if (!certificate !== !key)
    throw failed(plugin, l10n.t('it printed a client certificate without its key, or the reverse'));
  if (!token && !certificate) throw failed(plugin, l10n.t('it printed neither a token nor a client certificate'));
  const expires = Date.parse(expirationTimestamp ?? '');
  return {
    ...(token && { token }),
    ...(certificate && key && { certificate: Buffer.from(certificate), key: Buffer.from(key) }),
    ...(!Number.isNaN(expires) && { expires }),
  };
}

/** What the plugin finds in `KUBERNETES_EXEC_INFO`. */
function infoFor({ apiVersion, wantsCluster }: CredentialPlugin, cluster: KubeCluster, authority: Buffer | undefined) {
  const { server, tlsServerName, isUnchecked, proxy, pluginConfig } = cluster;
  return JSON.stringify({
    apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(wantsCluster && {
        cluster: {
          server,
          ...(tlsServerName !== undefined && { 'tls-server-name': tlsServerName }),
          ...(isUnchecked && { 'insecure-skip-tls-verify': true }),
          ...(authority && { 'certificate-authority-data': authority.toString('base64') }),
          ...(proxy !== undefined && { 'proxy-url': proxy }),
          config: pluginConfig ?? null,
        },
      }),
    },
  });
}

function run(plugin: CredentialPlugin, info: string, signal: AbortSignal): Promise<string> {
  const late = AbortSignal.timeout(PATIENCE);
  const ends = AbortSignal.any([signal, late]);
  return new Promise((resolve, reject) => {
    const child = spawn(plugin.command, plugin.args, {
      env: { ...process.env, ...plugin.environment, KUBERNETES_EXEC_INFO: info },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      signal: ends,
    });
    const printed: Buffer[] = [];
    let size = 0;
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT) child.kill();
      else printed.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said = (said + chunk).slice(-MAX_SAID)));
    child.on('error', (error) => reject(signal.aborted ? canceled(plugin) : notRun(plugin, error, late.aborted)));
    child.on('close', (code) => {
      if (size > MAX_OUTPUT) reject(failed(plugin, l10n.t('it printed more than {0} MB', MAX_OUTPUT / 1024 / 1024)));
      else if (code === 0) resolve(Buffer.concat(printed).toString('utf8'));
      else reject(failed(plugin, said.trim() === '' ? l10n.t('exit code {0}', code ?? '') : said.trim()));
    });
  });
}

function notRun(plugin: CredentialPlugin, error: Error, isLate: boolean): ClusterError {
  if (isLate) return failed(plugin, l10n.t('it did not end within {0} s', PATIENCE / 1000));
  const isMissing = 'code' in error && error.code === 'ENOENT';
  return failed(
    plugin,
    isMissing ? l10n.t('the program was not found') : messageOf(error),
    isMissing ? (plugin.installHint ?? l10n.t('Install it, or correct its path in the kubeconfig.')) : undefined,
  );
}

function failed({ command }: CredentialPlugin, why: string, advice?: string): ClusterError {
  return new ClusterError(
    'unauthorized',
    l10n.t('The credential plugin {0} gave no credentials: {1}.', command, why.replace(/\.$/, '')),
    advice ?? l10n.t('Sign in with that program in a terminal, and try again.'),
  );
}

function canceled({ command }: CredentialPlugin): ClusterError {
  return new ClusterError('cancelled', l10n.t('The credential plugin {0} was canceled.', command));
}
