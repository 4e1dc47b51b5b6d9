import assert from 'node:assert/strict';
import { proxyFor, type ProxySettings } from '../../../../src/cluster/connection/http/proxy';

describe('the proxy for an address', () => {
  const P = 'http://proxy:3128';
  const cases: readonly (readonly [address: string, settings: Partial<ProxySettings>, expected: string | undefined])[] =
    [
      ['http://m:8080', {}, undefined],
      ['http://m:8080', { environment: { HTTP_PROXY: P } }, P],
      ['http://m:8080', { environment: { http_proxy: P } }, P],
      ['https://m', { environment: { HTTP_PROXY: P } }, undefined],
      ['https://m', { environment: { HTTPS_PROXY: 'proxy:3128' } }, P],
      ['https://m', { environment: { ALL_PROXY: P } }, P],
      ['https://m', { environment: { ALL_PROXY: 'socks5://s:1080' } }, undefined],
      ['http://m:8080', { proxy: P, environment: { HTTP_PROXY: 'http://other' } }, P],
      ['http://m:8080', { proxy: '', environment: { HTTP_PROXY: P } }, P],
      ['http://m:8080', { enabled: false, proxy: P }, undefined],
      ['unix:///var/run/docker.sock', { proxy: P }, undefined],
      ...[
        'http://127.0.0.1:1',
        'http://127.1.2.3',
        'http://localhost:80',
        'http://demo.localhost',
        'http://[::1]:2379',
        'https://LOCALHOST',
      ].map((address) => [address, { proxy: P, environment: { ALL_PROXY: P } }, undefined] as const),
      ['http://m.example.com:8080', { proxy: P, environment: { NO_PROXY: 'x, .example.com' } }, undefined],
      ['http://m.example.com:8080', { proxy: P, noProxy: ['example.com'] }, undefined],
      ['http://m.example.com:8080', { proxy: P, noProxy: ['*.example.com'] }, undefined],
      ['http://mexample.com:8080', { proxy: P, noProxy: ['example.com'] }, P],
      ['http://m:8080', { proxy: P, noProxy: ['m:9090'] }, P],
      ['http://m:8080', { proxy: P, noProxy: ['M:8080'] }, undefined],
      ['https://m', { proxy: P, noProxy: ['m:443'] }, undefined],
      ['http://m', { proxy: P, environment: { no_proxy: '*' } }, undefined],
      ['http://10.1.2.3:2379', { proxy: P, environment: { NO_PROXY: '10.0.0.0/8' } }, undefined],
      ['http://11.1.2.3:2379', { proxy: P, environment: { NO_PROXY: '10.0.0.0/8' } }, P],
      ['http://nonsense:99999', { proxy: P }, undefined],
    ];
  for (const [address, settings, expected] of cases) {
    it(`${address} with ${JSON.stringify(settings)} is ${expected ?? 'none'}`, () =>
      assert.equal(proxyFor(address, { enabled: true, environment: {}, ...settings }), expected));
  }
});
