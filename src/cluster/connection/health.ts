import * as l10n from '@vscode/l10n';
import { parseJson } from '../../base/json';
import { joined } from '../../base/text/list';
import * as z from 'zod/mini';
import { certificateAt, certificateIn, daysLeft } from './tls/certificate';
import { collectorAddress } from '../collector/address';
import { CollectorClient } from '../collector/client';
import { detectDatastore } from '../etcd/stores/detect';
import type { ClusterCredentials, ClusterDefinition } from './definition';
import { ClusterError, isClusterError, messageOf } from './errors';
import { HttpClient, type Credentials, type HttpOptions } from './http/client';
import type { ProxySettings } from './http/proxy';
import { serviceOptions } from './service-options';
import type { Failure } from '../model/snapshot';
import { failureOf } from './store';
import type { TlsService } from './tls/settings';

/** The health of a service. */
export interface Health {
  readonly state: 'well' | 'lacking' | 'failed';
  /** What the service reports: version, API, leader. */
  readonly facts: readonly string[];
  /** Milliseconds until its first answer. */
  readonly latency?: number;
  /** Days until the certificates of the server and of this client expire. */
  readonly certificateDays?: number;
  readonly clientCertificateDays?: number;
  /** What is missing, and how to fix it. */
  readonly problem?: Pick<Failure, 'kind' | 'message' | 'advice'>;
}

/** A health check of one service. */
export interface HealthCheck {
  readonly service: string;
  readonly address: string;
  readonly ask: (signal: AbortSignal) => Promise<Health>;
}

/** Days before expiry at which a certificate becomes a problem. */
const SOON = 14;

/** Timeout per service in milliseconds. */
const PATIENCE = 8_000;

type ServiceHealth = Pick<Health, 'facts' | 'latency' | 'problem'>;
type Ask = (http: HttpClient, signal: AbortSignal) => Promise<ServiceHealth>;

/**
 * Returns the health checks of a cluster's services. They run independently, so that a hanging service delays no other.
 */
export function healthChecks(
  definition: ClusterDefinition,
  credentials: ClusterCredentials,
  proxy?: ProxySettings,
): readonly HealthCheck[] {
  const { etcd, marathon, docker = [] } = definition;
  const check = (service: string, address: string, tls: TlsService, ask: Ask, login?: Credentials): HealthCheck => ({
    service,
    address,
    ask: (signal) =>
      healthOf(
        definition,
        tls,
        async (options, end) =>
          ask(new HttpClient({ ...options, address, service, ...(login && { credentials: login }) }), end),
        address,
        credentials,
        proxy,
        signal,
      ),
  });
  const collector = collectorAddress(definition);
  return [
    {
      service: l10n.t('Calico data'),
      address: etcd.join(', '),
      ask: (signal) =>
        healthOf(
          definition,
          'etcd',
          (options, end) => askData(definition, credentials, options, end),
          etcd[0] ?? '',
          credentials,
          proxy,
          signal,
        ),
    },
    ...etcd.map((address) => check('etcd', address, 'etcd', askEtcd, credentials.etcd)),
    ...(marathon === undefined ? [] : [check('Marathon', marathon, 'marathon', askMarathon, credentials.marathon)]),
    ...docker.map((address) => check('Docker', address, 'docker', askDocker)),
    ...(collector
      ? [
          {
            service: 'collector',
            address: collector.address,
            ask: (signal: AbortSignal) =>
              healthOf(
                definition,
                'collector',
                (options, end) => askCollector(new CollectorClient(collector, undefined, options), end),
                collector.address,
                credentials,
                proxy,
                signal,
              ),
          },
        ]
      : []),
  ];
}

async function healthOf(
  definition: ClusterDefinition,
  service: TlsService,
  ask: (options: Omit<HttpOptions, 'address' | 'service'>, signal: AbortSignal) => Promise<ServiceHealth>,
  address: string,
  credentials: ClusterCredentials,
  proxy: ProxySettings | undefined,
  signal: AbortSignal,
): Promise<Health> {
  try {
    const options = await serviceOptions(definition, credentials, service, proxy && { proxy });
    const [{ problem, ...found }, certificate] = await Promise.all([
      ask({ ...options, timeout: PATIENCE }, signal),
      certificateAt(address, options.tls),
    ]);
    const own = options.tls?.cert && certificateIn(options.tls.cert);
    const [certificateDays, clientCertificateDays] = [certificate, own].map((one) => one && daysLeft(one, Date.now()));
    const missing = problem ?? expiring(certificateDays, clientCertificateDays);
    return {
      state: missing ? 'lacking' : 'well',
      ...found,
      ...(certificateDays !== undefined && { certificateDays }),
      ...(clientCertificateDays !== undefined && { clientCertificateDays }),
      ...(missing && { problem: missing }),
    };
  } catch (error) {
    return { state: 'failed', facts: [], problem: failureOf(error) };
  }
}

function expiring(server: number | undefined, client: number | undefined): Health['problem'] {
  const [whose, days] =
    client !== undefined && client < (server ?? Infinity)
      ? [l10n.t('The client certificate'), client]
      : [l10n.t('The server’s certificate'), server];
  if (days === undefined || days >= SOON) return undefined;
  return {
    kind: 'tls',
    message:
      days < 0
        ? l10n.t('{0} has expired.', whose)
        : days === 1
          ? l10n.t('{0} expires in 1 day.', whose)
          : l10n.t('{0} expires in {1} days.', whose, days),
    advice: l10n.t('Renew it.'),
  };
}

async function askData(
  definition: ClusterDefinition,
  { etcd: login }: ClusterCredentials,
  options: Omit<HttpOptions, 'address' | 'service'>,
  signal: AbortSignal,
): Promise<ServiceHealth> {
  const [store, latency] = await timed(
    detectDatastore(
      { addresses: definition.etcd, log: () => undefined, ...options, ...(login && { credentials: login }) },
      signal,
    ),
  );
  store.close();
  return { latency, facts: [store.kind === 'etcdv2' ? l10n.t('in the v2 store') : l10n.t('in the v3 store')] };
}

const etcdVersion = z.object({ etcdserver: z.string(), etcdcluster: z.optional(z.string()) });
const member = z.object({ name: z.optional(z.string()), state: z.string() });
const status = z.object({ header: z.object({ member_id: z.string() }), leader: z.optional(z.string()) });

async function askEtcd(http: HttpClient, signal: AbortSignal): Promise<ServiceHealth> {
  const [version, latency] = await timed(read(http, '/version', etcdVersion, 'etcd', signal));
  const [v2, self, v3] = await Promise.all([
    statusOf(http, '/v2/keys/', signal),
    readIfThere(http, '/v2/stats/self', member, signal),
    askV3(http, signal),
  ]);
  const isLeader = self ? self.state === 'StateLeader' : v3 && v3.leader === v3.header.member_id;
  const apis = [...(v2 === 404 ? [] : ['v2']), ...(Number.parseInt(version.etcdserver, 10) >= 3 ? ['v3'] : [])];
  const hasLeader = v3?.leader !== '0';
  return {
    latency,
    facts: [
      version.etcdserver,
      l10n.t('API {0}', joined(apis)),
      ...(isLeader === undefined ? [] : [isLeader ? l10n.t('leader') : l10n.t('follower')]),
    ],
    ...(v2 === 401 && {
      problem: {
        kind: 'unauthorized' as const,
        message: l10n.t('etcd requires a user name and password.'),
        advice: l10n.t('Set them with “Set Credentials…”.'),
      },
    }),
    ...(!hasLeader && {
      problem: {
        kind: 'server' as const,
        message: l10n.t('The etcd members have no leader, so nothing can be written.'),
        advice: l10n.t('Check that a majority of them is running and can reach each other.'),
      },
    }),
  };
}

async function askV3(http: HttpClient, signal: AbortSignal): Promise<z.infer<typeof status> | undefined> {
  try {
    const answer = await http.request({
      method: 'POST',
      url: '/v3/maintenance/status',
      data: '{}',
      headers: { 'Content-Type': 'application/json' },
      isHarmless: true,
      signal,
    });
    return answer.status === 200 ? status.safeParse(parseJson(answer.data)).data : undefined;
  } catch (error) {
    if (isClusterError(error) && error.kind === 'cancelled') throw error;
    return undefined;
  }
}

const marathonInfo = z.object({
  version: z.string(),
  leader: z.optional(z.nullable(z.string())),
  elected: z.optional(z.nullable(z.boolean())),
});

async function askMarathon(http: HttpClient, signal: AbortSignal): Promise<ServiceHealth> {
  const [{ version, leader }, latency] = await timed(read(http, '/v2/info', marathonInfo, 'Marathon', signal));
  const events = await http
    .request({ url: '/v2/events', headers: { Accept: 'text/event-stream' }, responseType: 'stream', signal })
    .then(({ data, status: code }) => {
      (data as unknown as NodeJS.ReadableStream & { destroy(): void }).destroy();
      return code === 200 ? undefined : l10n.t('status {0}', code);
    }, messageOf);
  return {
    latency,
    facts: [version, ...(leader ? [l10n.t('leader {0}', leader)] : [l10n.t('no leader')])],
    ...(events !== undefined && {
      problem: {
        kind: 'forbidden' as const,
        message: l10n.t('Its event stream is refused ({0}), so changes are seen late.', events),
        advice: l10n.t('Grant the user access to it, or use the leader’s own address.'),
      },
    }),
    ...(!leader && {
      problem: {
        kind: 'server' as const,
        message: l10n.t('Marathon has no leader, so nothing is started or stopped.'),
        advice: l10n.t('Check that its masters can reach ZooKeeper.'),
      },
    }),
  };
}

const dockerVersion = z.object({ Version: z.string(), ApiVersion: z.optional(z.string()) });
const dockerInfo = z.object({ Plugins: z.object({ Network: z.nullable(z.array(z.string())) }) });

async function askDocker(http: HttpClient, signal: AbortSignal): Promise<ServiceHealth> {
  const [{ Version, ApiVersion }, latency] = await timed(read(http, '/version', dockerVersion, 'Docker', signal));
  const info = await readIfThere(http, '/info', dockerInfo, signal);
  const hasPlugin = info?.Plugins.Network?.includes('calico') ?? true;
  return {
    latency,
    facts: [Version, ...(ApiVersion === undefined ? [] : [l10n.t('API {0}', ApiVersion)])],
    ...(!hasPlugin && {
      problem: {
        kind: 'not-found' as const,
        message: l10n.t('It does not list Calico’s network plugin.'),
        advice: l10n.t(
          'Docker lists a plugin after its first use. If networks can’t be created, start calico-libnetwork on this host.',
        ),
      },
    }),
  };
}

async function askCollector(client: CollectorClient, signal: AbortSignal): Promise<ServiceHealth> {
  const [observation, latency] = await timed(client.fetchObservation(signal));
  if (observation.state === 'answered')
    return { latency, facts: [l10n.t('watches {0}', observation.resources.length)] };
  if (observation.state === 'unreachable' || observation.state === 'not-a-collector')
    throw new ClusterError(observation.failure.kind, observation.failure.message, observation.failure.advice);
  return { latency, facts: [] };
}

async function timed<T>(work: Promise<T>): Promise<readonly [T, number]> {
  const began = performance.now();
  return [await work, performance.now() - began];
}

async function read<T>(
  http: HttpClient,
  url: string,
  schema: z.ZodMiniType<T>,
  what: string,
  signal: AbortSignal,
): Promise<T> {
  const { status: code, data } = await http.request({ url, signal });
  const { address } = http.options;
  if (code === 401)
    throw new ClusterError(
      'unauthorized',
      l10n.t('{0} at {1} requires credentials.', what, address),
      l10n.t('Set them with “Set Credentials…”.'),
    );
  if (code === 403)
    throw new ClusterError(
      'forbidden',
      l10n.t('The user of {0} at {1} does not have permission to query it.', what, address),
      l10n.t('Grant the permission, or set another user with “Set Credentials…”.'),
    );
  const parsed = schema.safeParse(parseJson(data));
  if (code !== 200 || !parsed.success)
    throw new ClusterError(
      'unexpected-answer',
      l10n.t('The server at {0} is not {1} (status {2}).', address, what, code),
      l10n.t('Check the address and its port.'),
      data,
    );
  return parsed.data;
}

async function readIfThere<T>(
  http: HttpClient,
  url: string,
  schema: z.ZodMiniType<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const { status: code, data } = await http.request({ url, signal });
  return code === 200 ? schema.safeParse(parseJson(data)).data : undefined;
}

async function statusOf(http: HttpClient, url: string, signal: AbortSignal): Promise<number> {
  return (await http.request({ url, signal })).status;
}
