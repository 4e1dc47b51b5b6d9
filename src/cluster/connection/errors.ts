/** Kinds of failures, by what the user can do about them. */
export type ClusterErrorKind =
  /** Nothing responds at the address: connection refused, no route, no such host. */
  | 'unreachable'
  /** The response was late or missing. */
  | 'timeout'
  /** The response was not that of the expected service. */
  | 'unexpected-answer'
  /** TLS failed: unknown authority, expired certificate, wrong name, missing client certificate. */
  | 'tls'
  /** Credentials are missing or rejected. */
  | 'unauthorized'
  /** The user lacks a permission. */
  | 'forbidden'
  /** The cluster is read-only. Nothing was sent. */
  | 'read-only'
  /** The requested object does not exist. */
  | 'not-found'
  /** Someone else changed or holds the object: a lost compare-and-swap, a locked group, a name in use. */
  | 'conflict'
  /** The server rejected the request as invalid. */
  | 'invalid'
  /** The server failed. */
  | 'server'
  /**
   * A change was sent without an answer, and reading could not determine whether it was made. See {@link
   * ClusterErrorOptions.check}.
   */
  | 'unknown-outcome'
  /** The caller canceled. */
  | 'cancelled';

const brand = 'calico-stars.ClusterError';

export interface ClusterErrorOptions extends ErrorOptions {
  /**
   * The request was sent and may have taken effect despite the failure, because its answer was lost, late or invalid.
   * false for failures before sending and for rejections by the server.
   */
  readonly uncertain?: boolean;
  /**
   * For `unknown-outcome`: reads again and resolves with a sentence that says whether the change was made. Throws
   * another error of this kind if that is still unknown.
   */
  readonly check?: (signal?: AbortSignal) => Promise<string>;
}

/** Maximum length of a message or detail in characters, because servers answer errors with whole pages. */
const LONGEST = 2_000;

/**
 * A failure of a cluster's service. The message is a full sentence for the user: what failed, where and why. `advice`
 * says what to do. `detail` is for the log and never contains secrets.
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

/** Whether an error is a {@link ClusterError}, from any bundle: each has its own copy of the class. */
export function isClusterError(error: unknown): error is ClusterError {
  return error instanceof Error && 'brand' in error && error.brand === brand;
}

/** Returns the message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
