import * as l10n from '@vscode/l10n';
import { certificateAt, certificateIn, daysLeft } from '../tls/certificate';
import { collectorAddress } from '../../collector/address';
import { CollectorClient } from '../../collector/client';
import { isKubernetes, type ClusterCredentials, type ClusterDefinition, type MesosDefinition } from '../definition';
import type { MayRun } from '../../kubernetes';
import { kubernetesChecks } from '../../kubernetes/health';
import { HttpClient, type Credentials, type HttpOptions } from '../http/client';
import type { ProxySettings } from '../http/proxy';
import { serviceOptions } from '../service-options';
import type { Health } from './health';
import { askCollector, askData, askDocker, askEtcd, askMarathon, type ServiceHealth } from './services';
import { failureOf } from '../store';
import type { TlsService } from '../tls/settings';

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

type Ask = (http: HttpClient, signal: AbortSignal) => Promise<ServiceHealth>;

/**
 * Returns the health checks of a cluster's services. They run independently, so that a hanging service delays no other.
 */
export function healthChecks(
  definition: ClusterDefinition,
  credentials: ClusterCredentials,
  proxy?: ProxySettings,
  mayRun: MayRun = () => ({ allowed: true }),
): readonly HealthCheck[] {
  if (isKubernetes(definition)) return kubernetesChecks(definition, credentials, { ...(proxy && { proxy }), mayRun });
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
  definition: MesosDefinition,
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
