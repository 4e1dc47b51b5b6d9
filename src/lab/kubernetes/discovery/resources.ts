import { createHash } from 'node:crypto';
import { KINDS } from '../kinds';
import { groupVersion, type Kind, type Subresource } from '../kinds/kind';
import type { Fields } from '../objects';
import { REVIEWS } from '../access/reviews';

/** A resource as discovery lists it. */
interface Resource {
  readonly group: string;
  readonly version: string;
  /** `deployments`, or `deployments/scale`. */
  readonly name: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly kind: string;
  /** Of the kind, if it is that of another group. */
  readonly kindGroup?: { readonly group: string; readonly version: string };
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

const SUBRESOURCES: Readonly<Record<Subresource, Partial<Resource> & Pick<Resource, 'verbs'>>> = {
  status: { verbs: ['get', 'patch', 'update'] },
  scale: { verbs: ['get', 'patch', 'update'], kind: 'Scale', kindGroup: { group: 'autoscaling', version: 'v1' } },
  proxy: { verbs: ['create', 'delete', 'get', 'patch', 'update'], kind: 'ServiceProxyOptions' },
  finalize: { verbs: ['update'] },
};

function resourcesOf(kind: Kind): Resource[] {
  const { group, version, plural, singular, namespaced, shortNames, categories, subresources = [] } = kind;
  const common = { group, version, namespaced };
  return [
    {
      ...common,
      name: plural,
      singular,
      kind: kind.kind,
      verbs: verbsOf(kind),
      ...(shortNames && { shortNames }),
      ...(categories && { categories }),
    },
    ...subresources.map((name) => ({
      ...common,
      name: `${plural}/${name}`,
      singular: '',
      kind: kind.kind,
      ...SUBRESOURCES[name],
    })),
  ];
}

/** In the order of discovery, which is another one for custom resources. */
function verbsOf({ schema, collection = true }: Kind): string[] {
  if (schema) return ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
  return ['create', 'delete', ...(collection ? ['deletecollection'] : []), 'get', 'list', 'patch', 'update', 'watch'];
}

/** Everything that is served, in the order of discovery. */
const RESOURCES: readonly Resource[] = [
  ...KINDS.flatMap(resourcesOf),
  ...REVIEWS.map(({ group, kind, plural, namespaced }) => ({
    group,
    version: 'v1',
    name: plural,
    singular: kind.toLowerCase(),
    namespaced,
    kind,
    verbs: ['create'],
  })),
];

/** The groups besides the core one, in the order of discovery. */
export const GROUPS: readonly string[] = [...new Set(RESOURCES.map(({ group }) => group))].filter(
  (group) => group !== '',
);

/** The version of a group. */
export function versionOf(group: string): string | undefined {
  return RESOURCES.find((resource) => resource.group === group)?.version;
}

/** `APIVersions` of the core group. */
export function apiVersions(address: string): Fields {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  };
}

/** `APIGroupList` of all groups. */
export function groupList(): Fields {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: GROUPS.map(groupFields) };
}

/** `APIGroup` of one. */
export function groupBody(group: string): Fields {
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupFields(group) };
}

function groupFields(name: string): Fields {
  const version = versionOf(name) ?? '';
  const entry = { groupVersion: groupVersion({ group: name, version }), version };
  return { name, versions: [entry], preferredVersion: entry };
}

/** `APIResourceList` of a version. */
export function resourceList(group: string, version: string): Fields {
  return {
    kind: 'APIResourceList',
    ...(group !== '' && { apiVersion: 'v1' }),
    groupVersion: groupVersion({ group, version }),
    resources: RESOURCES.filter((resource) => resource.group === group).map(
      ({ name, singular, namespaced, kind, kindGroup, verbs, shortNames, categories }) => ({
        name,
        singularName: singular,
        namespaced,
        ...kindGroup,
        kind,
        verbs,
        ...(shortNames && { shortNames }),
        ...(categories && { categories }),
        ...(!name.includes('/') && verbs.length > 1 && { storageVersionHash: hashOf({ group, version, kind }) }),
      }),
    ),
  };
}

/** Changes with the form in which a kind is stored. */
function hashOf({ group, version, kind }: Pick<Resource, 'group' | 'version' | 'kind'>): string {
  return createHash('sha256').update(`${group}/${version}/${kind}`).digest().subarray(0, 8).toString('base64');
}

/** Aggregated discovery: all resources of the core group, or of all others. */
export function discoveryList(isCore: boolean): Fields {
  const groups = isCore ? [''] : GROUPS;
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map((group) => ({
      metadata: group === '' ? {} : { name: group },
      versions: [{ version: versionOf(group), resources: discoveryResources(group), freshness: 'Current' }],
    })),
  };
}

function discoveryResources(group: string): Fields[] {
  const all = RESOURCES.filter((resource) => resource.group === group);
  return all
    .filter(({ name }) => !name.includes('/'))
    .map((resource) => {
      const subresources = all
        .filter(({ name }) => name.startsWith(`${resource.name}/`))
        .map((entry) => ({
          subresource: entry.name.slice(resource.name.length + 1),
          responseKind: { group: '', version: '', kind: entry.kind, ...entry.kindGroup },
          verbs: entry.verbs,
        }));
      return {
        resource: resource.name,
        responseKind: { group: '', version: '', kind: resource.kind },
        scope: resource.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: resource.singular,
        verbs: resource.verbs,
        ...(resource.shortNames && { shortNames: resource.shortNames }),
        ...(resource.categories && { categories: resource.categories }),
        ...(subresources.length > 0 && { subresources }),
      };
    });
}
