/**
 * Which of the example's resources reach which, in the fixed sample that star-collect serves at `/responses/example`.
 */
const REACHES: Readonly<Record<string, Readonly<Record<string, boolean>> | null>> = {
  A: { b: true, c: true, d: true },
  B: { a: true, c: false, d: true },
  C: { a: false, b: false, d: false },
  D: { a: false, b: false, foobar: false },
  E: null,
};

const statusUrl = (host: string): string => `http://${host.toLowerCase()}/status`;

/** The fixed sample, in the format of `GET /responses`. */
export const EXAMPLE = {
  responses: Object.fromEntries(
    Object.entries(REACHES).map(([id, targets]) => {
      if (!targets) return [id, null];
      const status = {
        targets: Object.entries(targets).map(([host, reachable]) => ({ reachable, url: statusUrl(host) })),
      };
      return [id, { json: { status }, statusCode: 200, url: statusUrl(id) }];
    }),
  ),
};
