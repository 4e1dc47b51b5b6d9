import { reachability, type Class, type Reachability } from '../../policy/reach';
import type { Direction, Rule } from '../../policy/calico1/rule';
import { positionOf } from '../../policy/calico1/rule-place';
import type { StoredPolicy } from '../../policy/calico1/stored-policy';
import type { OwnerRef, PolicyRef } from '../../policy/explain/calico1';
import { judge, type CompiledModel, type RuleHit, type Stage } from '../../policy/verdict';
import type { Probed } from '../model/probed-connections';
import type { Questions } from './questions';
import type { ReachQuery } from './reach';

/** What one rule decides: the connections whose evaluation ends at it. */
export interface Decided {
  /** The number of ordered pairs of endpoints that the rule decides, on any port. */
  readonly pairs: number;
  /** Whether the rule decides connections of machines outside. */
  readonly outside: boolean;
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

/** Maximum number of rule evaluations, counted per connection: about a second of background work. */
const MOST_WORK = 10_000_000;

/** The cost of a verdict apart from its rules, in rule evaluations. */
const VERDICT = 10;

/**
 * Calculates what each rule of a profile or policy currently decides. Endpoints that policy can't tell apart are evaluated once.
 * A connection that its source can't send reaches no inbound rule. Yields regularly, so that the caller can let other
 * work run first.
 * @returns undefined if the work would exceed {@link MOST_WORK}.
 */
export function* decidingPoliciesOf(
  { model }: StoredPolicy,
  { profile, policy, rules, questions, probed }: CoverageQuestion,
): Generator<undefined, DecidingPolicies | undefined> {
  const { population } = classesOf(model, questions);
  const { classes } = population;
  const owner: OwnerRef = policy ? { profile, policy } : { profile };
  const own = policy ? classesSelectedBy(policy, model, classes) : population.classesWith(profile);
  const ports = questions.asked.reduce((sum, question) => sum + question.ports.length, 0);
  if (own.length * classes.length * ports * (rules.inbound.length + rules.outbound.length + 2 * VERDICT) > MOST_WORK)
    return undefined;
  const tally = { inbound: rules.inbound.map(nothing), outbound: rules.outbound.map(nothing) };
  for (const self of own) {
    for (const [number, peer] of classes.entries()) {
      // Two different members represent a class that is its own peer.
      const [one, other] = [classes[self]?.members[0], number === self ? peer.members[1] : peer.members[0]];
      if (one === undefined || other === undefined) continue;
      const peers = peer.members.length - (number === self ? 1 : 0);
      const pairs = peer.subject.workload ? (classes[self]?.members.length ?? 0) * peers : 'outside';
      yield* credit('outbound', one, other, pairs);
      yield* credit('inbound', other, one, pairs);
    }
  }
  for (const { from, to, port } of probed) {
    for (const direction of ['inbound', 'outbound'] as const) {
      const decided = tally[direction][decider(direction, from, to, 'tcp', port) - 1];
      if (decided) decided.probed = true;
    }
  }
  return tally;

  function* credit(
    direction: Direction,
    from: string,
    to: string,
    pairs: number | 'outside',
  ): Generator<undefined, void> {
    const positions = new Set<number>();
    for (const { protocol, ports: asked } of questions.asked) {
      for (const port of asked) positions.add(decider(direction, from, to, protocol, port));
      yield;
    }
    for (const position of positions) {
      const decided = tally[direction][position - 1];
      if (!decided) continue;
      if (pairs === 'outside') decided.outside = true;
      else decided.pairs += pairs;
    }
  }

  /** Returns the position of the deciding rule, or 0. */
  function decider(
    direction: Direction,
    from: string,
    to: string,
    protocol: ReachQuery['protocol'],
    destinationPort: number,
  ): number {
    const flow = { source: partyOf(from), destination: partyOf(to), protocol, destinationPort };
    const { stages } = judge(flow, model).enforced;
    return positionIn(stages, direction, owner);
  }

  function partyOf(name: string) {
    return questions.outside.has(name) ? { address: name } : { endpoint: name };
  }
}

function nothing(): { pairs: number; outside: boolean; probed: boolean } {
  return { pairs: 0, outside: false, probed: false };
}

/** Whether a stage is a workload's in a direction. */
function isOf({ endpoint, direction: own }: Stage, direction: Direction): boolean {
  return endpoint.kind === 'workload' && own === (direction === 'outbound' ? 'egress' : 'ingress');
}

function classesSelectedBy(
  { tier, name }: PolicyRef,
  model: CompiledModel,
  classes: readonly Class[],
): readonly number[] {
  const found = model.policiesIn('enforced').find(({ policy }) => policy.tier === tier && policy.tieBreak === name);
  return [...classes.entries()].flatMap(
    ([
      number,
      {
        subject: { workload },
      },
    ]) => (workload && found?.selects.holds(workload.class) ? [number] : []),
  );
}

/** The position of the rule that ended the evaluation of its list at a stage that the packet reaches, or 0. */
function positionIn(stages: readonly Stage[], direction: Direction, owner: OwnerRef): number {
  const index = stages.findIndex((stage) => isOf(stage, direction));
  if (stages.slice(0, Math.max(index, 0)).some(({ outcome }) => outcome === 'deny')) return 0;
  const stage = stages[index];
  const hit = stage && hitOf(stage, owner);
  return (hit && positionOf(hit.rule)) ?? 0;
}

function hitOf({ tiers, profiles }: Stage, { profile, policy: of }: OwnerRef): RuleHit | undefined {
  if (of)
    return tiers
      .flatMap(({ policies }) => policies)
      .find(({ policy }) => policy.tier === of.tier && policy.tieBreak === of.name)?.decided;
  const step = profiles.find((candidate) => candidate.profile === profile);
  return step?.decided ?? step?.left;
}

let latest: WeakRef<Reachability> | undefined;

/** Returns the classes of endpoints that policy can't tell apart, reusing the previous result where possible. */
function classesOf(model: CompiledModel, { outside }: Questions): Reachability {
  const answer = reachability(model, [], { outside: [...outside.keys()], previous: latest?.deref() });
  latest = new WeakRef(answer);
  return answer;
}
