import { members, sameBits, type Bits } from '../bits';
import { Connectivity, type EvaluatedPolicy } from './connectivity';
import type { Group } from './groups';
import { rangesOf, type HeaderKind, type OpenRange } from './kinds';

/** What a policy change opens and closes from every end of one group to every end of another. */
export interface ConnectivityChange {
  readonly from: Group;
  readonly to: Group;
  readonly opened: readonly OpenRange[];
  readonly closed: readonly OpenRange[];
}

/**
 * The differences after a change: of objects, from one model to another; or of what is staged, from what is in force to
 * what would be in force after committing it, in one model. Groups are those of the later one.
 */
export function changesOf(
  before: EvaluatedPolicy,
  after: EvaluatedPolicy,
  version: 4 | 6 = 4,
): readonly ConnectivityChange[] {
  const [old, now] = Connectivity.together([before, after], version);
  return old && now ? new Comparison(old, now).all() : [];
}

class Comparison {
  /** The changed kinds of packets, for each pair of groups with any. */
  readonly #pairs = new Map<number, { readonly opened: HeaderKind[]; readonly closed: HeaderKind[] }>();

  constructor(
    readonly old: Connectivity,
    readonly now: Connectivity,
  ) {}

  all(): readonly ConnectivityChange[] {
    for (const kind of this.now.kinds) this.#compare(kind);
    const groups = this.now.groups.all;
    return [...this.#pairs].flatMap(([pair, { opened, closed }]) => {
      const from = groups[Math.floor(pair / groups.length)];
      const to = groups[pair % groups.length];
      return from && to ? [{ from, to, opened: rangesOf(opened), closed: rangesOf(closed) }] : [];
    });
  }

  /** Pairs can differ only in rows that differ. */
  #compare(kind: HeaderKind): void {
    const { old, now } = this;
    for (const [index, group] of now.groups.all.entries()) {
      const former = old.groups.all[index];
      if (!former) continue;
      for (const to of differences(old.reaches(former, kind), now.reaches(group, kind))) this.#look(index, to, kind);
      for (const from of differences(old.reachedBy(former, kind), now.reachedBy(group, kind)))
        this.#look(from, index, kind);
    }
  }

  #look(from: number, to: number, kind: HeaderKind): void {
    const was = isOpen(this.old, from, to, kind);
    const is = isOpen(this.now, from, to, kind);
    if (was === is || this.#isSelf(from, to)) return;
    const pair = from * this.now.groups.all.length + to;
    const known = this.#pairs.get(pair) ?? { opened: [], closed: [] };
    this.#pairs.set(pair, known);
    const kinds = is ? known.opened : known.closed;
    if (kinds.at(-1) !== kind) kinds.push(kind);
  }

  /** Skips traffic of a workload to itself, and between outside machines. */
  #isSelf(from: number, to: number): boolean {
    const [source, destination] = [this.now.groups.all[from], this.now.groups.all[to]];
    if (source?.kind === 'outside' && destination?.kind === 'outside') return true;
    return from === to && source?.kind === 'workloads' && source.members.length === 1;
  }
}

function isOpen(connectivity: Connectivity, from: number, to: number, kind: HeaderKind): boolean {
  const { all } = connectivity.groups;
  const [source, destination] = [all[from], all[to]];
  return source !== undefined && destination !== undefined && connectivity.allows(source, destination, kind);
}

function differences(old: Bits, now: Bits): readonly number[] {
  if (sameBits(old, now)) return [];
  return members(old.map((word, index) => word ^ (now[index] ?? 0)));
}
