import { dataOf, networksOf, profileNamed } from '../../cluster/joins';
import type { Snapshot } from '../../cluster/snapshot';
import { displayName, storedName } from '../../policy/names';

/** What a document of ours shows: a profile's rules, or one stored leaf of it as raw text. */
export interface Place {
  readonly cluster: string;
  /** The profile's stored or shown name. */
  readonly name: string;
  readonly of: 'document' | 'tags' | 'rules';
}

const ENDINGS = { document: '.calico-rules', tags: '.tags.json', rules: '.rules.json' } as const;

/** The path of a document. */
export function pathOf({ cluster, name, of }: Place): string {
  return `/${element(cluster)}/${element(name)}${ENDINGS[of]}`;
}

/** What stands at a path; undefined for a folder and for anything that is not ours. */
export function placeOf(path: string): Place | undefined {
  const [, cluster = '', file = '', ...deeper] = path.split('/');
  const of = (['document', 'tags', 'rules'] as const).find((kind) => file.endsWith(ENDINGS[kind]));
  if (of === undefined || deeper.length > 0) return undefined;
  return { cluster: decoded(cluster), name: decoded(file.slice(0, -ENDINGS[of].length)), of };
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
