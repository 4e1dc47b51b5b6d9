import { shortIdentity, type ClusterDefinition } from '../../cluster/connection/definition';
import { dataOf, networksOf, profileNamed } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { displayName, storedName } from '../../policy/calico1/names';

/** The content of a document: the rules of a profile, or the raw text of one of its stored leaves. */
export interface DocumentAddress {
  /** The cluster's name. */
  readonly cluster: string;
  /**
   * A short form of the cluster's identity, so that another cluster with the same name has other documents. Documents
   * of earlier versions have none.
   */
  readonly id?: string;
  /** The profile's stored or displayed name. */
  readonly name: string;
  readonly of: 'document' | 'tags' | 'rules';
}

const ENDINGS = { document: '.calico-rules', tags: '.tags.json', rules: '.rules.json' } as const;

/** Returns the path and query of a document in a cluster. */
export function addressOf(
  definition: ClusterDefinition,
  name: string,
  of: DocumentAddress['of'] = 'document',
): { readonly path: string; readonly query: string } {
  return { path: `/${element(definition.name)}/${element(name)}${ENDINGS[of]}`, query: shortIdentity(definition) };
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
