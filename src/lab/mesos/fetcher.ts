import { download, type IsAllowed } from './download';

/** Milliseconds within which a file must arrive. */
const FETCH_TIMEOUT = 5000;

/**
 * Bundled files, by base name. The demo's resources file is gone from the address in the demo's group, so its collector
 * could not start without this copy.
 */
const OWN_FILES: ReadonlyMap<string, string> = new Map([
  [
    'calico-stars-resources.json',
    JSON.stringify(
      [
        ['C', 'client'],
        ['F', 'frontend'],
        ['B', 'backend'],
      ].map(([id, name]) => ({ id, url: `http://${name ?? ''}-calico-stars.marathon.mesos:9000/status` })),
      undefined,
      2,
    ),
  ],
]);

/** A file in a task's sandbox. */
export interface FetchedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Fetches a task's `uris`, as Mesos does before the task starts.
 * @param isAllowed Which addresses may be contacted; if undefined, only bundled files are available.
 * @throws Error if one of them is not available.
 */
export function fetchAll(uris: readonly string[], signal: AbortSignal, isAllowed?: IsAllowed): Promise<FetchedFile[]> {
  return Promise.all(uris.map((uri) => fetchOne(uri, signal, isAllowed)));
}

async function fetchOne(uri: string, signal: AbortSignal, isAllowed: IsAllowed | undefined): Promise<FetchedFile> {
  const name = baseName(uri);
  const own = OWN_FILES.get(name);
  if (own !== undefined) return { name, text: own };
  if (!/^https?:/.test(uri)) throw new Error(`cannot fetch '${uri}': only http and https are known here`);
  if (!isAllowed)
    throw new Error(
      `cannot fetch '${uri}': fetching from the network is off (--fetch-network, or the setting calicoStars.demo.fetchNetwork)`,
    );
  const text = await download(uri, isAllowed, AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT)])).catch(
    (error: unknown) => {
      throw new Error(`cannot fetch '${uri}': ${error instanceof Error ? error.message : String(error)}`);
    },
  );
  return { name, text };
}

function baseName(uri: string): string {
  const path = URL.canParse(uri) ? new URL(uri).pathname : uri;
  return path.slice(path.lastIndexOf('/') + 1);
}
