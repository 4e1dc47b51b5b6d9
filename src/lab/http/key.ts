import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The key as the first element of a path, for clients that only accept an address. */
const IN_PATH = /^\/key\/([^/?]*)(?=[/?]|$)/;

/** Creates a key for one start of the lab: 192 random bits. */
export function newKey(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Returns the key of a request, from `X-Calico-Stars-Key` or `/key/KEY/…`; undefined if it has none. Removes it from
 * the request, so that handlers see the original path and no proxy forwards it.
 */
export function takeKey(request: IncomingMessage): string | undefined {
  const { 'x-calico-stars-key': header } = request.headers;
  delete request.headers['x-calico-stars-key'];
  const [prefix, inPath] = IN_PATH.exec(request.url ?? '') ?? [];
  if (prefix !== undefined) {
    const rest = (request.url ?? '').slice(prefix.length);
    request.url = rest.startsWith('/') ? rest : `/${rest}`;
  }
  return header === undefined ? inPath : String(header);
}

/** Compares two keys in constant time. */
export function isSameKey(given: string, key: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(key));
}
