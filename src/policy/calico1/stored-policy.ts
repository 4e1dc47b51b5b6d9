import { sameJson } from '../../base/json';
import { finished } from '../../base/time-slices';
import { DEFAULT_SETTINGS } from '../calico3/translate';
import { CompiledModel } from '../verdict';
import { composeModel } from '../model/compose';
import { Memo } from '../model/memo';
import type { PolicyModel } from '../model/model';
import { decodeProfile, type Profile } from './profile';
import { felixOf, translatingCalicoV1, type CalicoV1, type FelixVersion } from './translate';
import type { StoredHost, StoredProfile, StoredTier } from './translate/objects';

/**
 * Translates the objects of Calico 3 or of Kubernetes, with pauses. Given by the caller, so that programs that know only
 * Calico 1 need not contain it.
 */
export type TranslateObjects = (memo: Memo) => Generator<undefined, PolicyModel>;

/** A compiled model, and what it was translated with. */
interface Made {
  readonly felix: FelixVersion;
  readonly memo: Memo;
  readonly model: CompiledModel;
  readonly isOfObjects: boolean;
}

const NOTHING: CalicoV1 = {
  ready: undefined,
  config: new Map(),
  profiles: [],
  tiers: [],
  workloads: [],
  hostEndpoints: [],
  hosts: [],
};

/**
 * The content of Calico's first data model, or the objects of Calico 3 or of Kubernetes, with the policy model translated from it.
 * Immutable. The model is what Felix enforces; the stored objects are what people read and edit.
 */
export class StoredPolicy {
  readonly felix: FelixVersion;
  readonly model: CompiledModel;
  readonly stored: CalicoV1;
  /** Whether it is that of Calico 3 or of Kubernetes, instead of Calico's first data model. */
  readonly isOfObjects: boolean;
  /** What the next policy is translated with. */
  readonly memo: Memo;
  #profiles: ReadonlyMap<string, StoredProfile> | undefined;

  /**
   * @param previous The policy that this one replaces: only what changed is translated and compiled.
   * @param felix The version of Felix, if known. Defaults to the version that the data indicates.
   */
  constructor(stored: CalicoV1, previous?: StoredPolicy, felix?: FelixVersion, made?: Made) {
    this.stored = previous ? withKept(stored, previous.stored) : stored;
    const { isOfObjects, memo, model, ...known } = made ?? finished(compiling(this.stored, previous, felix));
    this.isOfObjects = isOfObjects;
    this.felix = known.felix;
    this.memo = memo;
    this.model = model;
  }

  /**
   * Compiles what is stored in Calico's first data model, with pauses.
   * @param previous As for the constructor.
   */
  static *ofStored(stored: CalicoV1, previous?: StoredPolicy): Generator<undefined, StoredPolicy> {
    const kept = previous ? withKept(stored, previous.stored) : stored;
    yield;
    return new StoredPolicy(kept, previous, undefined, yield* compiling(kept, previous));
  }

  /**
   * Compiles the policy of the objects of Calico 3 or of Kubernetes, with pauses.
   * @param previous As for the constructor.
   */
  static *ofObjects(translate: TranslateObjects, previous?: StoredPolicy): Generator<undefined, StoredPolicy> {
    const memo = memoOf(previous, true);
    const model = yield* compiled(yield* translate(memo), previous);
    return new StoredPolicy(NOTHING, previous, undefined, { felix: felixOf(NOTHING), memo, model, isOfObjects: true });
  }

  /** The names of all profiles that are stored, in order. */
  get profileNames(): Iterable<string> {
    return this.#profilesByName.keys();
  }

  /** Returns a profile as stored. */
  storedProfile(name: string): StoredProfile | undefined {
    return this.#profilesByName.get(name);
  }

  /** Returns a profile with rules that can be edited; undefined if there is none, or it can't be decoded. */
  profile(name: string): Profile | undefined {
    const stored = this.storedProfile(name);
    return stored && decoded(stored, name, stored);
  }

  /** Returns a policy of a tier in the form of a profile; undefined if there is none, or it can't be decoded. */
  policy(tier: string, name: string): Profile | undefined {
    const stored = this.#tier(tier)?.policies.find((policy) => policy.name === name);
    return stored && decoded(stored, name, { rules: stored.text });
  }

  /** Returns the policy with other stored rules in one of its profiles; a missing profile is added. */
  withRules(name: string, rules: string): StoredPolicy {
    const known = this.storedProfile(name);
    const { profiles } = this.stored;
    const changed = { ...(known ?? { key: `/calico/v1/policy/profile/${name}/`, name }), rules };
    const all = known ? profiles.map((profile) => (profile === known ? changed : profile)) : [...profiles, changed];
    return new StoredPolicy({ ...this.stored, profiles: all }, this);
  }

  /** Returns the policy with another stored text of a tier's policy. */
  withPolicy(tier: string, name: string, text: string): StoredPolicy {
    const tiers = this.stored.tiers.map((stored) =>
      stored.name === tier
        ? {
            ...stored,
            policies: stored.policies.map((policy) => (policy.name === name ? { ...policy, text } : policy)),
          }
        : stored,
    );
    return new StoredPolicy({ ...this.stored, tiers }, this);
  }

  #tier(name: string): StoredTier | undefined {
    return this.stored.tiers.find((tier) => tier.name === name);
  }

  get #profilesByName(): ReadonlyMap<string, StoredProfile> {
    return (this.#profiles ??= new Map(this.stored.profiles.map((profile) => [profile.name, profile])));
  }
}

function memoOf(previous: StoredPolicy | undefined, isOfObjects: boolean): Memo {
  return previous?.isOfObjects === isOfObjects ? previous.memo : new Memo();
}

function* compiling(
  stored: CalicoV1,
  previous: StoredPolicy | undefined,
  felix = felixOf(stored),
): Generator<undefined, Made> {
  const memo = memoOf(previous, false);
  const translated = composeModel([yield* translatingCalicoV1(stored, felix, memo)], DEFAULT_SETTINGS);
  return { felix, memo, model: yield* compiled(translated, previous), isOfObjects: false };
}

function* compiled(translated: PolicyModel, previous: StoredPolicy | undefined): Generator<undefined, CompiledModel> {
  yield;
  const model = previous ? withKeptOrder(translated, previous.model.model) : translated;
  const parts = yield* CompiledModel.compiling(model, previous?.model);
  yield;
  return new CompiledModel(model, previous?.model, parts);
}

const read = new WeakMap<object, Profile | undefined>();

function decoded(
  object: object,
  name: string,
  { tags, rules, labels }: Pick<StoredProfile, 'tags' | 'rules' | 'labels'>,
): Profile | undefined {
  if (!read.has(object)) {
    const profile = decodeProfile(name, { tags, rules, labels });
    read.set(object, profile.kind === 'profile' ? profile : undefined);
  }
  return read.get(object);
}

/** Reuses equal objects of the previous policy, because most are equal after reading again. */
function withKept(stored: CalicoV1, previous: CalicoV1): CalicoV1 {
  return {
    ...stored,
    config: isSameConfig(stored.config, previous.config) ? previous.config : stored.config,
    profiles: kept(stored.profiles, previous.profiles),
    tiers: kept(stored.tiers, previous.tiers),
    workloads: kept(stored.workloads, previous.workloads),
    hostEndpoints: kept(stored.hostEndpoints, previous.hostEndpoints),
    hosts: kept(stored.hosts, previous.hosts, isSameHost),
  };
}

/** Most objects keep their positions, too. */
function kept<T extends { readonly key: string }>(
  now: readonly T[],
  before: readonly T[],
  isSame: (a: T, b: T) => boolean = sameJson,
): readonly T[] {
  let moved: ReadonlyMap<string, T> | undefined;
  return now.map((object, index) => {
    const there = before[index];
    if (there === object) return object;
    const old =
      there?.key === object.key
        ? there
        : (moved ??= new Map(before.map((other) => [other.key, other]))).get(object.key);
    return old && isSame(old, object) ? old : object;
  });
}

function isSameHost(a: StoredHost, b: StoredHost): boolean {
  return a.name === b.name && sameJson(a.addresses, b.addresses) && isSameConfig(a.config, b.config);
}

function isSameConfig(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (b.get(key) !== value) return false;
  return true;
}

/** Ordered lists are created each time; equal ones keep their identity. */
function withKeptOrder(model: PolicyModel, previous: PolicyModel): PolicyModel {
  const same = <T>(now: readonly T[], before: readonly T[]) =>
    now.length === before.length && now.every((item, index) => item === before[index]) ? before : now;
  return {
    ...model,
    tiers: same(model.tiers, previous.tiers),
    policies: same(model.policies, previous.policies),
  };
}
