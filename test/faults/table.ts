import type { ClusterErrorKind } from '../../src/cluster/connection/errors';
import type { Step } from './proxy';

const page = '<!doctype html><html><body>Sign in</body></html>';

/** What can happen to a request, by name. */
export const STEPS: Readonly<Record<string, Step>> = {
  'cut off': { kind: 'cut' },
  reset: { kind: 'reset' },
  'never answered': { kind: 'no-answer' },
  'answered with garbage': { kind: 'garbage' },
  'broken off in the middle': { kind: 'truncate' },
  'answered a byte a second': { kind: 'drip' },
  'answered without an end': { kind: 'endless' },
  'answered late': { kind: 'late', milliseconds: 1_000 },
  'answered with a page': { kind: 'answer', status: 200, body: page },
  'answered with other JSON': {
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"hello":"world"}',
  },
  'answered with nothing': { kind: 'answer', status: 200, body: '' },
  'answered with 400': { kind: 'answer', status: 400, body: 'Bad Request' },
  'answered with 401': { kind: 'answer', status: 401, body: page },
  'answered with 403': { kind: 'answer', status: 403, body: page },
  'answered with 404': { kind: 'answer', status: 404, body: '404 page not found\n' },
  'answered with 429': { kind: 'answer', status: 429, body: 'Too Many Requests' },
  'answered with 500': { kind: 'answer', status: 500, body: page },
  'answered with 502': { kind: 'answer', status: 502, body: page },
  'answered with 503': { kind: 'answer', status: 503, body: page },
  'answered with 504': { kind: 'answer', status: 504, body: page },
  'sent in circles': { kind: 'answer', status: 307, headers: { location: '?again=1' } },
  'sent to a login': { kind: 'answer', status: 302, headers: { location: 'https://sso.example.com/login' } },
  'sent to another host': { kind: 'answer', status: 307, headers: { location: 'http://127.0.0.1:9/elsewhere' } },
};

/** The expected result: `done`, or one of these kinds of failure, with these words, within these seconds. */
export interface Expected {
  readonly kinds: readonly (ClusterErrorKind | 'done')[];
  readonly message: RegExp;
  readonly within: number;
}

/** Seconds for failures that are found immediately, with ample margin, and for a request without an answer. */
const AT_ONCE = 10;
const ONE_LIMIT = 18;

const expected = (
  kinds: Expected['kinds'][number] | Expected['kinds'],
  message: RegExp,
  within = AT_ONCE,
): Expected => ({ kinds: typeof kinds === 'string' ? [kinds] : kinds, message, within });

const LATE = expected('timeout', /did not answer in time/, ONE_LIMIT);
const BROKEN = expected('unreachable', /connection was closed/);

/** The failures of clients over HTTP. */
const HTTP: Readonly<Record<string, Expected>> = {
  'not listening': expected('unreachable', /nothing is listening there/),
  silent: LATE,
  'cut off': BROKEN,
  reset: BROKEN,
  'never answered': LATE,
  'answered with garbage': expected('unexpected-answer', /did not answer with valid HTTP/),
  'broken off in the middle': BROKEN,
  'answered a byte a second': LATE,
  'answered without an end': expected(['unexpected-answer', 'timeout'], /longer than 32 MB|in time/, ONE_LIMIT),
  'answered late': expected('done', /^$/, 40),
  'answered with 401': expected('unauthorized', /401|permission/),
  'answered with 403': expected('forbidden', /403/),
  'answered with 500': expected('server', /status 500/),
  'answered with 502': expected('server', /status 502/),
  'answered with 503': expected('server', /status 503/),
  'answered with 504': expected('server', /status 504/),
  'sent to a login': expected('unauthorized', /redirected to a sign-in page at sso\.example\.com/),
  'sent to another host': expected('unreachable', /nothing is listening there/),
};

const FOREIGN_ETCD = expected('unexpected-answer', /does not support etcd’s v2 keys API/);
const FOREIGN_GRPC = expected('unexpected-answer', /does not support etcd’s v3 API/);
const GONE = expected('unreachable', /can’t be reached/);
const OTHER_STATUS = (status: number) =>
  expected(status >= 500 || status === 429 ? 'server' : 'unexpected-answer', new RegExp(`HTTP status ${status}`));

const ETCD2: Readonly<Record<string, Expected>> = {
  ...HTTP,
  'answered with a page': FOREIGN_ETCD,
  'answered with other JSON': FOREIGN_ETCD,
  'answered with nothing': FOREIGN_ETCD,
  'answered with 400': FOREIGN_ETCD,
  'answered with 404': FOREIGN_ETCD,
  'answered with 429': expected('server', /status 429/),
  'sent in circles': FOREIGN_ETCD,
};

const refusing = (name: string): Readonly<Record<string, Expected>> => ({
  ...HTTP,
  'answered with a page': expected('unexpected-answer', new RegExp(`is not ${name}`)),
  'answered with other JSON': expected('unexpected-answer', new RegExp(`is not ${name}`)),
  'answered with nothing': expected('unexpected-answer', new RegExp(`is not ${name}`)),
  'answered with 400': expected('invalid', /Bad Request/),
  'answered with 404': expected('not-found', /404 page not found/),
  'answered with 429': expected('server', /Too Many Requests/),
  'sent in circles': expected('unexpected-answer', /status 307/),
});

const ETCD3: Readonly<Record<string, Expected>> = {
  'not listening': GONE,
  silent: LATE,
  'cut off': GONE,
  reset: GONE,
  'never answered': LATE,
  'answered with garbage': expected(['timeout', 'unreachable'], /did not answer in time|can’t be reached/, ONE_LIMIT),
  'broken off in the middle': GONE,
  'answered a byte a second': LATE,
  'answered without an end': FOREIGN_GRPC,
  'answered late': expected('done', /^$/, 40),
  'answered with a page': FOREIGN_GRPC,
  'answered with other JSON': expected(['unexpected-answer', 'timeout', 'server'], /etcd/, ONE_LIMIT),
  'answered with nothing': expected('server', /without gRPC status|failed/),
  'answered with 400': OTHER_STATUS(400),
  'answered with 401': expected('unauthorized', /rejects the user name or password/),
  'answered with 403': expected('forbidden', /does not have permission/),
  'answered with 404': FOREIGN_GRPC,
  'answered with 429': OTHER_STATUS(429),
  'answered with 500': OTHER_STATUS(500),
  'answered with 502': OTHER_STATUS(502),
  'answered with 503': OTHER_STATUS(503),
  'answered with 504': OTHER_STATUS(504),
  'sent in circles': OTHER_STATUS(307),
  'sent to a login': OTHER_STATUS(302),
  'sent to another host': OTHER_STATUS(307),
};

/** The failure that each client reports when it reads, by fault. */
export const FAILURES: Readonly<Record<string, Readonly<Record<string, Expected>>>> = {
  'etcd v2': ETCD2,
  'the lab’s etcd': ETCD2,
  'etcd v3': ETCD3,
  'etcd v3 with Calico 3': ETCD3,
  Marathon: refusing('Marathon'),
  Docker: refusing('Docker'),
  Kubernetes: {
    ...refusing('a Kubernetes API server'),
    'sent to another host': expected('forbidden', /redirects to 127\.0\.0\.1:9/),
  },
  'the collector': {
    ...HTTP,
    'answered with a page': expected('unexpected-answer', /an HTML page/),
    'answered with other JSON': expected('unexpected-answer', /other JSON/),
    'answered with nothing': expected('unexpected-answer', /an HTML page|an empty body/),
    'answered with 400': expected('unexpected-answer', /status 400/),
    'answered with 401': expected('unauthorized', /401: it requires credentials/),
    'answered with 403': expected('unauthorized', /403: it requires credentials/),
    'answered with 404': expected('unexpected-answer', /status 404/),
    'answered with 429': expected('unexpected-answer', /status 429/),
    'answered with 500': expected('unexpected-answer', /status 500/),
    'answered with 502': expected('server', /answered 502: the collector closed the connection/),
    'answered with 503': expected('not-found', /503 immediately: no running task/),
    'answered with 504': expected('timeout', /could not connect to the collector/),
    'sent in circles': expected('unexpected-answer', /status 307/),
  },
};

/** Names of invalid certificates. */
export const WRONG_CERTIFICATES: readonly string[] = [
  'an expired certificate',
  'a certificate of another authority',
  'a certificate for another name',
];

/** Failures over TLS, if they differ. */
export const FAILURES_OVER_TLS: Readonly<Record<string, Expected>> = {
  'no TLS': expected('tls', /does not use TLS/),
  'an expired certificate': expected('tls', /certificate has expired/),
  'a certificate of another authority': expected('tls', /authority that is not trusted/),
  'a certificate for another name': expected('tls', /for a different name/),
  'answered with garbage': expected('unexpected-answer', /data that is not valid TLS/),
};

/** The failure of a change that no server received, if it differs from that of a read. */
export const NOT_MADE: Readonly<Record<string, Expected>> = {
  'sent to another host': expected(
    ['forbidden', 'unexpected-answer'],
    /redirects to 127\.0\.0\.1:9|HTTP status 307/,
    60,
  ),
};

/** What can happen to an answer after the server has acted. Excludes rejections. */
export const LOST: readonly string[] = [
  'cut off',
  'reset',
  'never answered',
  'answered with garbage',
  'broken off in the middle',
  'answered a byte a second',
  'answered with a page',
  'answered with other JSON',
  'answered with nothing',
  'answered with 500',
  'answered with 502',
  'answered with 503',
  'answered with 504',
];

/** The faults in the short form, besides those of the network. */
export const FOLLOWED: readonly string[] = [
  'cut off',
  'never answered',
  'answered with garbage',
  'broken off in the middle',
  'answered late',
  'answered with a page',
  'answered with 401',
  'answered with 503',
  'sent in circles',
  'sent to a login',
];

/** What happens to watches only, in the short form. */
export const WATCHED: readonly string[] = [
  'cut off',
  'never answered',
  'answered with garbage',
  'broken off in the middle',
  'answered a byte a second',
  'answered with nothing',
  'answered with 403',
  'answered with 503',
  'sent to a login',
];
