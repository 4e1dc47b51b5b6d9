import * as l10n from '@vscode/l10n';
import type { ClusterCredentials, KubernetesDefinition } from '../connection/definition';
import { ClusterError } from '../connection/errors';
import type { OpenCluster } from '../connection/opened';
import type { DatastoreData } from '../connection/store';
import type { Source } from '../connection/source';
import type { WriteGuard } from '../connection/write-guard';
import type { PolicyData } from '../model/snapshot';
import { KubernetesApi, type ApiOptions } from './api/client';
import { discover, type ServedApis } from './api/discovery';
import { ProxiedCollector } from './collector';
import { followCompiled } from './compiled-source';
import type { KubeContext } from './kubeconfig/context';
import { kubeconfigPlace, readKubeconfig } from './kubeconfig/files';
import { followContext } from './kubeconfig/follow';
import { KubernetesObjects } from './object-store';
import { KubernetesRights } from './rights';
import { KubernetesSource } from './source';
import { KubernetesWriter } from './write/writer';

/**
 * Creates the client of a Kubernetes cluster and checks that its API server answers.
 * @throws ClusterError if there is no such context, or the server can't be used.
 */
export async function openKubernetes(
  definition: KubernetesDefinition,
  credentials: ClusterCredentials,
  guard: WriteGuard,
  options: ApiOptions,
  log: (message: string) => void,
  signal: AbortSignal,
): Promise<OpenCluster> {
  const context = await contextOf(definition, credentials);
  const api = new KubernetesApi(context, options);
  try {
    let apis: ServedApis = await discover(api, signal);
    const source = new KubernetesSource(api, {
      apis,
      ...(definition.namespaces && { namespaces: definition.namespaces }),
    });
    let known: PolicyData | undefined;
    const collector = new ProxiedCollector(api, () => known);
    const policy: Source<DatastoreData> = {
      follow: (deliver, end) =>
        followCompiled(
          source,
          (state, problems) => {
            apis = state.apis;
            known = state.policy;
            deliver({ policy: state.policy, networks: [] }, problems);
          },
          end,
        ),
    };
    const writer = new KubernetesWriter(api, () => apis);
    const rights = new KubernetesRights({ api, apis: () => apis, log });
    return {
      objects: new KubernetesObjects({ api, apis: () => apis, writer, rights, log }),
      rights,
      docker: [],
      guard,
      sources: { isKubernetes: true, policy, observe: (end) => collector.fetchObservation(end) },
      ...(definition.server === undefined && {
        followContext: (report) => followContext(kubeconfigPlace(definition.kubeconfig), context, report),
      }),
      close: () => {
        rights.dispose();
        api.close();
      },
    };
  } catch (error) {
    api.close();
    throw error;
  }
}

/**
 * Returns the context of a cluster.
 * @throws ClusterError if there is none, or it can't be used.
 */
export async function contextOf(
  { context: name, kubeconfig: file, server }: KubernetesDefinition,
  { kubernetes: user }: Pick<ClusterCredentials, 'kubernetes'>,
): Promise<KubeContext> {
  if (server !== undefined)
    return { name, cluster: { name, server, isUnchecked: false }, user: { name, ...user }, file: '' };
  const { contexts, problems } = await readKubeconfig(kubeconfigPlace(file));
  const found = contexts.find((context) => context.name === name);
  if (found) return found;
  const problem = problems.find(({ context }) => context === name) ?? problems.find(({ context }) => !context);
  throw new ClusterError(
    'invalid',
    problem
      ? l10n.t('The context {0} can’t be used: {1}', name, problem.message)
      : l10n.t('There is no context {0} in the kubeconfig.', name),
    problem
      ? l10n.t('Correct {0} and connect again.', problem.file)
      : l10n.t('Choose another context with “Connect to Context…”.'),
  );
}
