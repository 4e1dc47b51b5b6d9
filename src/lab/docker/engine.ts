import { DockerError } from './docker-error';

/** The releases of the Stars demo's time that the lab can answer as. */
export const ENGINES = ['1.9', '1.10', '1.11'] as const;

export type EngineRelease = (typeof ENGINES)[number];

/** Whose daemon answers, and of which release. */
export interface DockerOptions {
  /** 1.11 when left out. */
  readonly engine?: EngineRelease;
  /** Host name of the daemon: endpoints of other hosts are shown as `ep-<endpoint id>`. Left out, all are its own. */
  readonly host?: string;
}

const MIN_API = 12;

/** What `GET /version` answers. */
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
 * The path of a request without the version in front of it.
 * @throws DockerError 400 for a version that the release does not speak.
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
 * The filters of the list of networks: 1.9 looks at `name` and `id` alone, and refuses nothing; later ones refuse what
 * they do not know, `driver` among it, which came with 1.12.
 */
export function listFilters(engine: EngineRelease): {
  readonly known: readonly string[];
  readonly refusesOthers: boolean;
} {
  return engine === '1.9'
    ? { known: ['name', 'id'], refusesOthers: false }
    : { known: ['name', 'id', 'type'], refusesOthers: true };
}

/** @throws DockerError 400 for a body that is not said to be JSON. */
export function requireJson(contentType: string | undefined): void {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new DockerError(400, `Content-Type specified (${contentType ?? ''}) must be 'application/json'`);
}

/** The minor number of a release's API. */
function apiOf(engine: EngineRelease): number {
  return { '1.9': 21, '1.10': 22, '1.11': 23 }[engine];
}
