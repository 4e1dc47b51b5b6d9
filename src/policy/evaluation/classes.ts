import type { Endpoint } from '../model/endpoint';
import type { Profile } from '../model/policy';
import type { Labels } from '../selectors';
import type { Plans } from './plan';

/** Endpoints that no policy can tell apart but by their addresses and ports: equal labels, profiles and kind. */
export class EndpointClass {
  /** What decides for its members; filled in when first asked for. */
  plans: Plans | undefined;

  constructor(
    /** Small numbers from 0, unique among the classes of an engine and of those that come from it. */
    readonly id: number,
    readonly kind: Endpoint['kind'],
    /** With the inherited ones. */
    readonly labels: Labels,
    readonly profiles: readonly string[],
    readonly tags: ReadonlySet<string>,
  ) {}

  /** The same class under policies that decide otherwise for it. */
  renewed(): EndpointClass {
    return new EndpointClass(this.id, this.kind, this.labels, this.profiles, this.tags);
  }
}

/** Gives endpoints their classes. Classes hold what profiles give to endpoints, so they last as long as that does. */
export class ClassIndex {
  readonly #classes = new Map<string, EndpointClass>();

  constructor(readonly profiles: ReadonlyMap<string, Profile>) {}

  of({ kind, labels, profiles }: Endpoint): EndpointClass {
    const own = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([kind, profiles, own]);
    const known = this.#classes.get(key);
    if (known) return known;
    const inherited = profiles.map((name) => this.profiles.get(name));
    const made = new EndpointClass(
      this.#classes.size,
      kind,
      // The first profile that has a label gives it.
      Object.assign({}, ...inherited.map((profile) => profile?.labels).reverse(), labels) as Labels,
      profiles,
      new Set(inherited.flatMap((profile) => profile?.tags ?? [])),
    );
    this.#classes.set(key, made);
    return made;
  }

  /** Whether a profile gives the same to its endpoints as the one that the classes were made with. */
  fits(profiles: ReadonlyMap<string, Profile>): boolean {
    if (profiles.size !== this.profiles.size) return false;
    for (const [name, profile] of profiles) {
      const known = this.profiles.get(name);
      if (!known) return false;
      if (known !== profile && !(sameLabels(known.labels, profile.labels) && sameTags(known.tags, profile.tags)))
        return false;
    }
    return true;
  }
}

function sameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a);
  return a === b || (keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]));
}

function sameTags(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((tag, index) => tag === b[index]));
}
