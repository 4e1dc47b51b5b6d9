import type { Question } from '../../src/features/matrix/protocol';
import type { Entry } from './entries';
import type { Measured, Relation } from './relation';

/** What a question is about, e.g. `on 9000`, `on 53/udp`, `by icmp`. */
function questionInWords({ protocol, port }: Question): string {
  if (protocol === 'icmp') return 'by icmp';
  return protocol === 'tcp' ? `on ${port}` : `on ${port}/${protocol}`;
}

/** A sentence in two parts, between which the age of what it tells belongs, if it has one. */
export interface Sentence {
  readonly before: string;
  readonly after: string;
}

/** A cell as a sentence, e.g. `client → frontend on 9000: denied; measured reachable` and `, which disagrees`. */
export function cellSentence(from: Entry, to: Entry, relation: Relation): Sentence {
  if (relation.isSelf(from, to))
    return { before: `${from.name} → ${to.name}: itself, which policy is not asked about`, after: '' };
  const allowed = relation.allows(from, to);
  const expected = `${from.name} → ${to.name} ${questionInWords(relation.matrix.question)}: ${allowed ? 'allowed' : 'denied'}`;
  const measured = relation.measured(from, to);
  if (!measured) return { before: expected, after: '' };
  const after =
    relation.mark(from, to) === 'disagrees'
      ? ', which disagrees'
      : measured.outdated > 0
        ? ', perhaps before the policy changed'
        : '';
  return { before: `${expected}; ${measuredInWords(measured, from.members.length * to.members.length)}`, after };
}

/** A row's or column's heading as a sentence, e.g. `client, profile web: reaches 3 of 5 on 9000`. */
export function headingSentence(entry: Entry, way: 'reaches' | 'reached', relation: Relation): string {
  const profile = entry.detail === '' ? '' : `, profile ${entry.detail}`;
  const each = entry.members.length > 1 ? 'each ' : '';
  return `${entry.name}${profile}: ${each}${way === 'reaches' ? 'reaches' : 'reached by'} ${relation.count(entry, way)} of ${relation.matrix.parties.length - 1} ${questionInWords(relation.matrix.question)}`;
}

function measuredInWords({ reachable, unreachable, unknown }: Measured, pairs: number): string {
  if (pairs === 1) return unknown > 0 ? 'not measured yet' : `measured ${reachable > 0 ? 'reachable' : 'unreachable'}`;
  const counts = [
    [unknown, 'not measured yet'],
    [reachable, 'measured reachable'],
    [unreachable, 'measured unreachable'],
  ] as const;
  return `of ${pairs} pairs ${counts.flatMap(([count, words]) => (count > 0 ? [`${count} ${words}`] : [])).join(', ')}`;
}
