import assert from 'node:assert/strict';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { objection } from '../../../src/lab/http/guard';
import { newKey } from '../../../src/lab/http/key';

const PORT = 40_961;
const HOST = `127.0.0.1:${PORT}`;
const FORM = 'application/x-www-form-urlencoded';

/** A request as received from Node. */
function incoming(method: string, headers: IncomingHttpHeaders = {}, url = '/'): IncomingMessage {
  return {
    method,
    url,
    headers: { host: HOST, ...headers },
    socket: { localPort: PORT },
  } as unknown as IncomingMessage;
}

describe('access to the lab', () => {
  const key = newKey();
  const refused = (request: IncomingMessage) =>
    assert.ok(objection(request, { key }) !== undefined, `${request.method ?? ''} ${JSON.stringify(request.headers)}`);
  const taken = (request: IncomingMessage) =>
    assert.equal(objection(request, { key }), undefined, `${request.method ?? ''} ${JSON.stringify(request.headers)}`);

  it('accepts requests of curl, Node and other clients without the key', () => {
    taken(incoming('GET', { 'user-agent': 'curl/8', accept: '*/*' }));
    taken(incoming('PUT', { 'content-type': FORM }));
    taken(incoming('DELETE'));
    taken(incoming('POST', { 'content-type': 'application/json; charset=utf-8' }));
    taken(incoming('GET', { 'sec-fetch-mode': 'cors' }));
    for (const host of [`localhost:${PORT}`, `LOCALHOST:${PORT}`, `[::1]:${PORT}`]) taken(incoming('GET', { host }));
  });

  it('rejects a page rebound to this machine', () => {
    for (const host of [
      `evil.example:${PORT}`,
      'evil.example',
      '',
      `127.0.0.1.evil.example:${PORT}`,
      `localhost.:${PORT}`,
      '127.0.0.1',
      `localhost:${PORT + 1}`,
    ]) {
      refused(incoming('GET', { host }));
      refused(incoming('PUT', { host, 'content-type': 'application/json', origin: `http://${host}` }));
    }
  });

  it('rejects a page of another port of this machine', () => {
    for (const origin of [
      'http://127.0.0.1:3000',
      'http://localhost:3000',
      `http://localhost:${PORT}`,
      `https://${HOST}`,
    ])
      refused(incoming('GET', { origin }));
    refused(incoming('GET', { 'sec-fetch-site': 'same-site' }));
  });

  it('rejects form posts, fetches without CORS, event sources and preflights', () => {
    refused(incoming('POST', { 'content-type': FORM, origin: 'https://evil.example' }));
    refused(incoming('POST', { 'content-type': FORM, origin: 'null' }));
    for (const type of [
      FORM,
      'multipart/form-data; boundary=x',
      'Text/Plain;application/json',
      'text/plain, application/json',
      '',
      undefined,
    ])
      refused(incoming('POST', { 'content-type': type }));
    refused(incoming('GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }));
    refused(incoming('GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }));
    refused(incoming('GET', { origin: 'https://evil.example', accept: 'text/event-stream' }));
    refused(incoming('OPTIONS', { origin: 'https://evil.example', 'access-control-request-method': 'PUT' }));
    refused(incoming('GET', { origin: 'https://evil.example', upgrade: 'websocket', connection: 'Upgrade' }));
  });

  it('allows its own page only to read', () => {
    taken(incoming('GET', { origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' }));
    taken(incoming('GET', { 'sec-fetch-site': 'none' }));
    refused(
      incoming('POST', {
        origin: `http://${HOST}`,
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
      }),
    );
    refused(incoming('DELETE', { origin: `http://${HOST}` }));
  });

  it('accepts everything with the key, in the header or the path, and removes the key', () => {
    const byHeader = incoming('POST', {
      'x-calico-stars-key': key,
      host: 'evil.example',
      origin: 'https://evil.example',
    });
    taken(byHeader);
    assert.equal(byHeader.headers['x-calico-stars-key'], undefined);
    for (const [asked, left] of [
      ['/v2/keys/a?wait=true', '/v2/keys/a?wait=true'],
      ['', '/'],
      ['/', '/'],
      ['?x', '/?x'],
    ] as const) {
      const byPath = incoming('POST', { 'content-type': FORM }, `/key/${key}${asked}`);
      taken(byPath);
      assert.equal(byPath.url, left);
    }
  });

  it('rejects a wrong key, regardless of everything else', () => {
    refused(incoming('GET', { 'x-calico-stars-key': newKey() }));
    refused(incoming('GET', { 'x-calico-stars-key': '' }));
    refused(incoming('GET', {}, `/key/${key}x/`));
    refused(incoming('GET', {}, '/key//v2/keys'));
    assert.notEqual(newKey(), newKey());
  });
});
