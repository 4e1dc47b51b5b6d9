import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CompiledModel } from '../../../src/policy/verdict';
import { modelOf } from '../../conformance/policy/cluster';
import { plainCluster, type PlainCluster } from '../../unit/policy/model/plain-cluster';
import { plainAllowed } from '../../unit/policy/model/plain-model';
import { written } from '../../unit/policy/model/written';
import { DrawnPolicy } from './drawn-policy';

const ASKED = (['TCP', 'UDP', 'SCTP'] as const).flatMap((protocol) =>
  [1, 53, 80, 81, 82, 8080, 65_535].map((port) => ({ protocol, port })),
);
const OUTSIDE = ['10.1.2.3', '172.16.0.9', '192.0.2.1', '203.0.113.77'];

const idsOf = ({ pods }: PlainCluster) => pods.map(({ namespace, name }) => `${namespace}/${name}`);

/** Whether each port is allowed between two ends, as a text of 1 and 0. */
function expected(cluster: PlainCluster, from: string, to: string): string {
  return ASKED.map((port) => (plainAllowed(cluster, { from, to, ...port }, 'enforced') ? '1' : '0')).join('');
}

/** Whether one shows as allowed what the other does. */
function covers(shown: string, wanted: string): boolean {
  return Array.from(wanted).every((answer, index) => answer === '0' || shown[index] === '1');
}

function drawn(cluster: PlainCluster, nodes: ConstructorParameters<typeof DrawnPolicy>[1]): DrawnPolicy {
  return new DrawnPolicy(new CompiledModel(modelOf(written(cluster), { slices: true })), nodes);
}

describe('the graph of policies of all kinds', function () {
  this.timeout(60_000);

  it('agrees with a plain evaluation of every pair and port', () => {
    fc.assert(
      fc.property(plainCluster, (cluster) => {
        const ids = idsOf(cluster);
        const picture = drawn(
          cluster,
          ids.map((id) => ({ name: id, endpoints: [id] })),
        );
        const check = (from: string, to: string) => {
          const [given, wanted] = [picture.shown(from, to, ASKED), expected(cluster, from, to)];
          // A network set may hold ranges that policies tell apart.
          if (picture.isPartly(from, to)) assert.ok(covers(given, wanted), `${from} → ${to}`);
          else assert.equal(given, wanted, `${from} → ${to}`);
          assert.ok(!picture.isPartly(from, to) || !from.includes('/') || !to.includes('/'));
        };
        for (const from of ids) {
          for (const to of ids) if (from !== to) check(from, to);
          for (const address of OUTSIDE) {
            check(from, address);
            check(address, from);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('shows for several workloads in one node what is allowed for some of them, and says so', () => {
    fc.assert(
      fc.property(plainCluster, (cluster) => {
        const ids = idsOf(cluster);
        const byNamespace = new Map<string, string[]>();
        for (const id of ids) {
          const name = id.slice(0, id.indexOf('/'));
          byNamespace.set(name, [...(byNamespace.get(name) ?? []), id]);
        }
        const nodes = [...byNamespace].map(([name, endpoints]) => ({ name, endpoints }));
        const picture = drawn(cluster, nodes);
        for (const from of nodes)
          for (const to of nodes) {
            if (from === to) continue;
            const all = from.endpoints.flatMap((one) => to.endpoints.map((other) => expected(cluster, one, other)));
            const some = ASKED.map((_, index) => (all.some((answers) => answers[index] === '1') ? '1' : '0')).join('');
            const what = `${from.name} → ${to.name}`;
            assert.equal(picture.shown(from.name, to.name, ASKED), some, what);
            // Ports that are not asked here may be allowed for some as well.
            if (!picture.isPartly(from.name, to.name))
              assert.ok(
                all.every((answers) => answers === some),
                what,
              );
          }
      }),
      { numRuns: 200 },
    );
  });
});
