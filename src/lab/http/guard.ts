import type { RequestListener } from 'node:http';

/** Origins of pages that this machine serves itself. */
const OWN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Refuses what a page of another site sends: a browser lets every site post to this machine's ports, and here a post
 * starts programs and fetches files.
 */
export function guarded(handler: RequestListener): RequestListener {
  return (request, response) => {
    const { origin } = request.headers;
    if (origin === undefined || OWN.test(origin)) handler(request, response);
    else response.writeHead(403, { 'Content-Type': 'text/plain' }).end(`Requests of pages of ${origin} are not answered here.\n`);
  };
}
