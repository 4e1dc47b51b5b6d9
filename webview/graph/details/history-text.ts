import * as l10n from '@vscode/l10n';
import type { GraphEdge } from '../../../src/features/graph/protocol/elements';
import { formatSpan, formatTime } from '../../../src/base/age';
import { describeAgreement } from './agreement-text';
import type { Fact } from '../../shared/fact';

/**
 * Returns since when an edge has its state, and how often it changed. An edge with several probes has its state since
 * the last change of any.
 * @param now The displayed time by the host's clock, in milliseconds since the epoch.
 */
export function pastFacts(
  { kind, probes, state }: Pick<GraphEdge, 'kind' | 'probes' | 'state'>,
  now: number,
): readonly Fact[] {
  if (kind === 'ghost' || state === 'unknown') return [];
  const changes = probes.reduce((sum, probe) => sum + probe.changes, 0);
  const moments = probes.flatMap(({ since }) => since ?? []);
  if (moments.length === 0) return [[l10n.t('Unchanged'), l10n.t('since recording started')]];
  const since = Math.max(...moments);
  return [
    [l10n.t('Unchanged'), l10n.t('for {0}, since {1}', formatSpan(now - since), formatTime(since, now))],
    [l10n.t('Changes'), changes === 1 ? l10n.t('1 observed') : l10n.t('{0} observed', changes)],
  ];
}

/**
 * Describes how a measurement compares to policy, with the duration if it is pending, late or contradictory.
 * @param now As for {@link pastFacts}.
 */
export function describeSince(edge: GraphEdge, now: number): string | undefined {
  const { judgement } = edge;
  if (!judgement || judgement.agreement === 'unmeasured') return undefined;
  const words = describeAgreement(edge) ?? '';
  return judgement.since === undefined ? words : l10n.t('{0}, for {1}', words, formatSpan(now - judgement.since));
}
