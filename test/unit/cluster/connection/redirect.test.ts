import assert from 'node:assert/strict';
import { hostsOf, redirectOf } from '../../../../src/cluster/connection/http/redirect';

describe('a redirect', () => {
  const cases: readonly (readonly [
    from: string,
    location: unknown,
    trusted: readonly string[],
    kind: string | undefined,
  ])[] = [
    ['http://m1:8080', '/v2/events', [], 'follow'],
    ['http://m1:8080', 'http://m1:8080/x', [], 'follow'],
    ['http://m1:8080', 'http://m2:8080/x', [], 'foreign'],
    ['http://m1:8080', 'http://m1:9090/x', [], 'foreign'],
    ['http://m1:8080', 'http://m2:8080/x', ['m2'], 'follow'],
    ['http://m1:8080', 'http://m2:8080/x', ['M2:8080'], 'follow'],
    ['http://m1:8080', 'http://m2:8080/x', ['m2:1'], 'foreign'],
    ['http://m1:8080', 'http://m2.example.com/x', ['*.example.com'], 'follow'],
    ['http://m1:8080', 'http://example.com.evil/x', ['*.example.com'], 'foreign'],
    ['http://m1:8080', 'http://evilexample.com/x', ['*.example.com'], 'foreign'],
    ['http://m1', 'https://m1/', [], 'follow'],
    ['https://m1', 'http://m1/', [], 'foreign'],
    ['https://m1', 'http://m2/', ['m2'], 'foreign'],
    ['https://m1', 'https://m1/login?next=/', [], 'sign-in'],
    ['https://m1', 'https://sso.example.com/', ['*.example.com'], 'sign-in'],
    ['https://m1', '/oauth2/start', [], 'sign-in'],
    ['https://m1', '/v2/blogins', [], 'follow'],
    ['https://m1', undefined, [], undefined],
    ['https://m1', 'javascript:alert(1)', [], undefined],
    ['https://m1', 'http://[', [], undefined],
  ];
  for (const [from, location, trusted, kind] of cases) {
    it(`from ${from} to ${String(location)} with ${trusted.join() || 'nobody'} trusted is ${kind ?? 'none'}`, () =>
      assert.equal(redirectOf(302, location, new URL(from), trusted)?.kind, kind));
  }

  it('is recognized only by its status', () => assert.equal(redirectOf(304, '/x', new URL('http://m')), undefined));

  it('trusts the hosts in a cluster’s addresses', () =>
    assert.deepEqual(hostsOf(['http://a:1', 'https://a:2', undefined, 'unix:///var/run/docker.sock', 'http://b']), [
      'a',
      'b',
    ]));
});
