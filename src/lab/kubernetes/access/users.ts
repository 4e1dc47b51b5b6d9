/** Someone who sends requests. */
export interface User {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** A user of the lab, who signs in with a bearer token. */
export interface TokenUser extends User {
  readonly token: string;
}

export const AUTHENTICATED = 'system:authenticated';

/** Who may do everything, whatever the roles say. */
export const MASTERS = 'system:masters';

/** Requests without a token. */
export const ANONYMOUS: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
