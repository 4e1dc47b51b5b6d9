import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The key as the first element of a path, for clients that are given nothing but an address. */
const IN_PATH = /^\/key\/([^/?]*)(?=[/?]|$)/;

/** A key for one start of the lab: 192 random bits. */
export function newKey(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * The key that a request brings, in `X-Calico-Stars-Key` or as `/key/KEY/…`; undefined when it brings none. It is taken
 * out of the request, so that what is behind sees the original's own path and no proxy hands it on.
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

/** Whether two keys are the same; takes as long for every wrong one. */
export function isSameKey(given: string, key: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(key));
}
