import { byName } from '../../src/base/text/by-name';
import type { MatrixEntry } from './entries';
import type { Relation } from './relation';
import type { Saved } from './saved';

/** The filters and the order of a matrix. */
export type MatrixArrangeOptions = Pick<Saved, 'sort' | 'show' | 'from' | 'to'>;

/** The displayed rows and columns, and counts of their pairs. */
export interface Arrangement {
  readonly rows: readonly MatrixEntry[];
  readonly columns: readonly MatrixEntry[];
  /** Whether the filters match a cell; others of its row and column are left blank. */
  readonly asksFor: (from: MatrixEntry, to: MatrixEntry) => boolean;
  readonly totals: Readonly<Record<'allowed' | 'denied' | 'agrees' | 'disagrees' | 'unknown', number>>;
}

/** Filters and sorts the entries of a relation. */
export function arrange(relation: Relation, { sort, show, from, to }: MatrixArrangeOptions): Arrangement {
  const asksFor = filterOf(relation, show);
  const sources = relation.entries.filter(contains(from));
  const destinations = relation.entries.filter(contains(to));
  const rows =
    show === 'all'
      ? sources
      : sources.filter((source) => destinations.some((destination) => asksFor(source, destination)));
  const columns =
    show === 'all'
      ? destinations
      : destinations.filter((destination) => rows.some((source) => asksFor(source, destination)));
  return {
    rows: sorted(rows, sort, 'reaches', relation),
    columns: sorted(columns, sort, 'reached', relation),
    asksFor,
    totals: count(rows, columns, asksFor, relation),
  };
}

function filterOf(relation: Relation, show: MatrixArrangeOptions['show']): Arrangement['asksFor'] {
  switch (show) {
    case 'all':
      return () => true;
    case 'allowed':
      return (from, to) => !relation.isSelf(from, to) && relation.allows(from, to);
    case 'denied':
      return (from, to) => !relation.isSelf(from, to) && relation.evaluates(from, to) && !relation.allows(from, to);
    case 'disagreements':
      return (from, to) => relation.mark(from, to) === 'disagrees';
  }
}

function contains(text: string): (entry: MatrixEntry) => boolean {
  const wanted = text.trim().toLowerCase();
  return ({ searched }) => searched.includes(wanted);
}

/** Outside parties always come last, because they are not workloads. */
function sorted(
  entries: readonly MatrixEntry[],
  sort: MatrixArrangeOptions['sort'],
  way: 'reaches' | 'reached',
  relation: Relation,
): readonly MatrixEntry[] {
  const named = (a: MatrixEntry, b: MatrixEntry) => byName(a.name, b.name);
  const profile = ({ detail, name }: MatrixEntry) => detail || name;
  const by = {
    name: named,
    profile: (a: MatrixEntry, b: MatrixEntry) => byName(profile(a), profile(b)) || named(a, b),
    allowed: (a: MatrixEntry, b: MatrixEntry) => relation.count(b, way) - relation.count(a, way) || named(a, b),
  };
  return entries.toSorted((a, b) => Number(a.outside) - Number(b.outside) || by[sort](a, b));
}

/** Counts ordered pairs of distinct parties in the cells that match the filters. */
function count(
  rows: readonly MatrixEntry[],
  columns: readonly MatrixEntry[],
  asksFor: Arrangement['asksFor'],
  relation: Relation,
): Arrangement['totals'] {
  const totals = { allowed: 0, denied: 0, agrees: 0, disagrees: 0, unknown: 0 };
  for (const from of rows) {
    for (const to of columns) {
      if (asksFor(from, to) && relation.evaluates(from, to))
        totals[relation.allows(from, to) ? 'allowed' : 'denied'] +=
          from.members.length * (to.members.length - (from === to ? 1 : 0));
    }
  }
  const [sources, destinations] = [new Set(rows), new Set(columns)];
  for (const measured of relation.allMeasured) {
    if (!sources.has(measured.from) || !destinations.has(measured.to) || !asksFor(measured.from, measured.to)) continue;
    const { agrees, disagrees } = relation.against(measured);
    totals.agrees += agrees;
    totals.disagrees += disagrees;
    totals.unknown += measured.unknown + measured.outdated;
  }
  return totals;
}
