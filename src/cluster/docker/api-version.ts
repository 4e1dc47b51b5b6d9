import * as z from 'zod/mini';

/** The version answer. Engines before 1.13 report no minimum. */
export const versionAnswer = z.object({
  ApiVersion: z.catch(z.optional(z.string()), undefined),
  MinAPIVersion: z.catch(z.optional(z.string()), undefined),
});

/** A version of the Engine API, for example 1.21. The major version has always been 1. */
export interface ApiVersion {
  readonly major: number;
  readonly minor: number;
}

/** The newest version whose network API is known to be compatible (Docker 28). */
const NEWEST: ApiVersion = { major: 1, minor: 51 };

/** The first version with networks (Docker 1.9). */
const OLDEST: ApiVersion = { major: 1, minor: 21 };

/** Parses `1.21`. Returns undefined for anything else. */
export function parseVersion(text: string | undefined): ApiVersion | undefined {
  const match = /^v?(\d{1,3})\.(\d{1,4})$/.exec(text?.trim() ?? '');
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Whether an API version is the given one or newer. */
export function isAtLeast(version: ApiVersion, minor: number): boolean {
  return version.major > 1 || (version.major === 1 && version.minor >= minor);
}

/**
 * Returns the version to use with an engine: its newest, capped at the newest known here, but not below its oldest.
 * @returns `too-old` for an engine without networks.
 */
export function negotiate(newest: ApiVersion, oldest: ApiVersion | undefined): ApiVersion | 'too-old' {
  if (isNewer(OLDEST, newest)) return 'too-old';
  if (oldest && isNewer(oldest, NEWEST)) return oldest;
  return isNewer(newest, NEWEST) ? NEWEST : newest;
}

function isNewer(a: ApiVersion, b: ApiVersion): boolean {
  return a.major > b.major || (a.major === b.major && a.minor > b.minor);
}
