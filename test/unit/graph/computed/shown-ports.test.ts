import assert from 'node:assert/strict';
import { shownPorts } from '../../../../src/features/graph/state/computed/shown-ports';
import { TCP, UDP } from '../../../../src/policy/model/protocol';

const CALICO = { encapsulation: { ipip: false, vxlan: false }, vxlanPort: 4789 };
const open = (protocol: number, ...ends: readonly (readonly [number, number])[]) =>
  ends.map(([first, last]) => ({ protocol, first, last }));

describe('the ports of an edge', () => {
  it('say nothing about VXLAN, which workloads can’t send', () => {
    assert.deepEqual(shownPorts([...open(TCP, [1, 65_535]), ...open(UDP, [1, 4788], [4790, 65_535])], [], CALICO), [
      { first: 1, last: 65_535 },
      { protocol: 'udp', first: 1, last: 65_535 },
    ]);
    assert.deepEqual(shownPorts([...open(TCP, [80, 80]), ...open(UDP, [1, 4788], [4790, 65_535])], [80], CALICO), [
      { first: 80, last: 80 },
    ]);
  });

  it('say what is left out otherwise', () => {
    const ranges = open(UDP, [1, 4788], [4790, 65_535]);
    const shown = ranges.map(({ first, last }) => ({ protocol: 'udp', first, last }));
    assert.deepEqual(shownPorts(ranges, [], { ...CALICO, vxlanPort: 8472 }), shown);
    assert.deepEqual(shownPorts(ranges, [], { ...CALICO, encapsulation: { ipip: false, vxlan: true } }), shown);
    assert.deepEqual(shownPorts(open(UDP, [4790, 4790]), [], CALICO), [{ protocol: 'udp', first: 4790, last: 4790 }]);
  });
});
