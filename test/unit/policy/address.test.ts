import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import fc from 'fast-check';
import {
  contains,
  formatAddress,
  formatNetwork,
  parseAddress,
  parseNetwork,
  sameNetwork,
} from '../../../src/policy/model/address';

describe('addresses and networks', () => {
  for (const [text, canonical] of [
    ['10.0.0.5/8', '10.0.0.5/8'],
    ['10/8', '10.0.0.0/8'],
    ['10', '10.0.0.0/32'],
    ['192.168/16', '192.168.0.0/16'],
    ['010.0.0.1', '10.0.0.1/32'],
    [' 10.0.0.0/ 8', '10.0.0.0/8'],
    ['10.0.0.0/255.0.0.0', '10.0.0.0/8'],
    ['1.2.3.4/0.0.0.255', '1.2.3.4/24'],
    ['0.0.0.0/0.0.0.0', '0.0.0.0/0'],
    ['fd00:0:0::1/64', 'fd00::1/64'],
    ['::', '::/128'],
    ['::1.2.3.4/96', '::1.2.3.4/96'],
    ['::ffff:1.2.3.4', '::ffff:1.2.3.4/128'],
    ['1:0:0:2::3', '1:0:0:2::3/128'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1/128'],
  ] as const) {
    it(`parses ${text} like netaddr`, () => {
      const network = parseNetwork(text);
      assert.ok(network);
      assert.equal(formatNetwork(network), canonical);
    });
  }

  for (const text of [
    '',
    '/',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '256.0.0.1',
    '1.2.3.4.5',
    '0xa.0.0.1',
    '10.0.0.0/255.0.255.0',
    'fd00::/129',
    'fe80::1%eth0',
    ':::',
    '1:2',
    '1::2::3',
    '::12345',
    'host',
    '10.0.0.0/8/8',
    '1:2:3:4:5:6:7:8::',
  ]) {
    it(`rejects “${text}”`, () => assert.equal(parseNetwork(text), undefined));
  }

  it('compares networks by the addresses they cover', () => {
    const same = (a: string, b: string) => sameNetwork(parseNetwork(a)!, parseNetwork(b)!);
    assert.ok(same('10.9.9.9/8', '10.0.0.0/8'));
    assert.ok(same('fd00::1/64', 'fd00::/64'));
    assert.ok(!same('10.0.0.0/8', '10.0.0.0/9'));
    assert.ok(!same('0.0.0.0/0', '::/0'));
  });

  it('agrees with Node’s BlockList on which addresses a network contains', () => {
    const v4 = fc.tuple(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }));
    const v6 = fc.tuple(fc.ipV6(), fc.ipV6(), fc.integer({ min: 0, max: 128 }));
    fc.assert(
      fc.property(fc.oneof(v4, v6), ([base, address, prefix]) => {
        const network = parseNetwork(`${base}/${prefix}`);
        const candidate = parseAddress(address);
        assert.ok(network && candidate);
        const list = new BlockList();
        list.addSubnet(base, prefix, family(base));
        assert.equal(contains(network, candidate), list.check(address, family(address)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('round-trips addresses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseAddress(text);
        assert.ok(address);
        const again = formatAddress(address);
        assert.deepEqual(parseAddress(again), address);
        const list = new BlockList();
        list.addAddress(text, family(text));
        assert.ok(list.check(again, family(again)));
      }),
      { numRuns: 2_000 },
    );
  });
});

function family(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
