import * as z from 'zod/mini';

/** What an engine says of its API; engines before 1.13 give no minimum. */
export const versionAnswer = z.object({
  ApiVersion: z.catch(z.optional(z.string()), undefined),
  MinAPIVersion: z.catch(z.optional(z.string()), undefined),
});

/** A version of the Engine API, e.g. 1.21. All have had the major number 1. */
export interface ApiVersion {
  readonly major: number;
  readonly minor: number;
}

/** The newest version whose network calls are known to be as they are used here (Docker 28). */
const NEWEST: ApiVersion = { major: 1, minor: 51 };

/** The first version with networks: Docker 1.9. */
const OLDEST: ApiVersion = { major: 1, minor: 21 };

/** Reads `1.21`; undefined for anything else. */
export function parseVersion(text: string | undefined): ApiVersion | undefined {
  const match = /^v?(\d{1,3})\.(\d{1,4})$/.exec(text?.trim() ?? '');
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Whether an API is of a version or newer. */
export function isAtLeast(version: ApiVersion, minor: number): boolean {
  return version.major > 1 || (version.major === 1 && version.minor >= minor);
}

/**
 * The version to speak with an engine: its newest, or the newest known here when it knows more; its oldest when even
 * that is newer.
 * @returns `too-old` for an engine that has no networks.
 */
export function negotiate(newest: ApiVersion, oldest: ApiVersion | undefined): ApiVersion | 'too-old' {
  if (isNewer(OLDEST, newest)) return 'too-old';
  if (oldest && isNewer(oldest, NEWEST)) return oldest;
  return isNewer(newest, NEWEST) ? NEWEST : newest;
}

function isNewer(a: ApiVersion, b: ApiVersion): boolean {
  return a.major > b.major || (a.major === b.major && a.minor > b.minor);
}
