import assert from 'node:assert/strict';
import { writeBaseKeys } from '../../../src/lab/calico/base';
import { parseCreateRequest } from '../../../src/lab/docker/create-request';
import { DockerError } from '../../../src/lab/docker/docker-error';
import type { DockerEvent } from '../../../src/lab/docker/events';
import { parseFilters, passes } from '../../../src/lab/docker/filters';
import { Networks } from '../../../src/lab/docker/networks';
import { EtcdStore } from '../../../src/lab/etcd/store';

describe('Docker networks', () => {
  let store: EtcdStore;
  let networks: Networks;

  beforeEach(() => {
    store = new EtcdStore();
    writeBaseKeys(store);
    networks = new Networks(store);
  });

  const create = (body: object) =>
    networks.create(parseCreateRequest({ Driver: 'calico', IPAM: { Driver: 'calico' }, ...body }));

  it('write tags, labels, rules and the plugin’s request, in this order', () => {
    const keys: string[] = [];
    store.onChange(({ node }) => keys.push(node.key ?? ''));
    const { id } = create({ Name: 'client' });
    const profile = `/calico/v1/policy/profile/${id}`;
    assert.deepEqual(keys.slice(0, 4), [
      `${profile}/tags`,
      `${profile}/labels`,
      `${profile}/rules`,
      `/calico/libnetwork/v1/${id}`,
    ]);
    assert.doesNotMatch(
      store.read(`/calico/libnetwork/v1/${id}`) ?? '',
      /client/,
      'the plugin’s request omits the name',
    );
    const record = JSON.parse(store.read(`/docker/network/v1.0/network/${id}`) ?? '') as Record<string, unknown>;
    assert.equal(record['name'], 'client');
    assert.equal(record['networkType'], 'calico');
    assert.deepEqual(JSON.parse(String(record['ipamV4Config'])), [
      { PreferredPool: '', SubPool: '', Gateway: '', AuxAddresses: null },
    ]);
    networks.remove('client');
    assert.deepEqual([...store.leaves('/docker')], []);
    assert.equal(store.read(`${profile}/rules`), undefined);
  });

  it('are found by ID, name, or a unique ID prefix', () => {
    const one = create({ Name: 'one' });
    const two = create({ Name: 'two' });
    assert.equal(networks.find(one.id), one);
    assert.equal(networks.find('two'), two);
    assert.equal(networks.find(one.id.slice(0, 20)), one);
    assert.throws(() => networks.find(''), /network {2}not found/);
    create({ Name: 'two' });
    assert.throws(() => networks.find('two'), /ambiguous \(2 matches/);
    assert.equal(networks.find(two.id), two);
  });

  it('assign a container its address, endpoint and records, and remove them again', () => {
    const { id } = create({ Name: 'ui', IPAM: { Driver: 'calico', Config: [{ Subnet: '192.168.0.0/16' }] } });
    const events: DockerEvent['Action'][] = [];
    networks.on('event', ({ Action }) => events.push(Action));
    const { endpointId, address } = networks.join('ui', {
      containerId: 'c',
      containerName: 'n',
      host: 'calico-mesos-02',
      ip: '192.168.255.254',
    });
    assert.equal(address, '192.168.255.254');
    const endpoint = JSON.parse(
      store.read(`/calico/v1/host/calico-mesos-02/workload/libnetwork/libnetwork/endpoint/${endpointId}`) ?? '',
    ) as object;
    assert.deepEqual(endpoint, {
      state: 'active',
      name: `cali${endpointId.slice(0, 11)}`,
      mac: 'EE:EE:EE:EE:EE:EE',
      profile_ids: [id],
      labels: {},
      ipv4_nets: ['192.168.255.254/32'],
      ipv6_nets: [],
      ipv4_gateway: null,
      ipv6_gateway: null,
    });
    assert.equal(store.read(`/docker/network/v1.0/endpoint_count/${id}`), '{"Count":1}');
    assert.throws(
      () => networks.join('ui', { containerId: 'd', containerName: 'm', host: 'calico-mesos-03', ip: address }),
      /IpamDriver\.RequestAddress: remote: The address 192\.168\.255\.254 is already in use/,
    );
    assert.throws(
      () => networks.remove('ui'),
      (error) => error instanceof DockerError && error.status === 403,
    );
    networks.leave('c');
    assert.deepEqual([...store.leaves('/calico/v1/host/calico-mesos-02/workload')], []);
    networks.remove('ui');
    assert.deepEqual(events, ['connect', 'disconnect', 'destroy']);
  });

  it('release a container even if its keys in etcd were replaced', () => {
    create({ Name: 'client' });
    networks.join('client', { containerId: 'c', containerName: 'n', host: 'calico-mesos-02' });
    for (const root of ['/docker', '/calico']) {
      store.clear(root);
      store.set(root, { value: 'a key where a directory was' });
    }
    networks.leave('c');
    networks.remove('client');
    assert.deepEqual(networks.list(), []);
  });

  it('require a subnet for a fixed address', () => {
    create({ Name: 'client' });
    assert.throws(
      () => networks.join('client', { containerId: 'c', containerName: 'n', host: 'h', ip: '192.168.1.1' }),
      /user configured subnets/,
    );
  });

  it('become pools without IPAM if Docker manages their addresses', () => {
    const { id } = create({ Name: 'foreign', IPAM: { Config: [{ Subnet: '10.9.0.0/24' }] } });
    assert.equal(store.read('/calico/v1/ipam/v4/pool/10.9.0.0-24'), '{"cidr":"10.9.0.0/24","ipam":false}');
    assert.equal(networks.join(id, { containerId: 'c', containerName: 'n', host: 'h' }).address, '10.9.0.2');
    networks.leave('c');
    networks.remove('foreign');
    assert.equal(store.read('/calico/v1/ipam/v4/pool/10.9.0.0-24'), undefined);
  });

  it('reject what Docker rejects', () => {
    const refusals: [object, number, RegExp][] = [
      [{}, 400, /^invalid name: $/],
      [{ Name: 7 }, 400, /Name: expected string/],
      [{ Name: 'bridge' }, 403, /predefined bridge network/],
      [{ Name: 'x', Driver: 'weave' }, 404, /could not find plugin weave/],
      [{ Name: 'x', IPAM: { Driver: 'weave' } }, 404, /could not find ipam plugin weave/],
      [
        { Name: 'x', IPAM: { Driver: 'calico', Config: [{ Subnet: '10.0.0.0/8' }] } },
        500,
        /^IpamDriver\.RequestPool: remote: The requested subnet must match/,
      ],
      [
        { Name: 'x', IPAM: { Driver: 'calico', Config: [{ Subnet: '192.168.0.0/16', IPRange: '192.168.1.0/24' }] } },
        500,
        /sub pool/,
      ],
    ];
    for (const [body, status, message] of refusals) {
      assert.throws(
        () => create(body),
        (error) => error instanceof DockerError && error.status === status && message.test(error.message),
        JSON.stringify(body),
      );
    }
    create({ Name: 'x' });
    assert.throws(() => create({ Name: 'x', CheckDuplicate: true }), /already exists/);
    assert.equal(networks.list().length, 1);
  });
});

describe('Docker filters', () => {
  it('have two formats', () => {
    for (const text of ['{"driver":["calico"]}', '{"driver":{"calico":true,"bridge":false}}'])
      assert.deepEqual(parseFilters(text, ['driver']).get('driver'), ['calico']);
    for (const text of ['[]', 'x', '{"color":["red"]}'])
      assert.throws(() => parseFilters(text, ['driver']), DockerError);
  });

  it('accept what matches one value for each name', () => {
    const filters = parseFilters('{"name":["a","b"],"driver":["calico"]}', ['name', 'driver']);
    assert.ok(passes(filters, (name, value) => value === (name === 'name' ? 'b' : 'calico')));
    assert.ok(!passes(filters, (_name, value) => value === 'b'));
  });
});
