import * as l10n from '@vscode/l10n';
import type { GraphEdge } from '../../../src/features/graph/protocol/elements';
import { spanInWords } from '../../../src/base/age';
import { agreementInWords } from './agreement-text';
import type { Fact } from '../../shared/fact';

/**
 * Since when an edge is as it is, and how often it was seen to change. An edge of several probes is as it is since the
 * last of them changed.
 * @param now the time of what is shown, in milliseconds since the epoch by the host's clock.
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
    [l10n.t('Unchanged'), l10n.t('for {0}, since {1}', spanInWords(now - since), clock(since))],
    [l10n.t('Changes'), changes === 1 ? l10n.t('1 observed') : l10n.t('{0} observed', changes)],
  ];
}

/** How a measurement stands to policy, and for how long when it is pending, late or at odds. @param now as for {@link pastFacts}. */
export function standingInWords(edge: GraphEdge, now: number): string | undefined {
  const { judgement } = edge;
  if (!judgement || judgement.agreement === 'unmeasured') return undefined;
  const words = agreementInWords(edge) ?? '';
  return judgement.since === undefined ? words : l10n.t('{0}, for {1}', words, spanInWords(now - judgement.since));
}

/** A time of the day as the person's own region writes it. @param at milliseconds since the epoch. */
function clock(at: number): string {
  return new Date(at).toLocaleTimeString();
}
