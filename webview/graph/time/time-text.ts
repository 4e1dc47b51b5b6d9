import * as l10n from '@vscode/l10n';
import type { Graph } from '../../../src/features/graph/protocol/state';
import type { Mark, Span } from '../../../src/features/graph/protocol/timeline';
import { formatAge, formatTime } from '../../../src/base/age';

/** Formats a time of day with its age. */
export function timeAndAge(at: number, now: number): string {
  return `${formatTime(at, now)}, ${formatAge(Math.max(0, now - at))}`;
}

/** Formats the number of connections by state, for example `4 of 6 reachable`. */
export function formatCounts({ reachable, unreachable, unknown }: Span): string {
  const total = reachable + unreachable + unknown;
  return unknown > 0
    ? l10n.t('{0} of {1} reachable, {2} not measured', reachable, total, unknown)
    : l10n.t('{0} of {1} reachable', reachable, total);
}

/** Describes which rules changed. */
export function formatMark({ changes }: Mark): string {
  return changes.map(({ text }) => text).join('; ');
}

/** Describes the differences between two moments: a count, and each item. */
export function differences({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): {
  readonly summary: string;
  readonly list: readonly string[];
} {
  const names = new Map(nodes.map(({ id, name }) => [id, name === id ? id : `${id} · ${name}`]));
  const pairs = edges.flatMap(({ from, to, kind, compared }) =>
    compared && kind === 'probe'
      ? [{ how: compared.how, text: `${names.get(from) ?? from} → ${names.get(to) ?? to} ${compared.text}` }]
      : [],
  );
  const stars = nodes.flatMap(({ id, compared }) => (compared ? [`${names.get(id) ?? id} ${compared}`] : []));
  const of = (wanted: string) => pairs.filter(({ how }) => how === wanted);
  const counted = (count: number, words: (count: number) => string) => (count === 0 ? [] : [words(count)]);
  const summary = [
    ...counted(of('appeared').length, (count) => l10n.t('{0} appeared', count)),
    ...counted(of('vanished').length, (count) => l10n.t('{0} vanished', count)),
    ...counted(of('changed').length, (count) => l10n.t('{0} changed in other ways', count)),
    ...counted(stars.length, (count) =>
      count === 1 ? l10n.t('1 star appeared or vanished') : l10n.t('{0} stars appeared or vanished', count),
    ),
  ].join(', ');
  return {
    summary: summary === '' ? l10n.t('no differences') : summary,
    list: [...of('appeared'), ...of('vanished'), ...of('changed')].map(({ text }) => text).concat(stars),
  };
}
