import type { CompiledModel } from '../../../verdict';
import type { Place } from '../../../verdict/place';
import type { PlannedTier } from '../../../verdict/plan';
import type { CompiledPolicy } from '../../../verdict/policy';
import type { CompiledRule } from '../../../verdict/rule';
import type { Header } from '../../../verdict/packet';
import type { Direction, Rule } from '../../../model/rule';
import { allowedBy, chainOf, stepOf, type SurveyChain } from './chain';
import { Conflicts, isTied, type Conflict } from './conflicts';
import { headersOf } from './headers';
import { RuleMask, type Headers } from './mask';
import { peersOf, rulesOf, type WrittenPart } from './parts';
import { networksOf, spotsOf, type Spot } from './spots';
import { Traits } from './traits';

/** The effect of a whole cluster's policy, pair by pair. */
export interface Survey {
  /** Policies, rules and peers without effect on what is allowed. */
  readonly idle: ReadonlySet<Unit>;
  readonly rules: readonly WrittenPart[];
  readonly peers: readonly WrittenPart[];
  /** Whether earlier rules decide everything that a rule matches. */
  readonly isShadowed: (rule: WrittenPart) => boolean;
  /** Whether all policies together have no effect. */
  readonly vacuous: boolean;
  /** One for each order whose policies decide differently. */
  readonly conflicts: readonly Conflict[];
}

/** Anything that could be removed. */
type Unit = CompiledPolicy | WrittenPart;

/** The number of pairs that are examined at once. */
const AT_ONCE = 16;

/** The maximum number of pairs to visit; a larger cluster has no survey. */
const MOST_PAIRS = 4_000_000;

/**
 * Evaluates all pairs, at one port of each kind. Yields regularly, so that the caller can let other work run first.
 * @param mostQuestions The maximum number of pairs to examine in detail.
 * @returns undefined if there are too many pairs, or if the marks of Felix 1.4 decide about some.
 */
export function* survey(model: CompiledModel, mostQuestions: number): Generator<undefined, Survey | undefined> {
  if (model.policiesIn('enforced').length === 0) return NOTHING;
  if (model.settings.passMarkStays && hasPassingProfile(model)) return undefined;
  const rules = rulesIn(model);
  const headers = headersOf(model, rules);
  if (isTooLarge(model, rules, headers)) return undefined;
  yield;
  return yield* new Surveyor(model, rules, headers, mostQuestions).run();
}

/** The maximum amount of preparation: rules by kinds of packets, and places by networks. */
const MOST_PREPARED = 4_000_000;

/** All rules that decide about a connection. */
function rulesIn(model: CompiledModel): readonly Rule[] {
  return [
    ...model.policiesIn('enforced').flatMap(({ policy }) => [...(policy.ingress ?? []), ...(policy.egress ?? [])]),
    ...[...model.profiles.values()].flatMap(({ rules: { ingress, egress } }) =>
      [...ingress, ...egress].map(({ rule }) => rule),
    ),
  ];
}

/** Whether preparing the survey would take too long, because nearly every rule has ports and networks of its own. */
function isTooLarge(model: CompiledModel, rules: readonly Rule[], headers: readonly Header[]): boolean {
  if (rules.length * headers.length > MOST_PREPARED) return true;
  const { length } = networksOf(model, rules);
  // Each network has two borders, and each is compared with every network.
  return length * (2 * length + model.directory.members.length) > MOST_PREPARED;
}

/** The survey of a cluster without policies, whose profiles are linted one by one. */
const NOTHING: Survey = {
  idle: new Set(),
  rules: [],
  peers: [],
  isShadowed: () => false,
  vacuous: false,
  conflicts: [],
};

class Surveyor {
  readonly #spots: readonly Station[];
  readonly #rules: readonly WrittenPart[];
  readonly #peers: readonly WrittenPart[];
  readonly #masks = new Map<CompiledRule, RuleMask>();
  readonly #headers: readonly Header[];
  readonly #all: Headers;
  /** The parts of each policy that have shown no effect yet. */
  readonly #open: ReadonlyMap<CompiledPolicy, Set<Unit>>;
  readonly #conflicts = new Conflicts();
  readonly #matching = new Set<CompiledRule>();
  readonly #deciding = new Set<CompiledRule>();
  #vacuous = true;
  #questions = 0;

  constructor(
    readonly model: CompiledModel,
    rules: readonly Rule[],
    headers: readonly Header[],
    readonly mostQuestions: number,
  ) {
    const policies = model.policiesIn('enforced');
    this.#rules = policies.flatMap(rulesOf);
    this.#peers = policies.flatMap(peersOf);
    const isClear = (rule: CompiledRule) => isKnown(rule, model);
    const judged = policies.filter((policy) => isSurveyed(policy, model) && compiledRulesOf(policy).every(isClear));
    if (judged.length < policies.length) this.#vacuous = false;
    this.#open = new Map(
      judged.map((policy) => [policy, new Set<Unit>(compiledRulesOf(policy).some(logs) ? [] : [policy])]),
    );
    for (const part of [...this.#rules, ...this.#peers]) {
      if (![...part.rules].some(logs)) this.#open.get(part.policy)?.add(part);
    }
    this.#headers = headers;
    this.#all = (1n << BigInt(headers.length)) - 1n;
    this.#spots = spotsOf(model, rules, new Traits(model, policies)).map((spot) => this.#station(spot));
  }

  *run(): Generator<undefined, Survey | undefined> {
    if (this.#spots.length ** 2 > MOST_PAIRS) return undefined;
    for (const source of this.#spots) {
      yield;
      for (const destination of this.#spots) {
        if (!this.#isAsked(source, destination)) continue;
        const version = versionOf(source.spot, destination.spot);
        if (version === undefined) continue;
        this.#questions += 1;
        if (this.#questions > this.mostQuestions) return undefined;
        this.#pair(source, destination, version);
        if (this.#questions % AT_ONCE === 0) yield;
      }
    }
    return {
      idle: new Set([...this.#open.values()].flatMap((units) => [...units])),
      rules: this.#rules,
      peers: this.#peers,
      isShadowed: ({ rules }) =>
        [...rules].some((rule) => this.#matching.has(rule)) && ![...rules].some((rule) => this.#deciding.has(rule)),
      vacuous: this.#vacuous,
      conflicts: this.#conflicts.all,
    };
  }

  #station(spot: Spot): Station {
    const { member } = spot;
    const of = (direction: Direction): Way => {
      const tiers = member ? this.model.plansOf(member.class).of('enforced', 'normal', direction) : [];
      return { tiers, policies: tiers.flatMap(({ policies }) => policies), tied: tiers.some(isTied) };
    };
    return { spot, egress: of('egress'), ingress: of('ingress') };
  }

  /** Whether the pair can still yield new facts. */
  #isAsked(source: Station, destination: Station): boolean {
    if (source === destination && !source.spot.several) return false;
    if (!source.spot.member && !destination.spot.member) return false;
    const { egress } = source;
    const { ingress } = destination;
    return this.#vacuous || egress.tied || ingress.tied || this.#hasOpen(egress) || this.#hasOpen(ingress);
  }

  #hasOpen({ policies }: Way): boolean {
    for (const policy of policies) if ((this.#open.get(policy)?.size ?? 0) > 0) return true;
    return false;
  }

  #pair(source: Station, destination: Station, version: 4 | 6): void {
    const between = { source: source.spot.place, destination: destination.spot.place, version };
    const egress = this.#chain(source, 'egress', between);
    const ingress = this.#chain(destination, 'ingress', between);
    for (const tier of [...(egress?.tiers ?? []), ...(ingress?.tiers ?? [])]) this.#conflicts.look(tier, this.#all);
    const allowed = (chain: SurveyChain | undefined, without?: CompiledPolicy | WrittenPart['rules']) =>
      chain ? allowedBy(chain, this.#all, without) : this.#all;
    const present = (chain: SurveyChain | undefined) =>
      chain ? allowedBy(chain, this.#all, undefined, (rule) => this.#deciding.add(rule)) : this.#all;
    const now = present(egress) & present(ingress);
    if (this.#vacuous && now !== (allowed(bare(egress)) & allowed(bare(ingress)))) this.#vacuous = false;
    for (const policy of new Set([...source.egress.policies, ...destination.ingress.policies])) {
      const units = this.#open.get(policy) ?? new Set<Unit>();
      for (const unit of units) {
        const without = 'direction' in unit ? unit.rules : unit;
        if ((allowed(egress, without) & allowed(ingress, without)) !== now) units.delete(unit);
      }
    }
  }

  #chain(station: Station, direction: Direction, between: Between): SurveyChain | undefined {
    const { member } = station.spot;
    if (!member) return undefined;
    const maskOf = (rule: CompiledRule) => {
      const mask = this.#mask(rule, between);
      if (mask !== 0n) this.#matching.add(rule);
      return mask;
    };
    const profiles = member.class.profiles.map((name) => {
      const profile = this.model.profiles.get(name);
      const rules = (profile?.rules[direction] ?? []).flatMap((rule) => stepOf(rule, maskOf(rule)));
      return { state: profile?.state ?? ('missing' as const), rules };
    });
    return chainOf(station[direction].tiers, profiles, direction, maskOf);
  }

  #mask(rule: CompiledRule, { source, destination, version }: Between): Headers {
    const known = this.#masks.get(rule) ?? new RuleMask(rule, this.#headers, this.model.services);
    this.#masks.set(rule, known);
    return known.between(source, destination, version);
  }
}

function compiledRulesOf({ rules }: CompiledPolicy): readonly CompiledRule[] {
  return [...(rules.ingress ?? []), ...(rules.egress ?? [])];
}

/** Whether the pairs show a policy's effect: not one for traffic that a host forwards, or before it is tracked. */
function isSurveyed({ policy: { layer }, selects }: CompiledPolicy, { directory }: CompiledModel): boolean {
  if (layer === 'normal') return true;
  if (layer !== 'forward') return false;
  return !directory.members.some(
    ({ endpoint, class: endpointClass }) => endpoint.kind === 'host-endpoint' && selects.holds(endpointClass),
  );
}

function hasPassingProfile({ profiles }: CompiledModel): boolean {
  return [...profiles.values()].some(({ rules: { ingress, egress } }) =>
    [...ingress, ...egress].some(({ action }) => action === 'pass'),
  );
}

/** Whether a rule logs, which is an effect that the survey does not see. */
function logs({ action }: CompiledRule): boolean {
  return action === 'log';
}

/** Whether a rule can be evaluated: not if it matches HTTP, or a service while services are unknown. */
function isKnown({ http, source, destination }: CompiledRule, { services }: CompiledModel): boolean {
  return !http && (services !== undefined || (source?.service === undefined && destination?.service === undefined));
}

/** A spot with its policies. */
interface Station {
  readonly spot: Spot;
  readonly egress: Way;
  readonly ingress: Way;
}

interface Way {
  readonly tiers: readonly PlannedTier[];
  readonly policies: readonly CompiledPolicy[];
  /** Whether policies of equal order may decide differently. */
  readonly tied: boolean;
}

interface Between {
  readonly source: Place;
  readonly destination: Place;
  readonly version: 4 | 6;
}

/** The chain without any policy. */
function bare(chain: SurveyChain | undefined): SurveyChain | undefined {
  return chain && { ...chain, tiers: [] };
}

/** The IP version of both spots; 4 if neither has an address yet. */
function versionOf(a: Spot, b: Spot): 4 | 6 | undefined {
  const version = a.version ?? b.version ?? 4;
  return (a.version ?? version) === version && (b.version ?? version) === version ? version : undefined;
}
