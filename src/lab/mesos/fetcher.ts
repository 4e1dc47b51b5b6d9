/** Milliseconds within which a file must have come. */
const FETCH_TIMEOUT = 5000;

/** The largest file that is kept, in characters. */
const MAX_FILE = 1024 * 1024;

/**
 * Files that the lab has itself, by base name. The demo's resources file is gone from the address that the demo's
 * group names, so without this copy its collector could not start anywhere.
 */
const OWN_FILES: Readonly<Record<string, string>> = {
  'calico-stars-resources.json': JSON.stringify(
    [['C', 'client'], ['F', 'frontend'], ['B', 'backend']].map(([id, name]) => ({ id, url: `http://${name ?? ''}-calico-stars.marathon.mesos:9000/status` })),
    undefined,
    2,
  ),
};

/** A file in a task's sandbox. */
export interface FetchedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Fetches what a task's `uris` name, as Mesos does before the task starts.
 * @throws Error when one of them cannot be had.
 */
export function fetchAll(uris: readonly string[], signal: AbortSignal): Promise<FetchedFile[]> {
  return Promise.all(uris.map((uri) => fetchOne(uri, signal)));
}

async function fetchOne(uri: string, signal: AbortSignal): Promise<FetchedFile> {
  const name = baseName(uri);
  const own = OWN_FILES[name];
  if (own !== undefined) return { name, text: own };
  if (!/^https?:/.test(uri)) throw new Error(`cannot fetch '${uri}': only http and https are known here`);
  const response = await fetch(uri, { signal: AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT)]) }).catch((error: unknown) => {
    throw new Error(`cannot fetch '${uri}': ${String(error)}`);
  });
  if (!response.ok) throw new Error(`cannot fetch '${uri}': status ${response.status}`);
  return { name, text: (await response.text()).slice(0, MAX_FILE) };
}

function baseName(uri: string): string {
  const path = URL.canParse(uri) ? new URL(uri).pathname : uri;
  return path.slice(path.lastIndexOf('/') + 1);
}
