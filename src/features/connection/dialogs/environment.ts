import type { MesosDefinition } from '../../../cluster/connection/definition';
import type { TlsSettings } from '../../../cluster/connection/tls/settings';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Creates a cluster from the environment variables of calicoctl and Docker, or undefined if they name none. */
export function clusterFrom(environment: Environment): Partial<MesosDefinition> | undefined {
  const read = (name: string) => environment[name]?.trim() ?? '';
  const etcd = etcdOf(read);
  const marathon = marathonOf(read);
  const docker = dockerOf(read);
  const certificates = filled({
    caFile: read('ETCD_CA_CERT_FILE'),
    certFile: read('ETCD_CERT_FILE'),
    keyFile: read('ETCD_KEY_FILE'),
  });
  const tls = { ...(certificates && { etcd: certificates }), ...(docker?.tls && { docker: docker.tls }) };
  if (etcd.length === 0 && marathon === undefined && !docker) return undefined;
  return {
    ...(etcd.length > 0 && { etcd }),
    ...(marathon !== undefined && { marathon }),
    ...(docker && { docker: [docker.address] }),
    ...(Object.keys(tls).length > 0 && { tls }),
  };
}

type Read = (name: string) => string;

/** calicoctl prefers the endpoints over the authority, for which alone it uses the scheme. */
function etcdOf(read: Read): readonly string[] {
  const endpoints = read('ETCD_ENDPOINTS')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (endpoints.length > 0) return endpoints.map(bare);
  const authority = read('ETCD_AUTHORITY');
  return authority === '' ? [] : [bare(`${read('ETCD_SCHEME') || 'http'}://${authority}`)];
}

function marathonOf(read: Read): string | undefined {
  const [url = ''] = read('MARATHON_URL').split(',');
  if (url.trim() !== '') return bare(url.trim());
  const ip = read('MARATHON_IP');
  return ip === '' ? undefined : `http://${ip}:8080`;
}

/** Docker uses TLS if it has certificates, whatever the scheme is. */
function dockerOf(read: Read): { readonly address: string; readonly tls?: TlsSettings } | undefined {
  const host = read('DOCKER_HOST');
  if (host === '') return undefined;
  if (host.startsWith('unix://')) return { address: host };
  const folder = read('DOCKER_CERT_PATH').replace(/\/+$/, '');
  const isSecure = folder !== '' || read('DOCKER_TLS_VERIFY') !== '' || host.startsWith('https:');
  const address = bare(`${isSecure ? 'https' : 'http'}://${host.replace(/^[a-z]+:\/\//i, '')}`);
  return {
    address,
    ...(folder !== '' && {
      tls: { caFile: `${folder}/ca.pem`, certFile: `${folder}/cert.pem`, keyFile: `${folder}/key.pem` },
    }),
  };
}

/** Removes a trailing slash from an address. */
function bare(address: string): string {
  return address.replace(/\/+$/, '');
}

function filled(files: Required<Pick<TlsSettings, 'caFile' | 'certFile' | 'keyFile'>>): TlsSettings | undefined {
  const entries = Object.entries(files).filter(([, file]) => file !== '');
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
