import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchAll } from '../../../src/lab/mesos/fetcher';
import { isPublicAddress } from '../../../src/lab/mesos/public-address';
import resources from '../../fixtures/calico-stars-resources.json';

describe('files that a task requests', () => {
  const { signal } = new AbortController();
  const anywhere = () => true;
  let server: Server;
  let url: string;

  before(async () => {
    server = createServer((request, response) => {
      if (request.url?.startsWith('/files/mine.txt')) response.end('text');
      else if (request.url === '/moved') response.writeHead(302, { Location: '/files/mine.txt' }).end();
      else if (request.url === '/round') response.writeHead(302, { Location: '/round' }).end();
      else if (request.url === '/endless') endless(response);
      else response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.close();
    server.closeAllConnections();
  });

  it('come from the lab if it has their base name, from any URL', async () => {
    const [file] = await fetchAll(['https://raw.githubusercontent.com/gone/calico-stars-resources.json'], signal);
    assert.equal(file?.name, 'calico-stars-resources.json');
    assert.deepEqual(JSON.parse(file.text), resources);
  });

  it('are fetched otherwise', async () => {
    assert.deepEqual(await fetchAll([`${url}/files/mine.txt?x=1#y`], signal, anywhere), [
      { name: 'mine.txt', text: 'text' },
    ]);
  });

  it('fail with the reason', async () => {
    await assert.rejects(fetchAll([`${url}/none`], signal, anywhere), /status 404/);
    await assert.rejects(
      fetchAll(['http://127.0.0.1:1/x'], signal, anywhere),
      /cannot fetch 'http:\/\/127\.0\.0\.1:1\/x'/,
    );
    await assert.rejects(fetchAll(['hdfs://x/y'], signal), /only http and https/);
  });

  it('are not fetched from the network unless enabled', async () => {
    await assert.rejects(fetchAll([`${url}/files/mine.txt`], signal), /fetching from the network is off/);
  });

  it('are limited in redirects and size', async () => {
    assert.deepEqual(await fetchAll([`${url}/moved`], signal, anywhere), [{ name: 'moved', text: 'text' }]);
    await assert.rejects(fetchAll([`${url}/round`], signal, anywhere), /more than 3 redirects/);
    await assert.rejects(fetchAll([`${url}/endless`], signal, anywhere), /larger than 1048576 bytes/);
  });

  it('are never fetched from this machine or its neighbors, by any name', async () => {
    const { port } = new URL(url);
    for (const host of [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0',
      '2130706433',
      '169.254.169.254',
      '10.0.0.1',
      '[fe80::1]',
    ]) {
      await assert.rejects(
        fetchAll([`http://${host}:${port}/files/mine.txt`], signal, isPublicAddress),
        /public address|cannot fetch/,
        host,
      );
    }
    // Redirects are checked, too: the first host counts as public here, the second doesn't.
    let calls = 0;
    await assert.rejects(
      fetchAll([`${url}/moved`], signal, () => (calls += 1) === 1),
      /is not a public address/,
    );
    for (const address of ['8.8.8.8', '2606:4700::1']) assert.ok(isPublicAddress(address), address);
    for (const address of [
      '172.31.255.255',
      '192.168.1.1',
      '100.64.0.1',
      '224.0.0.1',
      '::',
      'fd00::1',
      '2002:7f00:1::',
      '64:ff9b::7f00:1',
      'x',
    ])
      assert.ok(!isPublicAddress(address), address);
  });
});

function endless(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const more = (): void => {
    if (!response.destroyed) response.write(chunk, more);
  };
  more();
}
