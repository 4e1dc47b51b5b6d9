import * as l10n from '@vscode/l10n';
import { readFile } from 'node:fs/promises';
import { ClusterError, messageOf } from '../../connection/errors';
import type { TlsFiles } from '../../connection/tls/tls';
import { unlessAborted } from '../unless-aborted';
import type { Impersonation, KubeContext, Pem } from './context';
import { runPlugin, type PluginCredentials } from './plugin';

/** What a request needs to be accepted. Secret. */
export interface Access {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly tls: TlsFiles;
  /** Counts the renewals. */
  readonly generation: number;
}

/** Whether the programs of a kubeconfig may be run, and why not. Nothing of an untrusted workspace may. */
export type MayRun = (
  context: KubeContext,
) => { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

export interface CredentialOptions {
  readonly mayRun: MayRun;
  /** Runs a credential plugin. Replaced in tests. */
  readonly run?: typeof runPlugin;
  /** Milliseconds since the epoch. Replaced in tests. */
  readonly now?: () => number;
}

/** Milliseconds after which files are read again, as client-go does for tokens. */
const FRESH = 60_000;

/** The credentials of a context, renewed when they expire. */
export class ContextCredentials {
  #files: { readonly read: Promise<FromFiles>; readonly since: number } | undefined;
  readonly #end = new AbortController();
  #generation = 0;
  #plugin: { readonly run: Promise<PluginCredentials>; readonly expires: () => number } | undefined;

  constructor(
    readonly context: KubeContext,
    private readonly options: CredentialOptions,
  ) {}

  /**
   * Returns what to send. Reads files and runs the credential plugin if needed. All requests wait for the same run, so
   * that the signal of one ends only its own waiting.
   * @throws ClusterError `unauthorized` if the plugin fails or may not be run, `invalid` if a file can't be read.
   */
  async access(signal?: AbortSignal): Promise<Access> {
    const { cluster, user } = this.context;
    const generation = this.#generation;
    const files = await this.#readFiles();
    const plugin = this.#isStatic
      ? undefined
      : await unlessAborted(this.#runPlugin(files.authority), signal, () =>
          l10n.t('Waiting for the credential plugin was canceled.'),
        );
    const token = files.token ?? user.token ?? plugin?.token;
    const certificate = files.certificate ?? plugin?.certificate;
    const key = files.key ?? plugin?.key;
    return {
      generation,
      headers: {
        ...(token !== undefined
          ? { Authorization: `Bearer ${token}` }
          : user.basic && {
              Authorization: `Basic ${Buffer.from(`${user.basic.username}:${user.basic.password}`).toString('base64')}`,
            }),
        ...(user.impersonate && impersonation(user.impersonate)),
      },
      tls: {
        ...(files.authority && { ca: files.authority }),
        ...(certificate && key && { cert: certificate, key }),
        ...(cluster.tlsServerName !== undefined && { serverName: cluster.tlsServerName }),
        ...(cluster.isUnchecked && { isUnchecked: true }),
      },
    };
  }

  /** Forgets what can be renewed, because the server refused it. Returns whether that may help. */
  renew({ generation }: Access): boolean {
    const { user } = this.context;
    // Of requests that are refused together, the first renews for all.
    if (generation === this.#generation) {
      this.#generation += 1;
      this.#files = undefined;
      this.#plugin = undefined;
    }
    return user.tokenFile !== undefined || user.certificate?.kind === 'file' || !this.#isStatic;
  }

  /** Ends a running plugin. */
  close(): void {
    this.#end.abort();
  }

  /** Whether the kubeconfig holds all credentials. They take precedence over a plugin. */
  get #isStatic(): boolean {
    const { plugin, token, tokenFile, basic } = this.context.user;
    return !plugin || token !== undefined || tokenFile !== undefined || basic !== undefined;
  }

  #readFiles(): Promise<FromFiles> {
    const now = this.#now();
    if (!this.#files || now - this.#files.since > FRESH) {
      const read = readFiles(this.context);
      this.#files = { read, since: now };
      read.catch(() => (this.#files = undefined));
    }
    return this.#files.read;
  }

  async #runPlugin(authority: Buffer | undefined): Promise<PluginCredentials | undefined> {
    const { cluster, user } = this.context;
    if (!user.plugin) return undefined;
    const may = this.options.mayRun(this.context);
    if (!may.allowed)
      throw new ClusterError(
        'unauthorized',
        l10n.t(
          'The context {0} gets its credentials from the program {1}, which was not run: {2}',
          this.context.name,
          user.plugin.command,
          may.reason,
        ),
      );
    if (!this.#plugin || this.#now() >= this.#plugin.expires()) {
      let expires = Infinity;
      const run = (this.options.run ?? runPlugin)(user.plugin, cluster, authority, this.#end.signal).then((found) => {
        expires = found.expires ?? Infinity;
        return found;
      });
      const started = (this.#plugin = { run, expires: () => expires });
      run.catch(() => {
        if (this.#plugin === started) this.#plugin = undefined;
      });
    }
    return this.#plugin.run;
  }

  #now(): number {
    return (this.options.now ?? Date.now)();
  }
}

interface FromFiles {
  readonly authority: Buffer | undefined;
  readonly certificate: Buffer | undefined;
  readonly key: Buffer | undefined;
  readonly token: string | undefined;
}

async function readFiles({ cluster, user, file }: KubeContext): Promise<FromFiles> {
  const [authority, certificate, key, token] = await Promise.all([
    readPem(cluster.authority, file),
    readPem(user.certificate, file),
    readPem(user.key, file),
    user.tokenFile === undefined ? undefined : readWhole(user.tokenFile, file),
  ]);
  return { authority, certificate, key, token: token?.toString('utf8').trim() };
}

function readPem(pem: Pem | undefined, kubeconfig: string): Promise<Buffer> | Buffer | undefined {
  if (!pem) return undefined;
  return pem.kind === 'data' ? pem.data : readWhole(pem.path, kubeconfig);
}

async function readWhole(file: string, kubeconfig: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new ClusterError(
      'invalid',
      l10n.t('The file {0} can’t be read: {1}.', file, messageOf(error)),
      l10n.t('Correct its path in {0}.', kubeconfig),
      undefined,
      { cause: error },
    );
  }
}

/** Kubernetes' headers for acting as another user. Keys of extra fields may hold any character. */
function impersonation({ user, uid, groups, extra }: Impersonation): Record<string, string | string[]> {
  return {
    ...(user !== undefined && { 'Impersonate-User': user }),
    ...(uid !== undefined && { 'Impersonate-Uid': uid }),
    ...(groups.length > 0 && { 'Impersonate-Group': [...groups] }),
    ...Object.fromEntries(
      Object.entries(extra).map(([key, values]) => [
        `Impersonate-Extra-${encodeURIComponent(key.toLowerCase())}`,
        [...values],
      ]),
    ),
  };
}
