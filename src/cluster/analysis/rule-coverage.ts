import { reachability, type Reachability } from '../../policy/reach';
import type { Direction, Rule } from '../../policy/calico1/rule';
import { verdict, type CompiledPolicy, type Half, type ProfileStep } from '../../policy/verdict';
import type { Probed } from '../model/probes';
import type { Questions } from './questions';
import type { Question } from './reach';

/** What one rule decides: it is the one at which the way through its profile ends. */
export interface Decided {
  /** How many ordered pairs of endpoints it decides about, on whatever port. */
  readonly pairs: number;
  /** Whether it decides about somebody outside. */
  readonly outside: boolean;
  /** Whether it decides about a connection that is probed. */
  readonly probed: boolean;
}

/** What each rule of a profile decides, in the order of its lists. */
export type Deciders = Readonly<Record<Direction, readonly Decided[]>>;

/** What is asked about a profile's rules. */
export interface Asked {
  /** The profile's stored name. */
  readonly profile: string;
  readonly rules: Readonly<Record<Direction, readonly Rule[]>>;
  readonly questions: Questions;
  readonly probed: readonly Probed[];
}

/** So many rules are asked at most, counted for each connection anew: about a second of work in the background. */
const MOST_WORK = 10_000_000;

/** What a verdict costs besides the rules that are asked, in rules. */
const VERDICT = 10;

/**
 * Works out what each rule of a profile decides now. Endpoints that policy cannot tell apart are asked about once. A
 * connection that its source may not send reaches no inbound rule.
 *
 * Yields now and then, so that the caller can let others go first.
 * @returns undefined when there would be more to ask than {@link MOST_WORK}.
 */
export function* decidersOf(
  policy: CompiledPolicy,
  { profile, rules, questions, probed }: Asked,
): Generator<undefined, Deciders | undefined> {
  const { population } = classesOf(policy, questions);
  const { classes } = population;
  const own = population.classesWith(profile);
  const ports = questions.asked.reduce((sum, question) => sum + question.ports.length, 0);
  if (own.length * classes.length * ports * (rules.inbound.length + rules.outbound.length + 2 * VERDICT) > MOST_WORK)
    return undefined;
  const tally = { inbound: rules.inbound.map(nothing), outbound: rules.outbound.map(nothing) };
  for (const self of own) {
    for (const [number, peer] of classes.entries()) {
      // Two different members stand for a class that is its own peer.
      const [one, other] = [classes[self]?.members[0], number === self ? peer.members[1] : peer.members[0]];
      if (one === undefined || other === undefined) continue;
      const peers = peer.members.length - (number === self ? 1 : 0);
      const pairs = peer.subject.endpoint ? (classes[self]?.members.length ?? 0) * peers : 'outside';
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

  /** The position of the rule of the profile that decides; 0 when none does. */
  function decider(
    direction: Direction,
    from: string,
    to: string,
    protocol: Question['protocol'],
    destinationPort: number,
  ): number {
    const judged = verdict({ source: partyOf(from), destination: partyOf(to), protocol, destinationPort }, policy);
    return positionIn(direction === 'outbound' ? judged.source : judged.destination, profile);
  }

  function partyOf(name: string) {
    return questions.outside.has(name) ? { address: name } : { endpoint: name };
  }
}

function nothing(): { pairs: number; outside: boolean; probed: boolean } {
  return { pairs: 0, outside: false, probed: false };
}

function positionIn(half: Half | undefined, profile: string): number {
  const last = half?.profiles.find((step: ProfileStep) => step.profile === profile)?.rules.at(-1);
  const ends = last?.outcome === 'unrenderable' || (last?.outcome !== 'no-match' && last?.action !== 'log');
  return last && ends ? last.position : 0;
}

let latest: WeakRef<Reachability> | undefined;

/** Who cannot be told apart; worked out from the answer about the policy before where that helps. */
function classesOf(policy: CompiledPolicy, { outside }: Questions): Reachability {
  const answer = reachability(policy, [], { outside: [...outside.keys()], previous: latest?.deref() });
  latest = new WeakRef(answer);
  return answer;
}
