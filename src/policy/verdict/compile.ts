import { eachInTurn, finished } from '../../base/time-slices';
import { formatAddress, type Address } from '../model/address';
import type { Translation } from '../model/endpoint';
import type { PolicyModel } from '../model/model';
import type { Policy, Profile, Tier } from '../model/policy';
import type { Settings } from '../model/settings';
import { ClassIndex, type EndpointClass } from './classes';
import { Directory } from './directory';
import type { Place } from './place';
import { Plans, viewsOf, type PolicyStage, type Views } from './plan';
import { compilePolicy, compileProfile, type CompiledPolicy, type CompiledProfile } from './policy';
import { PredicateIndex } from './predicate';
import { ServiceIndex } from './services';

/** The parts of a compiled model that take long in a large cluster. */
interface Parts {
  /** The model that this one replaces, if its parts fit. */
  readonly before: CompiledModel | undefined;
  readonly predicates: PredicateIndex;
  readonly directory: Directory;
  readonly profiles: ReadonlyMap<string, CompiledProfile>;
  readonly policies: ReadonlyMap<Policy, CompiledPolicy>;
}

/**
 * A cluster's policy, ready for `judge`. Intermediate results are kept for the next question, and for the next model if
 * that has the same parts.
 */
export class CompiledModel {
  readonly directory: Directory;
  readonly profiles: ReadonlyMap<string, CompiledProfile>;
  readonly services: ServiceIndex | undefined;
  readonly settings: Settings;
  readonly predicates: PredicateIndex;
  readonly #policies: ReadonlyMap<Policy, CompiledPolicy>;
  readonly #translations: ReadonlyMap<string, readonly Translation[]>;
  readonly #views: Views;
  readonly #tiers: ReadonlyMap<string, Tier>;
  readonly #plans: (Plans | undefined)[];

  /** Pass the compiled model that this one replaces as `previous`: only what changed is compiled again. */
  constructor(
    readonly model: PolicyModel,
    previous?: CompiledModel,
    parts = finished(CompiledModel.compiling(model, previous)),
  ) {
    const { tiers, services, translations } = model;
    const { before } = parts;
    this.predicates = parts.predicates;
    this.directory = parts.directory;
    this.profiles = parts.profiles;
    this.services = services && (before?.model.services === services ? before.services : new ServiceIndex(services));
    this.settings = model.settings;
    this.#translations = before?.model.translations === translations ? before.#translations : byAddress(translations);
    this.#policies = parts.policies;
    const same = before !== undefined && sameTiers(before.model.tiers, tiers);
    this.#tiers = same ? before.#tiers : new Map(tiers.map((tier) => [tier.name, tier]));
    this.#views =
      same && before.#policies === this.#policies ? before.#views : viewsOf([...this.#policies.values()], tiers);
    this.#plans = same ? this.#keptPlans(before) : [];
  }

  /** Compiles the parts for the constructor, with pauses. */
  static *compiling(model: PolicyModel, previous: CompiledModel | undefined): Generator<undefined, Parts> {
    const { endpoints, hosts } = model;
    const profiles = new Map(model.profiles.map((profile) => [profile.name, profile]));
    // Predicates hold what they found out about classes.
    const before = previous?.directory.classes.fits(profiles, endpoints.length) ? previous : undefined;
    const classes = before?.directory.classes ?? new ClassIndex(profiles);
    const predicates = before ? before.predicates : new PredicateIndex();
    yield;
    const directory = yield* before
      ? before.directory.next(endpoints, hosts, classes)
      : Directory.of(endpoints, hosts, classes);
    return {
      before,
      predicates,
      directory,
      profiles: yield* compileProfiles(model.profiles, predicates, before),
      policies: yield* compilePolicies(
        model.policies,
        predicates,
        before && { list: before.model.policies, compiled: before.#policies },
      ),
    };
  }

  /** All policies, also those that are staged. */
  get policies(): Iterable<CompiledPolicy> {
    return this.#policies.values();
  }

  /** The policies that count in a view, in their order. */
  policiesIn(view: PolicyStage): readonly CompiledPolicy[] {
    return this.#views[view].items;
  }

  /** What decides for the members of a class. */
  plansOf(endpointClass: EndpointClass): Plans {
    return (this.#plans[endpointClass.id] ??= new Plans(endpointClass, this.#views, this.#tiers));
  }

  /** The address, with everything that rules can match. */
  place(address: Address): Place {
    return this.directory.place(address);
  }

  /** The target to which packets to a port of an address are redirected. */
  translation({ key }: Place, protocol: number, port: number): Translation | undefined {
    if (this.#translations.size === 0) return undefined;
    return this.#translations
      .get(key)
      ?.find(({ port: only }) => !only || (only.protocol === protocol && only.port === port));
  }

  /** The plans that no policy changed that came or went. */
  #keptPlans(before: CompiledModel): (Plans | undefined)[] {
    if (before.#policies === this.#policies) return before.#plans;
    const changed = [...missingIn(this.#policies, before.#policies), ...missingIn(before.#policies, this.#policies)];
    // A staged policy also decides whether the one that it replaces counts.
    const targets = new Set(changed.map(({ policy }) => policy.staged?.target));
    for (const compiled of this.#policies.values()) if (targets.has(compiled.policy.id)) changed.push(compiled);
    const affects = (endpointClass: EndpointClass) => changed.some(({ selects }) => selects.holds(endpointClass));
    return before.#plans.map((plans) => (plans && affects(plans.endpointClass) ? undefined : plans));
  }
}

function* compileProfiles(
  profiles: readonly Profile[],
  predicates: PredicateIndex,
  before: CompiledModel | undefined,
): Generator<undefined, ReadonlyMap<string, CompiledProfile>> {
  if (before?.model.profiles === profiles) return before.profiles;
  const compiled = new Map<string, CompiledProfile>();
  const compile = (profile: Profile) => {
    const known = before?.profiles.get(profile.name);
    compiled.set(profile.name, known?.profile === profile ? known : compileProfile(profile, predicates));
  };
  yield* eachInTurn(profiles, compile, 1);
  return compiled;
}

function* compilePolicies(
  policies: readonly Policy[],
  predicates: PredicateIndex,
  before: { readonly list: readonly Policy[]; readonly compiled: ReadonlyMap<Policy, CompiledPolicy> } | undefined,
): Generator<undefined, ReadonlyMap<Policy, CompiledPolicy>> {
  if (before?.list === policies) return before.compiled;
  const compiled = new Map<Policy, CompiledPolicy>();
  const compile = (policy: Policy) => {
    compiled.set(policy, before?.compiled.get(policy) ?? compilePolicy(policy, predicates));
  };
  yield* eachInTurn(policies, compile, 1);
  return compiled;
}

/** What one map has and the other has not. */
function missingIn(
  policies: ReadonlyMap<Policy, CompiledPolicy>,
  others: ReadonlyMap<Policy, CompiledPolicy>,
): readonly CompiledPolicy[] {
  const missing: CompiledPolicy[] = [];
  for (const [policy, compiled] of others) if (!policies.has(policy)) missing.push(compiled);
  return missing;
}

function sameTiers(a: readonly Tier[], b: readonly Tier[]): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every((tier, index) => {
      const other = b[index];
      return tier.name === other?.name && tier.order === other.order && tier.end === other.end;
    })
  );
}

function byAddress(translations: readonly Translation[]): ReadonlyMap<string, readonly Translation[]> {
  const found = new Map<string, Translation[]>();
  for (const translation of translations) {
    const key = formatAddress(translation.address);
    found.set(key, [...(found.get(key) ?? []), translation]);
  }
  return found;
}
