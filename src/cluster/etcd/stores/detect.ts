import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { resourceKey } from '../../../policy/resources';
import { parseJson } from '../../../base/json';
import { ClusterError, isClusterError, messageOf } from '../../connection/errors';
import { HttpClient, type Credentials, type TlsFiles } from '../../connection/http/client';
import { environmentProxy, proxyFor, type ProxySettings } from '../../connection/http/proxy';
import { Etcd2 } from './etcd2';
import { hostsOf } from '../../connection/http/redirect';
import type { Etcd3Store } from './etcd3';
import type { KeyValue, KeyValueStore } from './kv';
import { LIBNETWORK, READY } from '../layout';
import { PrefixReader } from '../prefixes';

export interface DetectOptions {
  /** etcd's client addresses. At least one. */
  readonly addresses: readonly string[];
  readonly credentials?: Credentials;
  readonly tls?: TlsFiles;
  readonly proxy?: ProxySettings;
  readonly log: (message: string) => void;
}

/** The result for one API version. */
type Finding = 'calico' | 'empty' | 'off' | 'calico-v3' | 'calico-v3-waiting' | 'no-users';

/** Where Calico 3 stores whether it is ready. */
const CALICO_V3 = resourceKey({ kind: 'ClusterInformation', name: 'default' });

/**
 * Detects the API of an etcd server and the store with Calico's data: a version 3 server can have separate v2 and v3
 * stores. With Calico 1's data in version 2, uses version 3 only where Calico 3 is ready. Without data in either, prefers
 * the v2 API if it is enabled, because Calico 1.x uses it.
 * @throws ClusterError if nothing listens, or it is not etcd.
 */
export async function detectDatastore(options: DetectOptions, signal?: AbortSignal): Promise<KeyValueStore> {
  const { addresses, credentials, tls, proxy, log } = options;
  // All configured addresses belong to this cluster and may be redirected to.
  const trustedHosts = hostsOf(addresses);
  const servers = addresses.map(
    (address) =>
      new HttpClient({
        address,
        service: 'etcd',
        trustedHosts,
        ...(credentials && { credentials }),
        ...(tls && { tls }),
        ...(proxy && { proxy }),
      }),
  );
  const v2 = new Etcd2(servers);
  const found2 = await askV2(v2, servers, signal);
  if (found2 !== 'off' && !(await isVersion3(servers, signal))) return v2;
  let v3 = await openV3(options);
  try {
    let found3 = await askV3(v3, found2, signal);
    if (found3 === 'no-users') {
      // v2 and v3 have separate users.
      v3.close();
      const { credentials: _ofVersion2, ...anybody } = options;
      v3 = await openV3(anybody);
      found3 = await askV3(v3, found2, signal);
    }
    log(l10n.t('etcd at {0}: v2 API {1}, v3 API {2}.', v2.address, found2, found3));
    if (found3 === 'calico-v3') {
      if (found2 === 'calico') {
        log(l10n.t('Both stores hold Calico data. Calico 3 is ready, so the v3 store is used.'));
        v3.hides = 'v1';
      }
      return v3;
    }
    const isWaiting = found3 === 'calico-v3-waiting';
    if (found2 === 'calico' || (found2 === 'empty' && found3 !== 'calico')) {
      if (isWaiting) v2.hides = 'v3';
      if (found3 === 'calico' || isWaiting)
        log(l10n.t('Both stores hold Calico data. The v2 store is used, as Calico 1.x does.'));
      v3.close();
      return v2;
    }
    if (found3 !== 'off') return v3;
    throw new ClusterError(
      'unexpected-answer',
      l10n.t('The server at {0} is not etcd: it supports neither the v2 nor the v3 API.', v2.address),
      l10n.t('Check the etcd address in the cluster settings. Its client port is usually 2379.'),
    );
  } catch (error) {
    v3.close();
    throw error;
  }
}

async function askV2(store: Etcd2, servers: readonly HttpClient[], signal: AbortSignal | undefined): Promise<Finding> {
  try {
    return (await holdsCalico(store, signal)) ? 'calico' : 'empty';
  } catch (error) {
    if (!isClusterError(error)) throw error;
    // A version 3 server without the v2 API answers 404 in plain text. Nothing else counts as one.
    if (error.kind === 'unexpected-answer' && (await isVersion3(servers, signal))) return 'off';
    throw error;
  }
}

async function askV3(store: KeyValueStore, found2: Finding, signal: AbortSignal | undefined): Promise<Finding> {
  try {
    const information = await getIfAllowed(store, CALICO_V3, signal);
    if (information) return found2 !== 'calico' || isReady(information) ? 'calico-v3' : 'calico-v3-waiting';
    return (await holdsCalico(store, signal)) ? 'calico' : 'empty';
  } catch (error) {
    // The data of a version 3 server may be in the store that does not respond or refuses the login. Only a proxy
    // without gRPC counts as having no v3 API.
    if (found2 !== 'off' && isClusterError(error) && error.kind === 'unexpected-answer') return 'off';
    if (isClusterError(error) && error.message.includes('authentication is not enabled')) return 'no-users';
    throw error;
  }
}

/** Whether Calico 3 is in force. It is not before an upgrade is complete, or after one was aborted. */
function isReady({ value }: KeyValue): boolean {
  return clusterInformation.safeParse(parseJson(value ?? '')).success;
}

const clusterInformation = z.object({ spec: z.object({ datastoreReady: z.literal(true) }) });

/** Whether the store contains Calico data that this user can read. */
async function holdsCalico(store: KeyValueStore, signal: AbortSignal | undefined): Promise<boolean> {
  if (await getIfAllowed(store, READY, signal)) return true;
  const { listed } = await new PrefixReader(store).read(signal);
  return listed.some(({ prefix, listing }) => prefix !== LIBNETWORK && listing.entries.length > 0);
}

/** Reads a key that the user may lack permission for. Throws if the login is refused. */
async function getIfAllowed(
  store: KeyValueStore,
  key: string,
  signal: AbortSignal | undefined,
): Promise<KeyValue | undefined> {
  try {
    return await store.get(key, signal);
  } catch (error) {
    // v2 reports both cases as insufficient credentials. The next request shows whether anything is readable.
    if (
      isClusterError(error) &&
      (error.kind === 'forbidden' || (store.kind === 'etcdv2' && error.kind === 'unauthorized'))
    )
      return undefined;
    throw error;
  }
}

/** Whether the server reports etcd version 3 or later. */
async function isVersion3(servers: readonly HttpClient[], signal: AbortSignal | undefined): Promise<boolean> {
  for (const server of servers) {
    try {
      const { status, data } = await server.request({ method: 'GET', url: '/version', signal });
      return status === 200 && Number(/"etcdserver"\s*:\s*"(\d+)\./.exec(data)?.[1] ?? 0) >= 3;
    } catch (error) {
      if (!isClusterError(error) || error.kind !== 'unreachable') throw error;
    }
  }
  return false;
}

async function openV3({ addresses, credentials, tls, proxy }: DetectOptions): Promise<Etcd3Store> {
  const { Etcd3Store: Store } = await import('./etcd3');
  // gRPC takes its proxy from the environment only, and has no exception for this machine.
  const { proxy: _ofEditor, ...environment } = proxy ?? environmentProxy();
  const proxied = addresses.every((address) => proxyFor(address, environment) !== undefined);
  try {
    return new Store({
      addresses,
      proxied,
      ...(credentials?.kind === 'basic' && { auth: credentials }),
      ...(tls && { tls }),
    });
  } catch (error) {
    throw new ClusterError(
      'invalid',
      l10n.t('etcd at {0} can’t be queried: {1}', addresses[0] ?? '', messageOf(error)),
      l10n.t('Check the address and the certificate files in the cluster settings.'),
      undefined,
      { cause: error },
    );
  }
}
