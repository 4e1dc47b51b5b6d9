import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchAll } from '../../../src/lab/mesos/fetcher';
import resources from '../../fixtures/calico-stars-resources.json';

describe('files that a task asks for', () => {
  const { signal } = new AbortController();
  let server: Server;
  let url: string;

  before(async () => {
    server = createServer((request, response) => {
      if (request.url?.startsWith('/files/mine.txt')) response.end('text');
      else response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.close();
    server.closeAllConnections();
  });

  it('come from the lab when it knows their base name, wherever they are said to be', async () => {
    const [file] = await fetchAll(['https://raw.githubusercontent.com/gone/calico-stars-resources.json'], signal);
    assert.equal(file?.name, 'calico-stars-resources.json');
    assert.deepEqual(JSON.parse(file.text), resources);
  });

  it('are fetched otherwise', async () => {
    assert.deepEqual(await fetchAll([`${url}/files/mine.txt?x=1#y`], signal), [{ name: 'mine.txt', text: 'text' }]);
  });

  it('fail with what is wrong', async () => {
    await assert.rejects(fetchAll([`${url}/none`], signal), /status 404/);
    await assert.rejects(fetchAll(['http://127.0.0.1:1/x'], signal), /cannot fetch 'http:\/\/127\.0\.0\.1:1\/x'/);
    await assert.rejects(fetchAll(['hdfs://x/y'], signal), /only http and https/);
  });
});
