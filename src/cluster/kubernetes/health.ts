import * as l10n from '@vscode/l10n';
import type { ClusterCredentials, KubernetesDefinition } from '../connection/definition';
import type { HealthCheck } from '../connection/health/checks';
import type { Health } from '../connection/health/health';
import { failureOf } from '../connection/store';
import type { ApiOptions } from './api/client';
import { KubernetesApi } from './api/client';
import { discover, type CalicoApi } from './api/discovery';
import { contextOf } from './open';

/** Returns the health checks of a Kubernetes cluster: of its API server, and of the APIs that hold policy. */
export function kubernetesChecks(
  definition: KubernetesDefinition,
  credentials: ClusterCredentials,
  options: ApiOptions,
): readonly HealthCheck[] {
  return [
    {
      service: 'Kubernetes',
      address: definition.context,
      ask: async (signal) => {
        let api: KubernetesApi | undefined;
        try {
          api = new KubernetesApi(await contextOf(definition, credentials), options);
          return await healthOf(api, signal);
        } catch (error) {
          return { state: 'failed', facts: [], problem: failureOf(error) };
        } finally {
          api?.close();
        }
      },
    },
  ];
}

async function healthOf(api: KubernetesApi, signal: AbortSignal): Promise<Health> {
  const began = performance.now();
  const { version, resources, calico, problems } = await discover(api, signal);
  const policies = [...resources.values()].filter(({ type }) => type.role === 'policy').map(({ name }) => name);
  const [problem] = problems;
  return {
    state: problem ? 'lacking' : 'well',
    latency: Math.round(performance.now() - began),
    facts: [
      ...(version === undefined ? [] : [version]),
      api.context.cluster.server,
      calicoText(calico),
      l10n.t('Policies: {0}', policies.join(', ')),
    ],
    ...(problem && { problem }),
  };
}

function calicoText(calico: CalicoApi): string {
  switch (calico) {
    case 'absent':
      return l10n.t('without objects of Calico');
    case 'api-server':
      return l10n.t('Calico’s API server');
    case 'native-crd':
      return l10n.t('Calico’s custom resources');
    case 'raw-crd':
      return l10n.t('Calico’s stored objects, read-only');
  }
}
