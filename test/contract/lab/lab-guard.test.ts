import assert from 'node:assert/strict';
import { request, type OutgoingHttpHeaders } from 'node:http';
import { startLab, type Lab } from '../../../src/lab/lab';

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

describe('the lab’s ports', () => {
  let lab: Lab;

  before(async () => {
    lab = await startLab();
  });

  after(() => lab.close());

  it('reject pages rebound to this machine, and pages of other ports and sites', async () => {
    const { loadBalancer, ...others } = lab.endpoints;
    for (const url of Object.values(others)) {
      const { port } = new URL(url);
      assert.equal(await status('GET', url, { Host: `evil.example:${port}` }), 403, url);
      assert.equal(await status('GET', url, { Origin: 'http://127.0.0.1:3000' }), 403, url);
      assert.equal(await status('GET', url, { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }), 403, url);
      assert.equal(
        await status('OPTIONS', url, { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'PUT' }),
        403,
        url,
      );
      assert.equal(await status('POST', url, FORM, 'a=b'), 403, url);
    }
    assert.equal(
      await status('GET', `${others.marathon}/v2/events`, {
        Origin: 'https://evil.example',
        Accept: 'text/event-stream',
      }),
      403,
    );
    assert.equal(await status('GET', loadBalancer, { Host: 'evil.example' }), 503);
  });

  it('accept the README’s curl commands', async () => {
    const { etcd, docker, marathon, control } = lab.endpoints;
    assert.equal(await status('PUT', `${etcd}/v2/keys/a`, FORM, 'value=b'), 201);
    assert.equal(await status('DELETE', `${etcd}/v2/keys/a`), 200);
    assert.equal(await status('GET', `${docker}/networks`), 200);
    assert.equal(await status('PUT', `${marathon}/v2/groups/g`, FORM, '{"apps":[]}'), 200);
    assert.equal(await status('POST', `${control}/reset`, { 'Content-Type': 'application/json' }), 200);
  });

  it('accept clients with the key in the header or the address', async () => {
    const { etcd, control, loadBalancer } = lab.endpoints;
    assert.equal(
      await status('POST', `${control}/reset`, {
        ...FORM,
        Origin: 'https://any.example',
        Host: 'any.example',
        'X-Calico-Stars-Key': lab.key,
      }),
      200,
    );
    assert.equal(await status('POST', `${etcd}/key/${lab.key}/v2/keys/queue`, FORM, 'value=x'), 201);
    assert.equal(await status('GET', `${loadBalancer}/key/${lab.key}/_haproxy_health_check`), 200);
    assert.equal(await status('GET', `${etcd}/key/wrong/version`), 403);
  });
});

function status(method: string, url: string, headers: OutgoingHttpHeaders = {}, body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end(body);
  });
}
