import * as l10n from '@vscode/l10n';
import type { Question } from '../../src/features/matrix/protocol';
import type { MatrixEntry } from './entries';
import type { MeasurementCounts, Relation } from './relation';

/** Describes a question, for example `on 9000`, `on 53/udp`, `by icmp`. */
function formatQuestion({ protocol, port }: Question): string {
  if (protocol === 'icmp') return l10n.t('by icmp');
  return protocol === 'tcp' ? l10n.t('on {0}', port) : l10n.t('on {0}/{1}', port, protocol);
}

/** A sentence in two parts, with the age of the measurement in between, if there is one. */
export interface Sentence {
  readonly before: string;
  readonly after: string;
}

/** Describes a cell, for example `client → frontend on 9000: denied; measured reachable` and `, which disagrees`. */
export function cellSentence(from: MatrixEntry, to: MatrixEntry, relation: Relation): Sentence {
  if (relation.isSelf(from, to))
    return { before: l10n.t('{0} → {1}: not evaluated (same workload)', from.name, to.name), after: '' };
  if (!relation.evaluates(from, to)) {
    const { unknownServices = [] } = relation.matrix;
    const before =
      unknownServices.length === 0
        ? l10n.t('{0} → {1}: policy can’t be evaluated for this pair', from.name, to.name)
        : l10n.t(
            '{0} → {1}: policy can’t be evaluated for this pair: rules match services whose endpoints are not known, {2}',
            from.name,
            to.name,
            unknownServices.join(', '),
          );
    return { before, after: '' };
  }
  const allowed = relation.allows(from, to);
  const expected = `${from.name} → ${to.name} ${formatQuestion(relation.matrix.question)}: ${allowed ? l10n.t('allowed') : l10n.t('denied')}`;
  const measured = relation.measured(from, to);
  if (!measured) return { before: expected, after: '' };
  const after =
    relation.mark(from, to) === 'disagrees'
      ? l10n.t(', which disagrees')
      : measured.outdated > 0
        ? l10n.t(', possibly before the policy changed')
        : '';
  return { before: `${expected}; ${describeMeasured(measured, from.members.length * to.members.length)}`, after };
}

/** Describes a heading, for example `client, profile web: reaches 3 of 5 on 9000`. */
export function headingSentence(entry: MatrixEntry, way: 'reaches' | 'reached', relation: Relation): string {
  const name = entry.detail === '' ? entry.name : l10n.t('{0}, profile {1}', entry.name, entry.detail);
  const counted = [
    name,
    relation.count(entry, way),
    relation.matrix.parties.length - 1,
    formatQuestion(relation.matrix.question),
  ];
  if (entry.members.length > 1)
    return way === 'reaches'
      ? l10n.t('{0}: each reaches {1} of {2} {3}', ...counted)
      : l10n.t('{0}: each reached by {1} of {2} {3}', ...counted);
  return way === 'reaches'
    ? l10n.t('{0}: reaches {1} of {2} {3}', ...counted)
    : l10n.t('{0}: reached by {1} of {2} {3}', ...counted);
}

function describeMeasured({ reachable, unreachable, unknown }: MeasurementCounts, pairs: number): string {
  if (pairs === 1) {
    if (unknown > 0) return l10n.t('not measured yet');
    return reachable > 0 ? l10n.t('measured reachable') : l10n.t('measured unreachable');
  }
  const counts = [
    ...(unknown > 0 ? [l10n.t('{0} not measured yet', unknown)] : []),
    ...(reachable > 0 ? [l10n.t('{0} measured reachable', reachable)] : []),
    ...(unreachable > 0 ? [l10n.t('{0} measured unreachable', unreachable)] : []),
  ];
  return l10n.t('of {0} pairs {1}', pairs, counts.join(', '));
}
