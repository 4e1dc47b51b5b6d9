import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { ClusterError } from '../../connection/errors';
import { problemOf } from '../../connection/problem';
import type { Failure } from '../../model/snapshot';
import {
  RESOURCES,
  resourceName,
  STORED_GROUP,
  type ResourceName,
  type ResourceType,
  type ServedResource,
} from '../resources';
import { serverAdvice, type KubernetesApi } from './client';
import { isStatus } from './status';

/** What of the known resources a server has. */
export interface ServedApis {
  /** The server's version, for example `v1.37.2`. */
  readonly version?: string;
  readonly resources: ReadonlyMap<ResourceName, ServedResource>;
  readonly calico: CalicoApi;
  /** APIs that exist but can't be had. */
  readonly problems: readonly Failure[];
}

/**
 * How Calico's objects are offered, which determines defaults and validation (`Writing` in policy/calico3/defaults).
 * - `api-server`: by Calico's API server, an aggregated API.
 * - `native-crd`: by custom resources of `projectcalico.org/v3`.
 * - `raw-crd`: only as Calico's API server stores them. Read-only: nothing validates them.
 */
export type CalicoApi = 'absent' | 'api-server' | 'native-crd' | 'raw-crd';

/** Asks for all resources at once (Kubernetes 1.26 and later). Older servers answer with their groups. */
const ALL_AT_ONCE = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

const verbs = z.catch(z.array(z.string()), []);

/** `apidiscovery.k8s.io/v2`: all groups with their resources. */
const discovered = z.object({
  kind: z.literal('APIGroupDiscoveryList'),
  items: z.array(
    z.object({
      metadata: z.optional(z.object({ name: z.optional(z.string()) })),
      versions: z.catch(
        z.array(
          z.object({
            version: z.string(),
            resources: z.catch(z.array(z.object({ resource: z.string(), verbs })), []),
            /** `Stale` if an aggregated API did not answer. */
            freshness: z.catch(z.optional(z.string()), undefined),
          }),
        ),
        [],
      ),
    }),
  ),
});

/** `meta/v1`: the names of the groups, and the resources of a version of one. */
const groupList = z.object({
  kind: z.literal('APIGroupList'),
  groups: z.array(z.object({ name: z.string(), versions: z.array(z.object({ version: z.string() })) })),
});
const resourceList = z.object({
  kind: z.literal('APIResourceList'),
  resources: z.array(z.object({ name: z.string(), verbs })),
});

const versionAnswer = z.object({ gitVersion: z.catch(z.optional(z.string()), undefined) });

/** The verbs of resources by `group/version` and plural. A version that can't be had has none. */
type Served = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/**
 * Finds out which of the known resources the server has.
 * @throws ClusterError if the server can't be had, or is none.
 */
export async function discover(api: KubernetesApi, signal?: AbortSignal): Promise<ServedApis> {
  const [served, version] = await Promise.all([
    allServed(api, signal),
    // Its absence affects only the version shown.
    api
      .get({ what: l10n.t('tell its version'), path: '/version', signal })
      .then(({ value }) => versionAnswer.safeParse(value).data?.gitVersion)
      .catch(() => undefined),
  ]);
  const resources = new Map<ResourceName, ServedResource>();
  for (const [name, type] of RESOURCES) {
    const found = servedIn(served.groups, name, type);
    if (found) resources.set(name, found);
  }
  return {
    ...(version !== undefined && { version }),
    resources,
    calico: calicoIn(served.groups, resources),
    problems: served.problems,
  };
}

/** Returns the resource in the preferred version that has it. */
function servedIn(groups: Served, name: ResourceName, type: ResourceType): ServedResource | undefined {
  const versions = type.versions.map((version) => apiVersionOf(type.group, version));
  const stored = type.group === 'projectcalico.org' ? [`${STORED_GROUP}/v1`] : [];
  for (const apiVersion of [...versions, ...stored]) {
    const found = groups.get(apiVersion)?.get(type.plural);
    if (found?.has('list')) return { name, type, apiVersion, verbs: found };
  }
  return undefined;
}

/** Calico's API server also offers profiles, for which there is no custom resource. */
function calicoIn(groups: Served, resources: ReadonlyMap<ResourceName, ServedResource>): CalicoApi {
  const policies = resources.get(resourceName({ plural: 'networkpolicies', group: 'projectcalico.org' }));
  if (!policies) return 'absent';
  if (policies.apiVersion.startsWith(STORED_GROUP)) return 'raw-crd';
  return groups.get(policies.apiVersion)?.has('profiles') ? 'api-server' : 'native-crd';
}

interface AllServed {
  readonly groups: Served;
  readonly problems: readonly Failure[];
}

async function allServed(api: KubernetesApi, signal: AbortSignal | undefined): Promise<AllServed> {
  const ask = (path: string) =>
    api.get({ what: l10n.t('list its APIs'), path, accept: ALL_AT_ONCE, signal }).then(({ value }) => value);
  const [core, others] = await Promise.all([ask('/api'), ask('/apis')]);
  const [coreFound, othersFound] = [core, others].map((value) => discovered.safeParse(value).data);
  if (coreFound && othersFound) return readAll([...coreFound.items, ...othersFound.items]);
  const named = groupList.safeParse(others).data;
  if (!named)
    throw new ClusterError(
      'unexpected-answer',
      l10n.t('The server at {0} is not a Kubernetes API server.', api.context.cluster.server),
      serverAdvice(api.context),
    );
  return askEach(
    api,
    named.groups.flatMap(({ name, versions }) => versions.map(({ version }) => apiVersionOf(name, version))),
    signal,
  );
}

function readAll(items: z.infer<typeof discovered>['items']): AllServed {
  const groups = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  const problems: Failure[] = [];
  for (const { metadata, versions } of items) {
    for (const { version, resources, freshness } of versions) {
      const apiVersion = apiVersionOf(metadata?.name ?? '', version);
      groups.set(apiVersion, new Map(resources.map(({ resource, verbs: can }) => [resource, new Set(can)])));
      if (freshness === 'Stale' && isWanted(apiVersion))
        problems.push({
          kind: 'server',
          message: l10n.t('The API {0} does not answer. Its objects are not shown, or in an old state.', apiVersion),
        });
    }
  }
  return { groups, problems };
}

/** Servers before 1.26 are asked for each API that has known resources. */
async function askEach(
  api: KubernetesApi,
  groupVersions: readonly string[],
  signal: AbortSignal | undefined,
): Promise<AllServed> {
  const groups = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  const problems: Failure[] = [];
  await Promise.all(
    ['v1', ...groupVersions].filter(isWanted).map(async (apiVersion) => {
      const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      try {
        const { value } = await api.get({ what: l10n.t('list the resources of {0}', apiVersion), path, signal });
        const { resources } = resourceList.parse(value);
        groups.set(apiVersion, new Map(resources.map(({ name, verbs: can }) => [name, new Set(can)])));
      } catch (error) {
        if (signal?.aborted) throw error;
        // It was removed in between.
        if (isStatus(error, 404)) return;
        problems.push(problemOf(error, l10n.t('Objects of {0} are not shown.', apiVersion)));
      }
    }),
  );
  return { groups, problems };
}

function isWanted(apiVersion: string): boolean {
  if (apiVersion === `${STORED_GROUP}/v1`) return true;
  return [...RESOURCES.values()].some(({ group, versions }) =>
    versions.some((version) => apiVersionOf(group, version) === apiVersion),
  );
}

function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}
