import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, gzip } from 'node:zlib';
import { stringify } from 'yaml';
import type { Fields } from '../objects';
import type { StatusError } from '../status-error';
import type { AnswerForm } from './accept';

const COMMON = { 'Cache-Control': 'no-cache, private' };

/** Bytes from which on an object is packed for those who take that. */
const PACKED = 128 * 1024;

/** Sends an object, as JSON or YAML. */
export function sendObject(
  response: ServerResponse,
  code: number,
  body: Fields,
  { format, headers = {} }: Pick<AnswerForm, 'format'> & { readonly headers?: Readonly<Record<string, string>> },
): void {
  const text =
    format === 'yaml'
      ? stringify(body, { sortMapEntries: true, indentSeq: false, lineWidth: 0, version: '1.1' })
      : `${JSON.stringify(body, null, isForPeople(response.req) ? 2 : 0)}\n`;
  const type = `application/${format}`;
  if (text.length < PACKED || !/\bgzip\b/.test(String(response.req.headers['accept-encoding'])))
    send(response, code, type, text, headers);
  else sendPacked(response, code, type, text, headers);
}

/** Whether an answer is to be indented: if the query says so, and for programs that show it as it comes. */
function isForPeople({ url = '', headers }: IncomingMessage): boolean {
  const asked = new URLSearchParams(url.split('?')[1]).get('pretty');
  return asked === null ? /^(curl\/|Wget\/|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '') : /^(1|true)$/.test(asked);
}

/** Sends a large text packed, as fast as the original does. */
function sendPacked(
  response: ServerResponse,
  code: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>>,
): void {
  gzip(text, { level: constants.Z_BEST_SPEED }, (error, packed) => {
    if (error) response.destroy(error);
    else send(response, code, type, packed, { ...headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' });
  });
}

/** Sends an error as a Status. */
export function sendError(response: ServerResponse, error: StatusError, format: AnswerForm['format'] = 'json'): void {
  const { retryAfter, isAtDoor = false } = error.extras;
  const headers = {
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    ...(isAtDoor && { 'X-Content-Type-Options': 'nosniff' }),
  };
  sendObject(response, error.code, error.body, { format, headers });
}

/** Sends text. */
export function sendText(response: ServerResponse, code: number, text: string): void {
  send(response, code, 'text/plain; charset=utf-8', text, { 'X-Content-Type-Options': 'nosniff' });
}

/** Sends a body with a type. A HEAD gets the headers alone. */
export function send(
  response: ServerResponse,
  code: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .writeHead(code, { ...COMMON, 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), ...headers })
    .end(response.req.method === 'HEAD' ? undefined : body);
}

/** Adds a warning to an answer that isn't sent yet. */
export function addWarning(response: ServerResponse, text: string): void {
  response.appendHeader('Warning', `299 - ${JSON.stringify(text)}`);
}
