import type { EdgeState, GraphEdge, Judgement } from './protocol';

/** What an edge was like when it was last looked at, and since when. Times are in milliseconds since the epoch. */
interface Known {
  readonly expected: Judgement['expected'];
  /** No measurement from before can count for it. */
  readonly expectedSince: number;
  readonly state: EdgeState;
  /** Undefined when it was so from the beginning. */
  readonly stateSince: number | undefined;
}

/** When something was looked at. */
export interface Moment {
  /** When the collector gave its answer. */
  readonly at: number;
  /** When the cluster's policy was last seen to change; when it was first seen, to begin with. */
  readonly policySince: number;
}

/**
 * How long a probe may go on showing what was before: without a timeout of its own it hangs in a dropped connection until
 * the kernel gives up, after about 127 s, and its next round comes after that (DOMAIN §6.3).
 */
const HANGING = 150_000;
/** What two programs need besides their periods to ask and to answer. */
const SLACK = 1_000;

/** Remembers of each edge since when it is as it is: that tells a measurement that is old from one that is at odds. */
export class Agreements {
  #known = new Map<string, Known>();

  /** Starts anew: another cluster. */
  forget(): void {
    this.#known.clear();
  }

  /** Forgets all edges but those of a graph. */
  keep(edges: readonly GraphEdge[]): void {
    const keys = new Set(edges.map(keyOf));
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key);
  }

  /** @param round milliseconds within which whoever measures the edge asks, and the collector hears of it. */
  judge(edge: GraphEdge, expected: Judgement['expected'], round: number, moment: Moment): Omit<Judgement, 'reasons'> {
    const known = this.#learn(edge, expected, moment);
    if (edge.state === 'unknown') return { expected, agreement: 'unmeasured' };
    const allowed = edge.state === 'reachable';
    if (expected === 'mixed' || (expected === 'allowed') === allowed) return { expected, agreement: 'agrees' };
    const { expectedSince, stateSince } = known;
    const wait = round + SLACK;
    const odds = allowed ? 'open' : 'blocked';
    if (stateSince !== undefined && stateSince - expectedSince > wait) return { expected, agreement: odds, since: stateSince };
    const elapsed = moment.at - expectedSince;
    if (elapsed <= wait) return { expected, agreement: 'pending', since: expectedSince };
    return { expected, agreement: elapsed <= HANGING ? 'late' : odds, since: expectedSince };
  }

  #learn(edge: GraphEdge, expected: Judgement['expected'], { at, policySince }: Moment): Known {
    const key = keyOf(edge);
    const before = this.#known.get(key);
    const known: Known = {
      expected,
      expectedSince: before?.expected === expected ? before.expectedSince : policySince,
      state: edge.state,
      stateSince: before === undefined || before.state === edge.state ? before?.stateSince : at,
    };
    this.#known.set(key, known);
    return known;
  }
}

function keyOf({ from, to, url }: GraphEdge): string {
  return JSON.stringify([from, to, url]);
}
