import assert from 'node:assert/strict';
import { findRoute, routesOf } from '../../../src/lab/balancer/routes';
import { newApp, networkOf } from '../../../src/lab/marathon/definitions/app';
import { appSchema } from '../../../src/lab/marathon/definitions/app-schema';
import { dnsNames, taskName } from '../../../src/lab/mesos/names';

describe('task names', () => {
  it('are the app ID’s segments in reverse', () => {
    assert.equal(taskName('/calico-stars/frontend'), 'frontend.calico-stars');
    assert.deepEqual(dnsNames('/calico-stars/frontend'), [
      'frontend.calico-stars.marathon.mesos',
      'frontend-calico-stars.marathon.mesos',
    ]);
    assert.deepEqual(dnsNames('/calico-stars/frontend', 'dashed'), ['frontend-calico-stars.marathon.mesos']);
    assert.deepEqual(dnsNames('/solo'), ['solo.marathon.mesos']);
    assert.equal(dnsNames(`/${'x'.repeat(80)}`, 'dashed')[0], `${'x'.repeat(63)}.marathon.mesos`);
  });
});

describe('virtual hosts of the load balancer', () => {
  const ports = (...numbers: number[]) => ({
    ipAddress: { discovery: { ports: numbers.map((number) => ({ number, name: `p${number}`, protocol: 'tcp' })) } },
  });
  const app = (labels: object, more: object = ports(9001, 9002)) =>
    newApp('/x/ui', appSchema.parse({ cmd: 'x', labels, ...more }), '2016-04-11T10:00:00.000Z');

  it('are defined by labels, for each port by index', () => {
    assert.deepEqual(
      routesOf(app({ HAPROXY_GROUP: 'external', HAPROXY_0_VHOST: 'My.App,other.app', HAPROXY_1_VHOST: 'second.app' })),
      [
        { host: 'my.app', appId: '/x/ui', port: 9001 },
        { host: 'other.app', appId: '/x/ui', port: 9001 },
        { host: 'second.app', appId: '/x/ui', port: 9002 },
      ],
    );
  });

  it('require the load balancer’s group, on the app or the port', () => {
    assert.deepEqual(routesOf(app({ HAPROXY_0_VHOST: 'a' })), []);
    assert.deepEqual(routesOf(app({ HAPROXY_GROUP: 'internal', HAPROXY_0_VHOST: 'a' })), []);
    assert.equal(routesOf(app({ HAPROXY_GROUP: 'internal, external', HAPROXY_0_VHOST: 'a' })).length, 1);
    assert.deepEqual(
      routesOf(app({ HAPROXY_1_GROUP: 'external', HAPROXY_0_VHOST: 'a', HAPROXY_1_VHOST: 'b' })).map(
        ({ host }) => host,
      ),
      ['b'],
    );
  });

  it('match exactly, in any case', () => {
    const apps = [app({ HAPROXY_GROUP: 'external', HAPROXY_0_VHOST: 'my.marathon.app' })];
    assert.ok(findRoute(apps, 'MY.marathon.app'));
    for (const host of ['', 'marathon.app', 'x.my.marathon.app', 'my.marathon.app:8080'])
      assert.equal(findRoute(apps, host), undefined);
  });
});

describe('an app’s Docker network', () => {
  const app = (parameters: object[]) =>
    newApp(
      '/a',
      appSchema.parse({ container: { docker: { image: 'i', network: 'BRIDGE', parameters } } }),
      '2016-04-11T10:00:00.000Z',
    );

  it('is the last one in its parameters', () => {
    assert.deepEqual(
      networkOf(
        app([
          { key: 'net', value: 'a' },
          { key: 'ip', value: '1.2.3.4' },
          { key: 'net', value: 'b' },
        ]),
      ),
      { network: 'b', ip: '1.2.3.4' },
    );
    assert.deepEqual(networkOf(app([{ key: 'net', value: 'host' }])), { network: undefined, ip: undefined });
    assert.deepEqual(networkOf(app([])), { network: undefined, ip: undefined });
  });
});
