import assert from 'node:assert/strict';
import { writeBaseKeys } from '../../../src/lab/calico/base';
import { CalicoIpam } from '../../../src/lab/calico/ipam';
import { EtcdStore } from '../../../src/lab/etcd/store';

const [FIRST, SECOND] = ['calico-mesos-02', 'calico-mesos-03'];

describe('Calico’s IPAM', () => {
  let store: EtcdStore;
  let ipam: CalicoIpam;

  beforeEach(() => {
    store = new EtcdStore();
    writeBaseKeys(store);
    ipam = new CalicoIpam(store);
  });

  it('assigns each host’s addresses from its own block', () => {
    assert.deepEqual(
      [ipam.assignAny(FIRST), ipam.assignAny(SECOND), ipam.assignAny(FIRST)],
      ['192.168.0.0', '192.168.0.64', '192.168.0.1'],
    );
    assert.deepEqual(store.names(`/calico/ipam/v2/host/${FIRST}/ipv4/block`), ['192.168.0.0-26']);
  });

  it('writes a block like pycalico', () => {
    ipam.assign(FIRST, '192.168.255.254');
    const block = JSON.parse(store.read('/calico/ipam/v2/assignment/ipv4/block/192.168.255.192-26') ?? '') as {
      allocations: (number | null)[];
      unallocated: number[];
    };
    assert.deepEqual(
      { ...block, allocations: block.allocations[62], unallocated: block.unallocated.length },
      {
        cidr: '192.168.255.192/26',
        strict_affinity: false,
        affinity: `host:${FIRST}`,
        allocations: 0,
        attributes: [{ handle_id: null, secondary: {} }],
        unallocated: 63,
      },
    );
  });

  it('rejects an address in use or outside all pools, in the plugin’s words', () => {
    ipam.assign(FIRST, '192.168.255.254');
    assert.throws(
      () => ipam.assign(SECOND, '192.168.255.254'),
      /^PluginError: The address 192\.168\.255\.254 is already in use$/,
    );
    assert.throws(
      () => ipam.assign(FIRST, '10.0.0.1'),
      /The address 10\.0\.0\.1 is not in one of the configured Calico IP pools/,
    );
    ipam.release('192.168.255.254');
    assert.equal(ipam.assign(SECOND, '192.168.255.254'), '192.168.255.254');
  });

  it('reuses an address only after all others in its block', () => {
    const first = ipam.assignAny(FIRST);
    ipam.release(first);
    const next = Array.from({ length: 64 }, () => ipam.assignAny(FIRST));
    assert.equal(next[0], '192.168.0.1');
    assert.equal(next[63], first);
    assert.equal(ipam.assignAny(FIRST), '192.168.0.64');
  });

  it('borrows from another host’s block if none is free, and fails if all are in use', () => {
    store.clear('/calico/v1/ipam/v4/pool');
    store.set('/calico/v1/ipam/v4/pool/10.0.0.0-26', { value: '{"cidr":"10.0.0.0/26"}' });
    for (let i = 0; i < 63; i += 1) ipam.assignAny(FIRST);
    assert.equal(ipam.assignAny(SECOND), '10.0.0.63');
    assert.throws(
      () => ipam.assignAny(SECOND),
      /There are no available IP addresses in the configured Calico IP pools/,
    );
  });

  it('skips disabled and foreign pools, and invalid values', () => {
    store.set('/calico/v1/ipam/v4/pool/192.168.0.0-16', { value: '{"cidr":"192.168.0.0/16","disabled":true}' });
    store.set('/calico/v1/ipam/v4/pool/10.1.0.0-16', { value: '{"cidr":"10.1.0.0/16","ipam":false}' });
    store.set('/calico/v1/ipam/v4/pool/bad', { value: 'no pool' });
    assert.throws(() => ipam.assignAny(FIRST), /no available/);
  });

  it('accepts a subnet only if it is a pool’s CIDR, in any notation', () => {
    ipam.requestPool('192.168.0.0/16');
    ipam.requestPool('192.168/16');
    ipam.requestPool(undefined);
    for (const subnet of ['192.168.0.0/24', '10.0.0.0/8', 'nonsense'])
      assert.throws(() => ipam.requestPool(subnet), /must match the CIDR/);
  });
});
