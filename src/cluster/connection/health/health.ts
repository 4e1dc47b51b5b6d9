import type { Failure } from '../../model/snapshot';

/** The health of a service. */
export interface Health {
  readonly state: 'well' | 'lacking' | 'failed';
  /** What the service reports: version, API, leader. */
  readonly facts: readonly string[];
  /** Milliseconds until its first answer. */
  readonly latency?: number;
  /** Days until the certificates of the server and of this client expire. */
  readonly certificateDays?: number;
  readonly clientCertificateDays?: number;
  /** What is missing, and how to fix it. */
  readonly problem?: Pick<Failure, 'kind' | 'message' | 'advice'>;
}
