import type { Direction, Rule } from '../../policy/calico1/rule';
import { positionOf } from '../../policy/calico1/rule-place';
import type { StoredPolicy } from '../../policy/calico1/stored-policy';
import type { OwnerRef, PolicyRef } from '../../policy/explain/calico1';
import type { CompiledModel, RuleHit, Stage } from '../../policy/verdict';
import type { Probed } from '../model/probed-connections';
import { classesOf, classesWhere, deciding, pairCredits, type DecidedPairs } from './pair-credits';
import type { Questions } from './questions';

/** What one rule decides. */
export interface Decided extends DecidedPairs {
  /** Whether the rule decides a probed connection. */
  readonly probed: boolean;
}

/** What each rule of a profile or policy decides, in list order. */
export type DecidingPolicies = Readonly<Record<Direction, readonly Decided[]>>;

/** The input about the rules of a profile, or of a policy of a tier. */
export interface CoverageQuestion extends OwnerRef {
  readonly rules: Readonly<Record<Direction, readonly Rule[]>>;
  readonly questions: Questions;
  readonly probed: readonly Probed[];
}

const DIRECTIONS = { inbound: 'ingress', outbound: 'egress' } as const;

/**
 * Calculates what each rule of a profile or policy currently decides. Yields regularly, so that the caller can let other
 * work run first.
 * @returns undefined if there are too many connections.
 */
export function* decidingPoliciesOf(
  { model }: StoredPolicy,
  { profile, policy, rules, questions, probed }: CoverageQuestion,
): Generator<undefined, DecidingPolicies | undefined> {
  const population = yield* classesOf(model, questions);
  const owner: OwnerRef = policy ? { profile, policy } : { profile };
  const own = policy ? classesSelectedBy(policy, model, population.classes) : population.classesWith(profile);
  const decider = (stage: Stage) => {
    const hit = hitOf(stage, owner);
    return hit && positionOf(hit.rule);
  };
  const part = { classes: population.classes, own, rules: rules.inbound.length + rules.outbound.length };
  const credits = yield* pairCredits(model, questions, part, decider);
  if (!credits) return undefined;
  const inProbes = (direction: Direction): ReadonlySet<number | undefined> =>
    new Set(
      probed.map((connection) => {
        const asked = { ...connection, direction: DIRECTIONS[direction], protocol: 'tcp' } as const;
        return deciding(asked, questions, model, decider);
      }),
    );
  const decidedIn = (direction: Direction): readonly Decided[] => {
    const positions = inProbes(direction);
    return rules[direction].map((_, index) => ({
      ...(credits[DIRECTIONS[direction]].get(index + 1) ?? { pairs: 0, outside: false }),
      probed: positions.has(index + 1),
    }));
  };
  return { inbound: decidedIn('inbound'), outbound: decidedIn('outbound') };
}

function classesSelectedBy(
  { tier, name }: PolicyRef,
  model: CompiledModel,
  classes: Parameters<typeof classesWhere>[0],
): readonly number[] {
  const found = model.policiesIn('enforced').find(({ policy }) => policy.tier === tier && policy.tieBreak === name);
  return classesWhere(classes, (of) => found?.selects.holds(of) === true);
}

function hitOf({ tiers, profiles }: Stage, { profile, policy: of }: OwnerRef): RuleHit | undefined {
  if (of)
    return tiers
      .flatMap(({ policies }) => policies)
      .find(({ policy }) => policy.tier === of.tier && policy.tieBreak === of.name)?.decided;
  const step = profiles.find((candidate) => candidate.profile === profile);
  return step?.decided ?? step?.left;
}
