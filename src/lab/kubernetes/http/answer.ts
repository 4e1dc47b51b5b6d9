import type { ServerResponse } from 'node:http';
import { stringify } from 'yaml';
import type { Fields } from '../objects';
import type { StatusError } from '../status-error';
import type { AnswerForm } from './accept';

const COMMON = { 'Cache-Control': 'no-cache, private' };

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
      : `${JSON.stringify(body)}\n`;
  send(response, code, `application/${format}`, text, headers);
}

/** Sends an error as a Status. */
export function sendError(response: ServerResponse, error: StatusError, format: AnswerForm['format'] = 'json'): void {
  const { retryAfter } = error.extras;
  const headers = {
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    ...(error.code === 403 && { 'X-Content-Type-Options': 'nosniff' }),
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
