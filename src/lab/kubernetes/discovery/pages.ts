import { hashOf, openApiDocument, openApiIndex } from './open-api';
import { apiVersions, discoveryList, groupBody, groupList, GROUPS, resourceList, versionOf } from './resources';
import { isCustomGroup } from '../kinds';
import type { Fields } from '../objects';
import { noSuchResource } from '../status-error';

/** A document at a path that is no resource. */
export type Page =
  | { readonly type: 'object'; readonly body: Fields; readonly aggregated?: () => Fields }
  /** JSON that is always indented, and doesn't end its line. */
  | { readonly type: 'indented'; readonly body: Fields }
  | { readonly type: 'text'; readonly text: string }
  /** What a part of the server says of itself, or the index of the OpenAPI: text that a browser may look into. */
  | { readonly type: 'part'; readonly text: string }
  | { readonly type: 'openapi'; readonly text: string; readonly hash: string; readonly path: string }
  | { readonly type: 'openapi-v2' };

/** The release that the lab answers as. */
const VERSION: Fields = {
  major: '1',
  minor: '37',
  emulationMajor: '1',
  emulationMinor: '37',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '36',
  gitVersion: 'v1.37.2',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.26.8',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/**
 * Finds the document at a path; undefined if nothing is there.
 * @param address Of the server, for example `127.0.0.1:6443`.
 * @throws StatusError 404 for an unknown version of a known group.
 */
export function pageAt(path: string, query: URLSearchParams, address: string): Page | undefined {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
  switch (plain) {
    case '/':
      return { type: 'indented', body: { paths: allPaths() } };
    case '/version':
      return { type: 'indented', body: VERSION };
    case '/api':
      return { type: 'object', body: apiVersions(address), aggregated: () => discoveryList(true) };
    case '/apis':
      return { type: 'object', body: groupList(), aggregated: () => discoveryList(false) };
    case '/openapi/v2':
      return { type: 'openapi-v2' };
    default:
      return healthAt(plain, query) ?? openApiAt(plain) ?? groupAt(plain);
  }
}

function healthAt(path: string, query: URLSearchParams): Page | undefined {
  const [, name, part] = /^\/(healthz|livez|readyz)(?:\/(ping|etcd))?$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  const verbose = query.has('verbose') && part === undefined;
  return {
    type: part === undefined ? 'text' : 'part',
    text: verbose ? `[+]ping ok\n[+]etcd ok\n${name} check passed\n` : 'ok',
  };
}

function openApiAt(path: string): Page | undefined {
  if (path === '/openapi/v3') return { type: 'part', text: JSON.stringify(openApiIndex()) };
  const [, below] = /^\/openapi\/v3\/(.+)$/.exec(path) ?? [];
  const document = below === undefined ? undefined : openApiDocument(below);
  if (!document) return undefined;
  const text = JSON.stringify(document);
  return { type: 'openapi', text, hash: hashOf(text), path };
}

function groupAt(path: string): Page | undefined {
  const [, core] = /^\/api\/([^/]+)$/.exec(path) ?? [];
  if (core !== undefined) {
    if (core !== 'v1') throw noSuchResource();
    return { type: 'object', body: resourceList('', 'v1') };
  }
  const [, group, version] = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  if (group === undefined || !GROUPS.includes(group)) return undefined;
  if (version === undefined) return { type: 'object', body: groupBody(group) };
  if (versionOf(group) !== version) {
    if (isCustomGroup(group)) return undefined;
    throw noSuchResource();
  }
  return { type: 'object', body: resourceList(group, version) };
}

function allPaths(): string[] {
  const groups = GROUPS.flatMap((group) => [`/apis/${group}`, `/apis/${group}/${versionOf(group) ?? ''}`]);
  return [
    '/api',
    '/api/v1',
    '/apis',
    '/apis/',
    ...groups.toSorted(),
    '/healthz',
    '/livez',
    '/openapi/v2',
    '/openapi/v3',
    '/readyz',
    '/version',
  ];
}
