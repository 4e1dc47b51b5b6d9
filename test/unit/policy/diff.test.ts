import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diff, expand } from '../../../src/policy/change';
import { reachability } from '../../../src/policy/reach';
import { cluster, compile } from './clusters';
import { plainVerdict, type PlainCluster } from './plain-evaluator';

const PORTS = [80, 443, 9000];
const OUTSIDE = '10.1.2.3';

/** Each pair that may connect, as text. */
function open(plain: PlainCluster): string[] {
  const parties = [...plain.endpoints, { name: OUTSIDE, address: OUTSIDE }];
  return PORTS.flatMap((port) =>
    parties.flatMap((from) =>
      parties.flatMap((to) => {
        const flow = {
          source: from.address,
          destination: to.address,
          protocol: 'tcp',
          sourcePort: 49_152,
          destinationPort: port,
        } as const;
        return from !== to && plainVerdict(plain, flow).verdict === 'allow' ? [`${from.name} ${to.name} ${port}`] : [];
      }),
    ),
  );
}

function texts(changes: Parameters<typeof expand>[0]): string[] {
  return [...expand(changes)].map(({ from, to, port }) => `${from} ${to} ${port}`).sort();
}

/** Endpoints with another address are different ones. */
const pairOfClusters = fc.tuple(cluster, cluster);

describe('the difference between two policies', () => {
  it('lists what opens and closes', () => {
    fc.assert(
      fc.property(pairOfClusters, fc.boolean(), (drawn, sameEndpoints) => {
        const [before, other] = drawn;
        const after = sameEndpoints ? { ...other, endpoints: before.endpoints } : other;
        const old = compile(before);
        const { opened, closed } = diff(old.model, compile(after, old).model, PORTS, { outside: [OUTSIDE] });
        const [was, is] = [open(before), open(after)];
        assert.deepEqual(texts(opened), is.filter((pair) => !was.includes(pair)).sort());
        assert.deepEqual(texts(closed), was.filter((pair) => !is.includes(pair)).sort());
      }),
      { numRuns: 300 },
    );
  }).timeout(60_000);

  it('groups many endpoints', () => {
    const plain = (port: number): PlainCluster => ({
      profiles: {
        p: {
          tags: ['a'],
          rules: {
            inbound: [{ action: 'allow', protocol: 'tcp', src_tag: 'a', dst_ports: [port] }],
            outbound: [{ action: 'allow' }],
          },
        },
      },
      endpoints: ['x', 'y', 'z'].map((name, index) => ({ name, profiles: ['p'], address: `192.168.0.${index}` })),
    });
    const before = compile(plain(9001));
    const changed = diff(before.model, compile(plain(9000), before).model, [9000, 9001]);
    const all = ['x', 'y', 'z'];
    assert.deepEqual(changed, {
      opened: [{ port: 9000, from: all, to: all }],
      closed: [{ port: 9001, from: all, to: all }],
    });
    assert.equal([...expand(changed.opened)].length, 6);
  });

  it('is empty if nothing changes', () => {
    fc.assert(
      fc.property(cluster, (plain) =>
        assert.deepEqual(diff(compile(plain).model, compile(plain).model, PORTS), { opened: [], closed: [] }),
      ),
      { numRuns: 50 },
    );
    const policy = compile({ profiles: {}, endpoints: [] });
    assert.equal(reachability(policy.model, [80]).count(80), 0);
  });
});
