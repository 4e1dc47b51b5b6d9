import type { Health } from '../../cluster/connection/health';

/** What one line says of a service: version, API, leader, latency, and until when its certificates last. */
export function healthInWords({
  state,
  facts,
  latency,
  certificateDays,
  clientCertificateDays,
  problem,
}: Health): string {
  if (state === 'failed') return problem?.message ?? 'not reached';
  return [
    ...facts,
    ...(latency === undefined ? [] : [`${latency < 10 ? latency.toFixed(1) : Math.round(latency)} ms`]),
    ...(certificateDays === undefined ? [] : [`certificate ${daysInWords(certificateDays)}`]),
    ...(clientCertificateDays === undefined ? [] : [`client certificate ${daysInWords(clientCertificateDays)}`]),
  ].join(' · ');
}

function daysInWords(days: number): string {
  if (days < 0) return 'expired';
  return days === 1 ? 'for 1 more day' : `for ${days} more days`;
}
