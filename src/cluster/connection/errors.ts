/** What went wrong with a server, as a person can act on it. */
export type ClusterErrorKind =
  /** Nothing answers at the address: refused, no route, no such host. */
  | 'unreachable'
  /** It answered too late, or not at all. */
  | 'timeout'
  /** It answered, but not as the service that was expected. */
  | 'unexpected-answer'
  /** The connection's TLS could not be set up: an unknown authority, an expired certificate, another name, no client certificate. */
  | 'tls'
  /** Credentials are missing or refused. */
  | 'unauthorized'
  /** The credentials are good, and their user may not do this. */
  | 'forbidden'
  /** The cluster is read-only here: nothing was sent. */
  | 'read-only'
  /** The thing that was asked for is not there. */
  | 'not-found'
  /** Somebody else changed or holds it: a lost compare-and-swap, a locked group, a name in use. */
  | 'conflict'
  /** The server understood and refused: a validation error. */
  | 'invalid'
  /** The server failed. */
  | 'server'
  /** A change was sent, no answer came, and reading could not tell whether it was made. See {@link ClusterErrorOptions.check}. */
  | 'unknown-outcome'
  /** The caller cancelled. */
  | 'cancelled';

const brand = 'calico-stars.ClusterError';

export interface ClusterErrorOptions extends ErrorOptions {
  /**
   * The request was sent and may have been carried out although it failed here: the answer was lost, late or no
   * answer at all. What failed before anything was sent, and what the server refused, is certain.
   */
  readonly uncertain?: boolean;
  /**
   * Of an `unknown-outcome`: reads again, and resolves with a sentence that says whether the change was made.
   * Throws another error of this kind when that still cannot be found out.
   */
  readonly check?: (signal?: AbortSignal) => Promise<string>;
}

/** The longest message or detail, in characters: servers answer errors with whole pages. */
const LONGEST = 2_000;

/**
 * A failure at the edge to a cluster. The message is a full sentence for a person: what failed, where and why;
 * `advice` says what to do. `detail` is for the log only and never holds a secret.
 */
export class ClusterError extends Error {
  readonly brand = brand;
  readonly detail: string | undefined;
  readonly uncertain: boolean;
  readonly check: ClusterErrorOptions['check'];

  constructor(
    readonly kind: ClusterErrorKind,
    message: string,
    readonly advice?: string,
    detail?: string,
    options: ClusterErrorOptions = {},
  ) {
    super(bounded(message), options);
    this.name = 'ClusterError';
    this.detail = detail === undefined ? undefined : bounded(detail);
    this.uncertain = options.uncertain ?? false;
    this.check = options.check;
  }
}

function bounded(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Recognises a {@link ClusterError} from any of the bundles: each carries its own copy of the class. */
export function isClusterError(error: unknown): error is ClusterError {
  return error instanceof Error && 'brand' in error && error.brand === brand;
}

/** The sentence of any thrown value, for a message or the log. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
