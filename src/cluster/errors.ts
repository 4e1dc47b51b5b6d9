/** What went wrong with a server, as a person can act on it. */
export type ClusterErrorKind =
  /** Nothing answers at the address: refused, no route, no such host. */
  | 'unreachable'
  /** It answered too late, or not at all. */
  | 'timeout'
  /** It answered, but not as the service that was expected. */
  | 'unexpected-answer'
  /** Credentials are missing or refused. */
  | 'unauthorized'
  /** The thing that was asked for is not there. */
  | 'not-found'
  /** Somebody else changed or holds it: a lost compare-and-swap, a locked group, a name in use. */
  | 'conflict'
  /** The server understood and refused: a validation error. */
  | 'invalid'
  /** The server failed. */
  | 'server'
  /** The caller cancelled. */
  | 'cancelled';

const brand = 'calico-stars.ClusterError';

/**
 * A failure at the edge to a cluster. The message is a full sentence for a person: what failed, where and why;
 * `advice` says what to do. `detail` is for the log only and never holds a secret.
 */
export class ClusterError extends Error {
  readonly brand = brand;

  constructor(
    readonly kind: ClusterErrorKind,
    message: string,
    readonly advice?: string,
    readonly detail?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ClusterError';
  }
}

/** Recognises a {@link ClusterError} from any of the bundles: each carries its own copy of the class. */
export function isClusterError(error: unknown): error is ClusterError {
  return error instanceof Error && 'brand' in error && error.brand === brand;
}

/** The sentence of any thrown value, for a message or the log. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
