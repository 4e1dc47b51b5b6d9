import { shortIdentity, type ClusterDefinition } from '../../cluster/connection/definition';
import { dataOf, networksOf, profileNamed } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { displayName, storedName } from '../../policy/calico1/names';
import {
  groupOf,
  isResourceKind,
  kindOf,
  versionOf,
  writtenKind,
  type ResourceId,
  type ResourceKind,
} from '../../policy/resources';
import type { PolicyId } from '../../policy/calico1/policy';

/** The content of a document: the rules of a profile or a policy, or the raw text of a key that they are stored in. */
export interface DocumentAddress {
  /** The cluster's name. */
  readonly cluster: string;
  /**
   * A short form of the cluster's identity, so that another cluster with the same name has other documents. Documents
   * of earlier versions have none.
   */
  readonly id?: string;
  /** The tier of a policy; absent for a profile. */
  readonly tier?: string;
  /** The object of Calico 3 that the document is about instead. */
  readonly resource?: ResourceId;
  /** The profile's stored or displayed name, or the policy's. */
  readonly name: string;
  readonly of: 'document' | 'tags' | 'rules' | 'policy' | 'resource';
}

const ENDINGS = {
  document: '.calico-rules',
  tags: '.tags.json',
  rules: '.rules.json',
  policy: '.policy.json',
  resource: '.calico.yaml',
} as const;

/** The second element of an object's path: its kind and namespace follow, after the group of some. */
const RESOURCE = 'object';

/** The second element of a policy's path: its tier follows. */
const TIER = 'tier';

/** Returns the path and query of a document in a cluster. */
export function addressOf(
  definition: ClusterDefinition,
  name: string,
  of: DocumentAddress['of'] = 'document',
): { readonly path: string; readonly query: string } {
  return { path: `/${element(definition.name)}/${element(name)}${ENDINGS[of]}`, query: shortIdentity(definition) };
}

/** Returns the path and query of a policy's document in a cluster. */
export function policyAddressOf(
  definition: ClusterDefinition,
  { tier, name }: PolicyId,
  of: 'document' | 'policy' = 'document',
): { readonly path: string; readonly query: string } {
  const { path, query } = addressOf(definition, name, of);
  return { path: path.replace(/\/(?=[^/]*$)/, () => `/${TIER}/${element(tier)}/`), query };
}

/** Returns the path and query of an object's document in a cluster. */
export function resourceAddressOf(
  definition: ClusterDefinition,
  { kind, namespace, name }: ResourceId,
): { readonly path: string; readonly query: string } {
  const { path, query } = addressOf(definition, name, 'resource');
  const folder = [RESOURCE, ...kindPath(kind), ...(namespace === undefined ? [] : [element(namespace)])].join('/');
  return { path: path.replace(/\/(?=[^/]*$)/, () => `/${folder}/`), query };
}

/** The kind as the API calls it, which people see; in the folder of its group where two groups have kinds of one name. */
function kindPath(kind: ResourceKind): readonly string[] {
  const written = writtenKind(kind);
  return written === kind ? [kind] : [groupOf(versionOf(kind)), written];
}

/** Whether a document belongs to a cluster, regardless of the cluster's current name. */
export function isOf({ cluster, id }: DocumentAddress, definition: ClusterDefinition): boolean {
  return id === undefined ? cluster === definition.name : id === shortIdentity(definition);
}

/** Parses the URI of a document. Returns undefined for folders and unknown files. */
export function parseDocumentUri({
  path,
  query,
}: {
  readonly path: string;
  readonly query: string;
}): DocumentAddress | undefined {
  const [, cluster = '', ...inside] = path.split('/');
  if (inside[0] === RESOURCE && inside.length > 1) {
    const resource = resourceIn(inside);
    const base = { cluster: decoded(cluster), ...(query !== '' && { id: query }) };
    return resource && { ...base, resource, name: resource.name, of: 'resource' };
  }
  const [file = '', ...above] = inside.toReversed();
  const [tier, marker] = above;
  const isPolicy = marker === TIER && above.length === 2;
  const kinds = isPolicy ? (['document', 'policy'] as const) : (['document', 'tags', 'rules'] as const);
  const of = kinds.find((kind) => file.endsWith(ENDINGS[kind]));
  if (of === undefined || (above.length > 0 && !isPolicy)) return undefined;
  return {
    cluster: decoded(cluster),
    ...(query !== '' && { id: query }),
    ...(isPolicy && tier !== undefined && { tier: decoded(tier) }),
    name: decoded(file.slice(0, -ENDINGS[of].length)),
    of,
  };
}

function resourceIn([, first = '', ...rest]: readonly string[]): ResourceId | undefined {
  const [second = '', ...inGroup] = rest;
  // A group has a dot, and a kind has none.
  const isGroup = first.includes('.');
  const kind = isGroup ? (kindOf(`${first}/`, second) ?? '') : first;
  const identity = isGroup ? inGroup : rest;
  const [file = '', namespace] = identity.toReversed();
  if (!isResourceKind(kind) || (isGroup && groupOf(versionOf(kind)) !== first)) return undefined;
  if (identity.length > 2 || !file.endsWith(ENDINGS.resource)) return undefined;
  const name = decoded(file.slice(0, -ENDINGS.resource.length));
  return { kind, ...(namespace !== undefined && { namespace: decoded(namespace) }), name };
}

/** Returns the name for a profile's document: its displayed name, unless another profile is stored under that name. */
export function documentName(profile: string, snapshot: Snapshot): string {
  const shown = displayName(profile, networksOf(snapshot));
  return storedProfile(shown, snapshot) === profile ? shown : profile;
}

/** Returns the stored name of the profile behind a document's name. */
export function storedProfile(name: string, snapshot: Snapshot): string {
  return profileNamed(name, dataOf(snapshot.policy)) ? name : storedName(name, networksOf(snapshot));
}

/** Encodes a name as one path element. */
function element(name: string): string {
  return name.replace(/[%/]/g, encodeURIComponent);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
