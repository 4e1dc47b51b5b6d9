import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { parseJson } from '../../../base/json';
import { joined } from '../../../base/text/list';
import type { CollectorClient } from '../../collector/client';
import { detectDatastore } from '../../etcd/stores/detect';
import type { ClusterCredentials, MesosDefinition } from '../definition';
import { ClusterError, isClusterError, messageOf } from '../errors';
import type { HttpClient, HttpOptions } from '../http/client';
import type { Health } from './health';
import { read, readIfThere, statusOf, timed } from './read';

/** What a service reports about itself. */
export type ServiceHealth = Pick<Health, 'facts' | 'latency' | 'problem'>;

/** Finds the store with Calico's data. */
export async function askData(
  definition: MesosDefinition,
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
  return {
    latency,
    facts: [
      store.kind === 'etcdv2' ? l10n.t('in the v2 store') : l10n.t('in the v3 store'),
      ...(store.hides === 'v3' ? [l10n.t('Calico 3 in the v3 store is not ready')] : []),
      ...(store.hides === 'v1' ? [l10n.t('Calico 3 is ready, and Calico 1 or 2 is left in the v2 store')] : []),
    ],
  };
}

const etcdVersion = z.object({ etcdserver: z.string(), etcdcluster: z.optional(z.string()) });
const member = z.object({ name: z.optional(z.string()), state: z.string() });
const status = z.object({ header: z.object({ member_id: z.string() }), leader: z.optional(z.string()) });

/** Queries an etcd member. */
export async function askEtcd(http: HttpClient, signal: AbortSignal): Promise<ServiceHealth> {
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

/** Queries Marathon, including whether it serves events. */
export async function askMarathon(http: HttpClient, signal: AbortSignal): Promise<ServiceHealth> {
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

/** Queries a Docker engine. */
export async function askDocker(http: HttpClient, signal: AbortSignal): Promise<ServiceHealth> {
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

/** Fetches the collector's observation. */
export async function askCollector(client: CollectorClient, signal: AbortSignal): Promise<ServiceHealth> {
  const [observation, latency] = await timed(client.fetchObservation(signal));
  if (observation.state === 'answered')
    return { latency, facts: [l10n.t('watches {0}', observation.resources.length)] };
  if (observation.state === 'unreachable' || observation.state === 'not-a-collector')
    throw new ClusterError(observation.failure.kind, observation.failure.message, observation.failure.advice);
  return { latency, facts: [] };
}
