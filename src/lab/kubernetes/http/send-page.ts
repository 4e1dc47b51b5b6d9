import type { IncomingMessage, ServerResponse } from 'node:http';
import { hashOf } from '../discovery/open-api';
import { OPEN_API_V2, OPEN_API_V2_JSON } from '../discovery/open-api-v2';
import type { Page } from '../discovery/pages';
import { methodNotAllowed } from '../status-error';
import { answerForm, type AnswerForm } from './accept';
import { send, sendObject, sendText } from './answer';
import type { Exchange } from './handler';

const OPEN_API_V2_HASH = hashOf(OPEN_API_V2_JSON);

/** Sends a document, or that there is none. @throws StatusError */
export function sendPage({ request, response, query }: Exchange, page: Page | undefined): void {
  if (!page) {
    sendText(response, 404, '404 page not found\n');
    return;
  }
  if (request.method !== 'GET') throw methodNotAllowed();
  switch (page.type) {
    case 'text':
      sendText(response, 200, page.text);
      break;
    case 'part':
      send(response, 200, 'text/plain; charset=utf-8', page.text);
      break;
    case 'indented':
      send(response, 200, 'application/json', JSON.stringify(page.body, null, 2));
      break;
    case 'openapi-v2':
      sendOpenApiV2(request, response);
      break;
    case 'openapi':
      sendOpenApi(request, response, query.get('hash'), page);
      break;
    case 'object':
      sendDiscovery(request, response, page);
      break;
  }
}

function sendDiscovery(
  request: IncomingMessage,
  response: ServerResponse,
  { body, aggregated }: Extract<Page, { type: 'object' }>,
): void {
  const form: AnswerForm = answerForm(request.headers.accept, aggregated ? ['APIGroupDiscoveryList'] : []);
  if (form.as === undefined || !aggregated) {
    sendObject(response, 200, body, form);
    return;
  }
  const text = `${JSON.stringify(aggregated())}\n`;
  const headers = { ETag: `"${hashOf(text)}"`, Vary: 'Accept', 'Cache-Control': 'public' };
  if (request.headers['if-none-match'] === headers.ETag) response.writeHead(304, headers).end();
  else send(response, 200, 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList', text, headers);
}

/** kubectl before 1.27 reads protobuf only, and keeps what it has read. */
function sendOpenApiV2({ headers }: IncomingMessage, response: ServerResponse): void {
  const etag = { ETag: `"${OPEN_API_V2_HASH}"`, Vary: 'Accept' };
  if (headers['if-none-match'] === etag.ETag) response.writeHead(304, etag).end();
  else if (!headers.accept?.includes('proto-openapi')) send(response, 200, 'application/json', OPEN_API_V2_JSON, etag);
  else send(response, 200, 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf', OPEN_API_V2, etag);
}

/** A document of the right hash never changes; a wrong one leads to the right one. */
function sendOpenApi(
  request: IncomingMessage,
  response: ServerResponse,
  asked: string | null,
  { text, hash, path }: Extract<Page, { type: 'openapi' }>,
): void {
  const etag = { ETag: `"${hash}"`, Vary: 'Accept' };
  if (asked !== null && asked !== hash) {
    send(response, 301, 'application/json', '', { ...etag, Location: `${path}?hash=${hash}` });
    return;
  }
  const headers = { ...etag, ...(asked !== null && { 'Cache-Control': 'public, immutable' }) };
  if (request.headers['if-none-match'] === etag.ETag) response.writeHead(304, headers).end();
  else send(response, 200, 'application/json', text, headers);
}
