import type { ServerResponse } from 'node:http';

/** Sends a response; like star's programs, closes the connection afterwards. */
export function respond(response: ServerResponse, status: number, type?: string, body = ''): void {
  response
    .writeHead(status, {
      ...(type !== undefined && { 'Content-Type': type }),
      'Content-Length': Buffer.byteLength(body),
    })
    .end(body);
}

/** Sorts the keys of every object, as rustc-serialize writes its maps. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  );
}
