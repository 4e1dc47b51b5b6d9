import { shortIdentity, type ClusterDefinition } from '../../cluster/connection/definition';
import { dataOf, networksOf, profileNamed } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { displayName, storedName } from '../../policy/calico1/names';

/** What a document of ours shows: a profile's rules, or one stored leaf of it as raw text. */
export interface DocumentAddress {
  /** The cluster's name. */
  readonly cluster: string;
  /** What the cluster is known by, shortened; another one of that name has other documents. Documents of earlier versions have none. */
  readonly id?: string;
  /** The profile's stored or shown name. */
  readonly name: string;
  readonly of: 'document' | 'tags' | 'rules';
}

const ENDINGS = { document: '.calico-rules', tags: '.tags.json', rules: '.rules.json' } as const;

/** The address of a document in the cluster of a definition, but for its scheme. */
export function addressOf(
  definition: ClusterDefinition,
  name: string,
  of: DocumentAddress['of'] = 'document',
): { readonly path: string; readonly query: string } {
  return { path: `/${element(definition.name)}/${element(name)}${ENDINGS[of]}`, query: shortIdentity(definition) };
}

/** Whether a document is of the cluster of a definition, whatever that is called by now. */
export function isOf({ cluster, id }: DocumentAddress, definition: ClusterDefinition): boolean {
  return id === undefined ? cluster === definition.name : id === shortIdentity(definition);
}

/** What stands at an address; undefined for a folder and for anything that is not ours. */
export function parseDocumentUri({
  path,
  query,
}: {
  readonly path: string;
  readonly query: string;
}): DocumentAddress | undefined {
  const [, cluster = '', file = '', ...deeper] = path.split('/');
  const of = (['document', 'tags', 'rules'] as const).find((kind) => file.endsWith(ENDINGS[kind]));
  if (of === undefined || deeper.length > 0) return undefined;
  return {
    cluster: decoded(cluster),
    ...(query !== '' && { id: query }),
    name: decoded(file.slice(0, -ENDINGS[of].length)),
    of,
  };
}

/** The name to open a profile's document by: what people call it, unless another profile is stored under that. */
export function documentName(profile: string, snapshot: Snapshot): string {
  const shown = displayName(profile, networksOf(snapshot));
  return storedProfile(shown, snapshot) === profile ? shown : profile;
}

/** The stored name of the profile that a document's name stands for. */
export function storedProfile(name: string, snapshot: Snapshot): string {
  return profileNamed(name, dataOf(snapshot.policy)) ? name : storedName(name, networksOf(snapshot));
}

/** A name as one element of a path. */
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
