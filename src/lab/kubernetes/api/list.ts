import { groupVersion, resourceOf, type Kind } from '../kinds/kind';
import { isFields, textOf, type Fields, type KubeObject } from '../objects';
import { parseFieldSelector } from '../selectors/fields';
import { parseLabelSelector } from '../selectors/labels';
import { badRequest, expired, invalid, StatusError, type Cause } from '../status-error';
import { forbiddenValue, unsupportedValue } from '../causes';
import type { Store } from '../store/store';

/** A page of a list. */
export interface Page {
  readonly items: readonly KubeObject[];
  readonly metadata: Fields;
}

/** Which objects are meant: by labels, fields and namespace. */
export interface Selection {
  readonly matches: (object: KubeObject) => boolean;
  /** Whether anything but the namespace restricts it. */
  readonly isSelective: boolean;
}

/** Reads the selectors of a query. @throws StatusError 400 */
export function selectionOf(kind: Kind, query: URLSearchParams): Selection {
  const labelText = query.get('labelSelector') ?? '';
  const fieldText = query.get('fieldSelector') ?? '';
  const labels = parseLabelSelector(labelText);
  const fields = parseFieldSelector(kind, fieldText);
  return {
    matches: (object) => labels(object.metadata.labels ?? {}) && fields(object),
    isSelective: labelText.trim() !== '' || fieldText !== '',
  };
}

/** Milliseconds that a request for a version of the future waits for it. */
const FUTURE = 3000;

/**
 * Lists objects, by pages if the query has a limit.
 * @throws StatusError 400 for bad parameters, 410 if what is asked for is compacted, 504 if it is in the future.
 */
export async function list(store: Store, kind: Kind, namespace: string, query: URLSearchParams): Promise<Page> {
  const selection = selectionOf(kind, query);
  const limit = Math.max(0, integer(query, 'limit') ?? 0);
  const token = query.get('continue') ?? '';
  const version = query.get('resourceVersion') ?? '';
  const match = query.get('resourceVersionMatch') ?? '';
  checkMatch(query, match, version);
  if (token !== '') {
    if (version !== '' && version !== '0')
      throw badRequest('specifying resource version is not allowed when using continue');
    return continued(store, kind, namespace, selection, version === '0' ? 0 : limit, token);
  }
  if (version !== '' && !/^\d+$/.test(version)) {
    const why = `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`;
    throw badRequest(`invalid resource version: ${why}`);
  }
  await waitFor(store, Number(version));
  const resource = resourceOf(kind);
  const isExact = match === 'Exact' || (limit > 0 && version !== '' && version !== '0' && match === '');
  const revision = isExact ? Number(version) : store.revision;
  const all = isExact ? store.listAt(resource, namespace, revision) : store.list(resource, namespace);
  // A list from the cache comes as a whole.
  return page(all, selection, version === '0' ? 0 : limit, revision);
}

/** Waits for a version of the future. @throws StatusError 504 if it doesn't come. */
export async function waitFor(store: Store, version: number): Promise<void> {
  if (version <= store.revision) return;
  const isThere = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => done(false), FUTURE);
    const stop = store.onChange(({ revision }) => {
      if (revision >= version) done(true);
    });
    const done = (there: boolean): void => {
      clearTimeout(timer);
      stop();
      resolve(there);
    };
  });
  if (isThere) return;
  const causes: readonly Cause[] = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  throw new StatusError(504, 'Timeout', `Timeout: Too large resource version: ${version}, current: ${store.revision}`, {
    details: { causes, retryAfterSeconds: 1 },
    retryAfter: 1,
  });
}

function checkMatch(query: URLSearchParams, match: string, version: string): void {
  const field = 'resourceVersionMatch';
  const causes: Cause[] = [];
  if (match !== '' && version === '')
    causes.push(forbiddenValue(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
  if (match !== '' && !['Exact', 'NotOlderThan'].includes(match))
    causes.push(unsupportedValue(field, match, ['Exact', 'NotOlderThan', '']));
  if (match === 'Exact' && version === '0')
    causes.push(forbiddenValue(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  if (query.has('sendInitialEvents'))
    causes.push(forbiddenValue('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', what: 'ListOptions' }, causes);
}

/** What a continue token holds. */
interface Token {
  readonly v: 'meta.k8s.io/v1';
  /** The revision of the first page; -1 for whatever is there now. */
  readonly rv: number;
  /** The path after which to go on. */
  readonly start: string;
}

function continued(
  store: Store,
  kind: Kind,
  namespace: string,
  selection: Selection,
  limit: number,
  text: string,
): Page {
  const { rv, start } = readToken(text);
  if (rv > 0 && rv < store.compacted) {
    const token = writeToken({ v: 'meta.k8s.io/v1', rv: -1, start });
    throw expired(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
      { continue: token },
    );
  }
  const revision = rv > 0 ? rv : store.revision;
  const rest = store.listAt(resourceOf(kind), namespace, revision).filter((object) => pathOf(object) >= start);
  return page(rest, selection, limit, revision);
}

function page(all: readonly KubeObject[], selection: Selection, limit: number, revision: number): Page {
  const matching = all.filter(selection.matches);
  const items = limit > 0 ? matching.slice(0, limit) : matching;
  const last = items.at(-1);
  const remaining = matching.length - items.length;
  const metadata = { resourceVersion: String(revision) };
  if (remaining === 0 || !last) return { items, metadata };
  const token = writeToken({ v: 'meta.k8s.io/v1', rv: revision, start: `${pathOf(last)}\0` });
  return {
    items,
    metadata: { ...metadata, continue: token, ...(!selection.isSelective && { remainingItemCount: remaining }) },
  };
}

function pathOf({ metadata: { namespace, name } }: KubeObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function readToken(text: string): { readonly rv: number; readonly start: string } {
  const refuse = (why: string): Error => badRequest(`invalid continue token: continue key is not valid: ${why}`);
  let token: unknown;
  try {
    token = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : 'invalid');
  }
  const version = textOf(token, 'v') ?? '';
  const start = textOf(token, 'start') ?? '';
  const rv = isFields(token) ? token['rv'] : undefined;
  if (version !== 'meta.k8s.io/v1') throw refuse(`server does not recognize this encoded version ${version}`);
  if (start === '') throw refuse('encoded start key empty (version meta.k8s.io/v1)');
  if (typeof rv !== 'number' || !Number.isInteger(rv)) throw refuse('incorrect encoded start resourceVersion');
  return { rv, start };
}

/** Reads a whole number of a query. @throws StatusError 400 */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^-?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** The body of a list. */
export function listBody(kind: Kind, { items, metadata }: Page): Fields {
  const type = { kind: `${kind.kind}List`, apiVersion: groupVersion(kind) };
  // Only items of custom resources say what they are, and only their lists say that nothing follows.
  if (kind.schema) return { ...type, metadata: { continue: '', ...metadata }, items };
  return { ...type, metadata, items: items.map(({ kind: _kind, apiVersion: _version, ...object }) => object) };
}
