import assert from 'node:assert/strict';
import { collectorPort, findCollectorApp } from '../../../src/cluster/collector/collector-app';
import { ownerOf, portOf } from '../../../src/cluster/collector/owner';
import { configuredTargets, roundMilliseconds } from '../../../src/cluster/collector/probe-command';
import { app } from '../graph/demo-cluster';

const APPS = [app('management-ui'), app('client'), { ...app('frontend'), id: '/client', tasks: [] }];

describe('owner of a URL', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['http://client-calico-stars.marathon.mesos:9000/status', '/calico-stars/client'],
    ['http://client.calico-stars.marathon.mesos:9000/status', '/calico-stars/client'],
    ['http://CLIENT-Calico-Stars.marathon.mesos/', '/calico-stars/client'],
    ['http://client-calico-stars.marathon.example/', '/calico-stars/client'],
    ['http://client.marathon.mesos/', '/client'],
    ['http://192.168.0.1:9000/status', '/calico-stars/client'],
    ['http://client.example.com/', undefined],
    ['http://client-calico-stars.marathon.slave.mesos/', undefined],
    ['http://192.168.0.10/', undefined],
    ['no url', undefined],
  ];
  for (const [url, id] of cases) it(`${url} is ${id ?? 'nobody'}`, () => assert.equal(ownerOf(url, APPS)?.id, id));

  it('has the port of its scheme unless it specifies another', () => {
    assert.deepEqual(['http://a', 'https://a', 'http://a:9000/status'].map(portOf), [80, 443, 9000]);
  });
});

describe('collector’s app', () => {
  const bare = { ...app('client'), id: '/x', labels: { HAPROXY_0_VHOST: 'other.app, My.Marathon.App' } };

  it('matches the virtual host, regardless of case', () => {
    assert.equal(
      findCollectorApp([...APPS, bare], { address: 'http://lb', virtualHost: 'my.marathon.app' })?.id,
      '/calico-stars/management-ui',
    );
    assert.equal(findCollectorApp([bare], { address: 'http://lb', virtualHost: 'my.marathon.app' })?.id, '/x');
  });

  it('owns the address, or runs star-collect', () => {
    assert.equal(findCollectorApp(APPS, { address: 'http://192.168.0.1:9001' })?.id, '/calico-stars/client');
    assert.equal(findCollectorApp(APPS, { address: 'http://elsewhere' })?.id, '/calico-stars/management-ui');
    assert.equal(findCollectorApp([app('client')], undefined), undefined);
  });

  it('listens on the port of its command, its definition or star-collect’s default', () => {
    assert.equal(collectorPort(app('management-ui', { ports: [] })), 9001);
    assert.equal(collectorPort(app('management-ui', { ports: [8000] })), 8000);
    assert.equal(collectorPort(app('management-ui', { command: 'star-collect --http-port=7000' })), 7000);
  });
});

describe('a probe’s command line', () => {
  it('contains its targets, quoted or unquoted', () => {
    for (const command of [
      'x --urls=http://a,http://b --y=1',
      "x --urls='http://a,http://b'",
      'x --urls "http://a,,http://b"',
    ]) {
      assert.deepEqual(configuredTargets(command), ['http://a', 'http://b']);
    }
    assert.deepEqual(configuredTargets(undefined), []);
  });

  it('contains its period, five seconds by default', () => {
    assert.equal(roundMilliseconds('x --http-probe-seconds=1'), 1000);
    assert.equal(roundMilliseconds('x --http-request-seconds=2'), 2000);
    for (const command of [undefined, 'x', 'x --http-probe-seconds=no', 'x --http-probe-seconds=0'])
      assert.equal(roundMilliseconds(command), 5000);
  });
});
