import { isOn } from './flag';

/** What a request is about, as the API server reads it from method, path and query. */
export type RequestInfo = ResourceRequest | PathRequest;

export interface ResourceRequest {
  readonly isResource: true;
  /** `list`, `watch`, `deletecollection` … */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Empty for all namespaces, and for resources of the cluster. */
  readonly namespace: string;
  /** Empty for collections. */
  readonly name: string;
  /** The elements of the path after the subresource. */
  readonly rest: readonly string[];
}

export interface PathRequest {
  readonly isResource: false;
  readonly verb: string;
  readonly path: string;
}

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Reads a request. */
export function requestInfo(method: string, path: string, query: URLSearchParams): RequestInfo {
  const [root, ...elements] = decodePath(path)
    .split('/')
    .slice(1)
    .filter((element, index, all) => element !== '' || index < all.length - 1);
  const other = { isResource: false, verb: method.toLowerCase(), path } as const;
  if (root !== 'api' && root !== 'apis') return other;
  const [group, version, ...parts] = root === 'api' ? ['', ...elements] : elements;
  if (group === undefined || version === undefined || parts.length === 0) return other;
  const isWatchPath = parts[0] === 'watch' && parts.length > 1;
  const target = targetOf(isWatchPath ? parts.slice(1) : parts);
  const verb = isWatchPath ? 'watch' : verbOf(VERBS[method] ?? '', target.name, query);
  return { isResource: true, verb, group, version, ...target };
}

/** Go decodes a path before it is split: an encoded slash separates elements too. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function verbOf(verb: string, name: string, query: URLSearchParams): string {
  if (name !== '') return verb;
  if (verb === 'delete') return 'deletecollection';
  if (verb !== 'get') return verb;
  return isOn(query, 'watch') ? 'watch' : 'list';
}

function targetOf(
  parts: readonly string[],
): Pick<ResourceRequest, 'resource' | 'subresource' | 'namespace' | 'name' | 'rest'> {
  const [first = '', second, third] = parts;
  const isInNamespace =
    first === 'namespaces' && second !== undefined && third !== undefined && third !== 'status' && third !== 'finalize';
  const namespace = first === 'namespaces' ? (second ?? '') : '';
  const [resource = '', name = '', subresource, ...rest] = isInNamespace ? parts.slice(2) : parts;
  return { resource, name, namespace, rest, ...(subresource !== undefined && { subresource }) };
}
