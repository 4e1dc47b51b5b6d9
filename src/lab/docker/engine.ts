import { DockerError } from './docker-error';

/** The releases that the lab can emulate, contemporary with the Stars demo. */
export const ENGINES = ['1.9', '1.10', '1.11'] as const;

export type EngineRelease = (typeof ENGINES)[number];

/** The daemon and release to emulate. */
export interface DockerOptions {
  /** Defaults to 1.11. */
  readonly engine?: EngineRelease;
  /** Host name of the daemon: endpoints of other hosts appear as `ep-<endpoint id>`. If omitted, all are its own. */
  readonly host?: string;
}

const MIN_API = 12;

/** The response of `GET /version`. */
export function versionOf(engine: EngineRelease): object {
  const details = {
    '1.9': { Version: '1.9.1', GitCommit: 'a34a1d5', GoVersion: 'go1.4.3' },
    '1.10': { Version: '1.10.3', GitCommit: '20f81dd', GoVersion: 'go1.5.3' },
    '1.11': { Version: '1.11.2', GitCommit: 'b9f10c9', GoVersion: 'go1.5.4' },
  }[engine];
  return {
    ...details,
    ApiVersion: `1.${apiOf(engine)}`,
    MinAPIVersion: `1.${MIN_API}`,
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: '3.10.0',
  };
}

/**
 * Removes the API version from a request's path.
 * @throws DockerError 400 for a version that the release does not support.
 */
export function withoutVersion(url: string, engine: EngineRelease): string {
  const [prefix = '', minor] = /^\/v1\.(\d+)(?=\/)/.exec(url) ?? [];
  if (minor !== undefined && Number(minor) > apiOf(engine))
    throw new DockerError(
      400,
      `client is newer than server (client API version: 1.${minor}, server API version: 1.${apiOf(engine)})`,
    );
  if (minor !== undefined && Number(minor) < MIN_API)
    throw new DockerError(
      400,
      `client version 1.${minor} is too old. Minimum supported API version is 1.${MIN_API}, please upgrade your client to a newer version`,
    );
  return url.slice(prefix.length);
}

/**
 * The filters for listing networks: 1.9 supports only `name` and `id` and ignores others; later releases reject unknown
 * ones, including `driver`, which came with 1.12.
 */
export function listFilters(engine: EngineRelease): {
  readonly known: readonly string[];
  readonly refusesOthers: boolean;
} {
  return engine === '1.9'
    ? { known: ['name', 'id'], refusesOthers: false }
    : { known: ['name', 'id', 'type'], refusesOthers: true };
}

/** @throws DockerError 400 for a body whose type is not JSON. */
export function requireJson(contentType: string | undefined): void {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new DockerError(400, `Content-Type specified (${contentType ?? ''}) must be 'application/json'`);
}

/** The minor version of a release's API. */
function apiOf(engine: EngineRelease): number {
  return { '1.9': 21, '1.10': 22, '1.11': 23 }[engine];
}
