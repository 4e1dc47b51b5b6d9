import type { Endpoint } from '../model/endpoint';
import type { Profile } from '../model/policy';
import type { Labels } from '../selectors';

/** Endpoints that policies distinguish only by address and ports: equal labels, profiles and kind. */
export class EndpointClass {
  constructor(
    /** Small numbers from 0, unique among the classes of an engine and of those that come from it. */
    readonly id: number,
    readonly kind: Endpoint['kind'],
    /** With the inherited ones. */
    readonly labels: Labels,
    readonly profiles: readonly string[],
    readonly tags: ReadonlySet<string>,
  ) {}
}

/** Separates profiles from labels: no name of one has a line feed. */
const BETWEEN = '\n';

/** Finds classes word by word: building one text of all words for each endpoint would take longer. */
class Branch {
  found: EndpointClass | undefined;
  /** Most words are followed by one. */
  #word: string | undefined;
  #only: Branch | undefined;
  #others: Map<string, Branch> | undefined;

  next(word: string): Branch {
    if (word === this.#word && this.#only) return this.#only;
    const known = this.#others?.get(word);
    if (known) return known;
    const made = new Branch();
    if (!this.#only) {
      this.#word = word;
      this.#only = made;
    } else (this.#others ??= new Map<string, Branch>()).set(word, made);
    return made;
  }
}

/** The number of unused classes that are kept beyond one per endpoint. */
const MOST_UNUSED = 1_000;

/** Assigns classes to endpoints. Classes hold what profiles assign to endpoints, so they are valid as long as that. */
export class ClassIndex {
  readonly #classes = new Map<string, EndpointClass>();
  /** The same by the labels in their written order. */
  readonly #written = new Branch();

  constructor(readonly profiles: ReadonlyMap<string, Profile>) {}

  of(endpoint: Endpoint): EndpointClass {
    // Most endpoints of a class have their labels in one order, which need not be sorted then.
    const { kind, labels, profiles } = endpoint;
    let branch = this.#written.next(kind);
    for (const name of profiles) branch = branch.next(name);
    branch = branch.next(BETWEEN);
    for (const name in labels) if (Object.hasOwn(labels, name)) branch = branch.next(name).next(labels[name] ?? '');
    return (branch.found ??= this.#sorted(endpoint));
  }

  #sorted(endpoint: Endpoint): EndpointClass {
    const { kind, labels, profiles } = endpoint;
    const key = keyOf(endpoint, Object.keys(labels).sort());
    const known = this.#classes.get(key);
    if (known) return known;
    const inherited = profiles.map((name) => this.profiles.get(name));
    const made = new EndpointClass(
      this.#classes.size,
      kind,
      // The first profile with a label determines its value.
      Object.assign({}, ...inherited.map((profile) => profile?.labels).reverse(), labels) as Labels,
      profiles,
      new Set(inherited.flatMap((profile) => profile?.tags ?? [])),
    );
    this.#classes.set(key, made);
    return made;
  }

  /**
   * Whether the classes are valid for endpoints of these profiles too: the profiles assign the same, and most classes
   * are still in use.
   */
  fits(profiles: ReadonlyMap<string, Profile>, endpoints: number): boolean {
    if (profiles.size !== this.profiles.size || this.#classes.size > 2 * endpoints + MOST_UNUSED) return false;
    for (const [name, profile] of profiles) {
      const known = this.profiles.get(name);
      if (!known) return false;
      if (known !== profile && !(sameLabels(known.labels, profile.labels) && sameTags(known.tags, profile.tags)))
        return false;
    }
    return true;
  }
}

/** No name and no label has a line feed or a null character in it. */
function keyOf({ kind, labels, profiles }: Endpoint, names: readonly string[]): string {
  let key = `${kind}\n${profiles.join('\0')}`;
  for (const name of names) key += `\n${name}\0${labels[name] ?? ''}`;
  return key;
}

function sameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a);
  return a === b || (keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]));
}

function sameTags(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((tag, index) => tag === b[index]));
}
