import { lookup as resolve, type LookupAddress } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

/** Limits of one download. */
const MAX_FILE = 1024 * 1024;
const MAX_REDIRECTS = 3;

/** Whether connections to an address are allowed. */
export type IsAllowed = (address: string) => boolean;

/**
 * Downloads a file of at most 1 MiB by http or https, with at most three redirects. Checks every address when
 * connecting, so that neither DNS names nor redirects can reach internal addresses.
 * @throws Error with the reason.
 */
export async function download(uri: string, isAllowed: IsAllowed, signal: AbortSignal): Promise<string> {
  let url = uri;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const answer = await getOnce(new URL(url), isAllowed, signal);
    if ('text' in answer) return answer.text;
    url = new URL(answer.location, url).href;
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirects`);
}

function getOnce(
  url: URL,
  isAllowed: IsAllowed,
  signal: AbortSignal,
): Promise<{ readonly text: string } | { readonly location: string }> {
  return new Promise((done, reject) => {
    const { protocol } = url;
    if (protocol !== 'http:' && protocol !== 'https:') throw new Error('only http and https are known here');
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    // Node does not look up a literal address, so the lookup can't check it.
    if (isIP(host) !== 0 && !isAllowed(host)) throw new Error(`${host} is not a public address`);
    const { get } = protocol === 'https:' ? https : http;
    const outgoing = get(url, { signal, agent: false, lookup: checkedLookup(isAllowed) }, (response) => {
      const {
        statusCode = 0,
        headers: { location },
      } = response;
      if (statusCode >= 300 && statusCode < 400 && location !== undefined) {
        response.destroy();
        done({ location });
        return;
      }
      if (statusCode !== 200) outgoing.destroy(new Error(`status ${statusCode}`));
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_FILE) outgoing.destroy(new Error(`larger than ${MAX_FILE} bytes`));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => done({ text: Buffer.concat(chunks).toString('utf8') }));
    });
    outgoing.on('error', reject);
  });
}

/** Resolves a name to its allowed addresses. */
function checkedLookup(isAllowed: IsAllowed): LookupFunction {
  return (name, options, done) => {
    resolve(name, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const [first, ...others] = error ? [] : addresses.filter(({ address }) => isAllowed(address));
      if (!first) done(error ?? new Error(`${name} has no public address`), '', 0);
      else if (options.all) done(null, [first, ...others]);
      else done(null, first.address, first.family);
    });
  };
}
