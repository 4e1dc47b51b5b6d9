import { eachInTurn } from '../../../base/time-slices';
import type { CompiledModel } from '../../verdict';
import type { PlannedTier } from '../../verdict/plan';
import type { CompiledPolicy, CompiledProfile } from '../../verdict/policy';
import { joinRules, type PackedRules } from '../../verdict/packed/packed-rules';
import { DIRECTIONS, type Direction } from '../../model/rule';
import type { Class } from './grouping';
import type { PeerRules } from './peer-rule';
import type { Population } from './population';

/** One tier, or one profile, that a packet goes through at an endpoint. */
export interface ChainPart {
  readonly rules: PeerRules;
  /**
   * The action for packets that no rule of a tier decided; undefined for a profile, after which the next is evaluated.
   */
  readonly end: 'deny' | 'pass' | undefined;
}

/** The rules of an endpoint's tiers and profiles in one direction. */
export interface Chain {
  /** In order; a profile without rules drops everything. */
  readonly parts: readonly (ChainPart | 'drops')[];
  /** Whether a part can mark a packet, or pass it because of a mark. */
  readonly marks: boolean;
  /** Whether it is unknown if some rule matches. */
  readonly undecidable: boolean;
  /** Whether some rule tests the endpoint's own labels or address. */
  readonly looksAtOwner: boolean;
}

/** The policy for a class's packets, out or in: a chain, or a fixed result. */
export type Gate = Chain | 'all' | 'none';

/**
 * Returns the gates of some classes of a population in one direction, with pauses; workloads with equal tiers and
 * profiles share one.
 */
export function* gatesOf(
  classes: readonly Class[],
  direction: Direction,
  model: CompiledModel,
  population: Population,
): Generator<undefined, Gate[]> {
  const known: Gate[] = [];
  const gates: Gate[] = [];
  const gate = ({ subject: { workload } }: Class): Gate => {
    if (!workload) return 'all';
    const { kind } = workload.endpoint.state;
    if (kind === 'inactive' || kind === 'void') return 'none';
    const { id, profiles } = workload.class;
    const plan = model.plansOf(workload.class).of('enforced', 'normal', direction);
    return (known[id] ??= gateOf(plan, profiles, direction, model, population));
  };
  yield* eachInTurn(classes, (one) => gates.push(gate(one)), FEW);
  return gates;
}

function gateOf(
  plan: readonly PlannedTier[],
  profiles: readonly string[],
  direction: Direction,
  model: CompiledModel,
  population: Population,
): Gate {
  const parts = [
    ...plan.map((planned): ChainPart => ({
      rules: population.rulesOf(rulesOfTier(planned, direction), direction, 'tier'),
      end: planned.tier.end,
    })),
    ...profiles.map((name): ChainPart | 'drops' => {
      const rules = rulesOfProfile(model.profiles.get(name), direction);
      return rules ? { rules: population.rulesOf(rules, direction, 'profile'), end: undefined } : 'drops';
    }),
  ];
  const [first] = parts;
  if (first !== undefined && first !== 'drops' && first.rules.isOpen) return 'all';
  const some = (holds: (rules: PeerRules) => boolean) => parts.some((part) => part !== 'drops' && holds(part.rules));
  return {
    parts,
    marks: some(({ marks }) => marks),
    undecidable: some(({ undecidable }) => undecidable),
    looksAtOwner: some(({ looksAtOwner }) => looksAtOwner),
  };
}

const joined = new WeakMap<PlannedTier, Map<Direction, PackedRules>>();

/** The rules of all policies of a tier that select an endpoint, in order; one list each time. */
function rulesOfTier(planned: PlannedTier, direction: Direction): PackedRules {
  const known = joined.get(planned) ?? new Map<Direction, PackedRules>();
  joined.set(planned, known);
  let rules = known.get(direction);
  if (!rules) {
    rules = joinRules(planned.policies.flatMap(({ packed }) => packed[direction] ?? []));
    known.set(direction, rules);
  }
  return rules;
}

/** Undefined for a profile that drops everything. */
export function rulesOfProfile(profile: CompiledProfile | undefined, direction: Direction): PackedRules | undefined {
  return profile?.state === 'in-force' ? profile.packed[direction] : undefined;
}

/** The policies in force that another model has not. */
export function addedPolicies(before: CompiledModel, after: CompiledModel): readonly CompiledPolicy[] {
  const [old, now] = [before.policiesIn('enforced'), after.policiesIn('enforced')];
  if (old === now) return [];
  const known = new Set(old);
  return now.filter((policy) => !known.has(policy));
}

/** The number of gates between two pauses: each joins rules of several policies. */
const FEW = 4;

/** The numbers of the classes for which other policies decide than in another model, or in another order, with pauses. */
export function* replanned(
  classes: readonly Class[],
  direction: Direction,
  before: CompiledModel,
  after: CompiledModel,
): Generator<undefined, readonly number[]> {
  if (before.policiesIn('enforced') === after.policiesIn('enforced') && before.model.tiers === after.model.tiers)
    return [];
  const changed: number[] = [];
  yield* eachInTurn(classes, ({ subject: { workload } }, number) => {
    if (!workload) return;
    const old = before.plansOf(workload.class);
    const now = after.plansOf(workload.class);
    if (old === now) return;
    if (!samePlan(old.of('enforced', 'normal', direction), now.of('enforced', 'normal', direction)))
      changed.push(number);
  });
  return changed;
}

function samePlan(a: readonly PlannedTier[], b: readonly PlannedTier[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ tier, policies }, index) => {
      const other = b[index];
      return (
        tier.end === other?.tier.end &&
        policies.length === other.policies.length &&
        policies.every((policy, place) => policy === other.policies[place])
      );
    })
  );
}

/** Whether packets can be marked at a gate, or pass because of a mark. */
export function marks(gate: Gate): boolean {
  return typeof gate !== 'string' && gate.marks;
}

/** Whether the result of a gate depends on rules of which it is unknown whether they match. */
export function isUndecidable(gate: Gate): boolean {
  return typeof gate !== 'string' && gate.undecidable;
}

/** A profile whose rules differ between two models in a direction, with the rules that it has now. */
export interface ChangedProfile {
  readonly name: string;
  readonly direction: Direction;
  /** Undefined if it drops everything. */
  readonly rules: PackedRules | undefined;
}

/** Returns the profiles whose rules may differ between two models. */
export function changedProfiles(before: CompiledModel, after: CompiledModel): readonly ChangedProfile[] {
  return differences(before.profiles, after.profiles).flatMap(([name, now]) =>
    DIRECTIONS.map((direction) => ({ name, direction, rules: rulesOfProfile(now, direction) })),
  );
}

type Profiles = ReadonlyMap<string, CompiledProfile>;

/** Profiles that are not the same object in both. The names mostly agree in order, which avoids lookups. */
function differences(before: Profiles, after: Profiles): [name: string, now: CompiledProfile | undefined][] {
  const found: [string, CompiledProfile | undefined][] = [];
  const inStep = before.values();
  for (const now of after.values()) {
    const other: CompiledProfile | undefined = inStep.next().value;
    if (other === now) continue;
    const { name } = now.profile;
    if (before.get(name) !== now) found.push([name, now]);
  }
  if (before.size !== after.size || found.some(([name]) => !before.has(name)))
    for (const name of before.keys()) if (!after.has(name)) found.push([name, undefined]);
  return found;
}
