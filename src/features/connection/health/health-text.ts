import * as l10n from '@vscode/l10n';
import type { Health } from '../../../cluster/connection/health/health';

/** Formats the health of a service in one line: version, API, leader, latency and certificate expiry. */
export function describeHealth({
  state,
  facts,
  latency,
  certificateDays,
  clientCertificateDays,
  problem,
}: Health): string {
  if (state === 'failed') return problem?.message ?? l10n.t('not reachable');
  return [
    ...facts,
    ...(latency === undefined ? [] : [l10n.t('{0} ms', latency < 10 ? latency.toFixed(1) : Math.round(latency))]),
    ...(certificateDays === undefined ? [] : [l10n.t('certificate {0}', formatDays(certificateDays))]),
    ...(clientCertificateDays === undefined
      ? []
      : [l10n.t('client certificate {0}', formatDays(clientCertificateDays))]),
  ].join(' · ');
}

function formatDays(days: number): string {
  if (days < 0) return 'expired';
  return days === 1 ? l10n.t('for 1 more day') : l10n.t('for {0} more days', days);
}
