import { endsOf, type Class, type Ends } from '../../policy/reach';
import type { Direction } from '../../policy/model/rule';
import { judge, type CompiledModel, type Stage } from '../../policy/verdict';
import type { Questions } from './questions';
import type { ReachQuery } from './reach';

/** What one rule decides: the connections whose evaluation ends at it. */
export interface DecidedPairs {
  /** The number of ordered pairs of endpoints that the rule decides, on any port. */
  readonly pairs: number;
  /** Whether the rule decides connections of machines outside. */
  readonly outside: boolean;
}

/** Finds the rule that ended the evaluation at a workload's stage. */
export type Decider<Key> = (stage: Stage, direction: Direction) => Key | undefined;

/** Maximum number of rule evaluations, counted per connection: about a second of background work. */
const MOST_WORK = 10_000_000;

/** The cost of a verdict apart from its rules, in rule evaluations. */
const VERDICT = 10;

/** The endpoints whose policy is asked, and the number of rules to evaluate. */
export interface CreditedPart {
  readonly classes: readonly Class[];
  /** The numbers of the classes whose policy is asked. */
  readonly own: readonly number[];
  readonly rules: number;
}

/**
 * Counts what each rule decides about connections of some endpoints. Endpoints that policy can't tell apart are
 * evaluated once. A connection that its source can't send reaches no ingress rule. Yields regularly, so that the caller
 * can let other work run first.
 * @returns undefined if the work would exceed {@link MOST_WORK}.
 */
export function* pairCredits<Key extends string | number>(
  model: CompiledModel,
  questions: Questions,
  { classes, own, rules }: CreditedPart,
  decider: Decider<Key>,
): Generator<undefined, Readonly<Record<Direction, ReadonlyMap<Key, DecidedPairs>>> | undefined> {
  const ports = questions.asked.reduce((sum, question) => sum + question.ports.length, 0);
  if (own.length * classes.length * ports * (rules + 2 * VERDICT) > MOST_WORK) return undefined;
  const tally = { ingress: new Map<Key, DecidedPairs>(), egress: new Map<Key, DecidedPairs>() };
  for (const self of own) {
    for (const [number, peer] of classes.entries()) {
      // Two different members represent a class that is its own peer.
      const [one, other] = [classes[self]?.members[0], number === self ? peer.members[1] : peer.members[0]];
      if (one === undefined || other === undefined) continue;
      const peers = peer.members.length - (number === self ? 1 : 0);
      const pairs = peer.subject.workload ? (classes[self]?.members.length ?? 0) * peers : 'outside';
      yield* credit('egress', one, other, pairs);
      yield* credit('ingress', other, one, pairs);
    }
  }
  return tally;

  function* credit(
    direction: Direction,
    from: string,
    to: string,
    pairs: number | 'outside',
  ): Generator<undefined, void> {
    const keys = new Set<Key>();
    for (const { protocol, ports: asked } of questions.asked) {
      for (const port of asked) {
        const key = deciding({ direction, from, to, protocol, port }, questions, model, decider);
        if (key !== undefined) keys.add(key);
      }
      yield;
    }
    for (const key of keys) {
      const before = tally[direction].get(key) ?? { pairs: 0, outside: false };
      tally[direction].set(
        key,
        pairs === 'outside' ? { ...before, outside: true } : { ...before, pairs: before.pairs + pairs },
      );
    }
  }
}

/** A connection, and the end whose policy is asked about it. */
export interface AskedConnection {
  readonly direction: Direction;
  readonly from: string;
  readonly to: string;
  readonly protocol: ReachQuery['protocol'];
  readonly port: number;
}

/** Returns the rule that ended the evaluation at the stage of a direction; undefined if the packet doesn't reach it. */
export function deciding<Key>(
  { direction, from, to, protocol, port }: AskedConnection,
  { outside }: Questions,
  model: CompiledModel,
  decider: Decider<Key>,
): Key | undefined {
  const partyOf = (name: string) => (outside.has(name) ? { address: name } : { endpoint: name });
  const flow = { source: partyOf(from), destination: partyOf(to), protocol, destinationPort: port };
  const { stages } = judge(flow, model).enforced;
  const index = stages.findIndex(({ endpoint, direction: own }) => endpoint.kind === 'workload' && own === direction);
  const stage = stages[index];
  if (!stage || stages.slice(0, index).some(({ outcome }) => outcome === 'deny')) return undefined;
  return decider(stage, direction);
}

let latest: WeakRef<Ends> | undefined;

/**
 * Returns the classes of endpoints that policy can't tell apart, reusing the previous result where possible. Yields
 * regularly.
 */
export function* classesOf(model: CompiledModel, { outside }: Questions): Generator<undefined, Ends['population']> {
  const ends = yield* endsOf(model, [...outside.keys()], latest?.deref());
  latest = new WeakRef(ends);
  return ends.population;
}

/** Returns the numbers of the classes of workloads that meet a condition. */
export function classesWhere(
  classes: readonly Class[],
  holds: (of: NonNullable<Class['subject']['workload']>['class']) => boolean,
): readonly number[] {
  return [...classes.entries()].flatMap(
    ([
      number,
      {
        subject: { workload },
      },
    ]) => (workload && holds(workload.class) ? [number] : []),
  );
}
