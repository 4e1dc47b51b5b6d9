import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PolicyData, Snapshot } from '../../../src/cluster/model/snapshot';
import { computedGraph } from '../../../src/features/graph/state/computed/computed-graph';
import { workloadGroups } from '../../../src/features/graph/state/computed/workload-groups';
import { scopeOf } from '../../../src/features/graph/state/scope';
import { decodeProfile } from '../../../src/policy/calico1/profile';
import { cluster } from '../../unit/policy/clusters';
import { plainVerdict, type PlainCluster } from '../../unit/policy/plain-evaluator';

const ASKED = (['tcp', 'udp'] as const).flatMap((protocol) =>
  [1, 80, 81, 443, 444, 1000, 9000, 65_535].map((port) => [protocol, port] as const),
);

/** The cluster as it is read from etcd, without Marathon. */
function snapshotOf({ profiles, endpoints }: PlainCluster): Snapshot {
  const policy: PolicyData = {
    profiles: Object.entries(profiles).map(([name, { tags, rules }]) =>
      decodeProfile(name, {
        tags: JSON.stringify(tags),
        rules: rules ? JSON.stringify({ inbound_rules: rules.inbound, outbound_rules: rules.outbound }) : '{}',
        labels: '{}',
      }),
    ),
    endpoints: endpoints.map(({ name, profiles: own, address }) => ({
      host: 'h',
      orchestrator: 'o',
      workload: 'w',
      id: name,
      state: 'active',
      interfaceName: `cali${name}`,
      profileIds: own,
      ipv4Nets: [`${address}/32`],
      ipv6Nets: [],
    })),
    pools: [],
  };
  return {
    policy: { state: 'ready', data: policy },
    marathon: { state: 'absent' },
    networks: { state: 'ready', data: [] },
    observation: { state: 'none' },
  };
}

describe('the graph of what policy allows', () => {
  it('agrees with a plain evaluation of every pair and port', () =>
    fc.assert(
      fc.property(cluster, (plain) => {
        const scope = scopeOf(snapshotOf(plain), undefined);
        const { nodes, edges } = computedGraph(scope, 0) ?? assert.fail('no graph');
        // Without apps, a workload is named by its address.
        const ends = nodes.map(({ id, kind, access }) => ({
          id,
          access,
          isOutside: kind === 'outside',
          party: kind === 'outside' ? (workloadGroups(scope).get(id)?.parties[0] ?? '') : id,
        }));
        for (const from of ends) {
          for (const to of ends) {
            if (from === to || (from.isOutside && to.isOutside)) continue;
            const edge = edges.find((candidate) => candidate.from === from.id && candidate.to === to.id);
            const isOmitted = to.isOutside && from.access?.outbound === 'all';
            for (const [protocol, destinationPort] of ASKED) {
              const { verdict } = plainVerdict(plain, {
                source: from.party,
                destination: to.party,
                protocol,
                sourcePort: 49_152,
                destinationPort,
              });
              const isOpen =
                isOmitted ||
                (edge?.ports?.some(
                  ({ protocol: of = 'tcp', first, last }) =>
                    of === protocol && first <= destinationPort && destinationPort <= last,
                ) ??
                  false);
              assert.equal(isOpen, verdict === 'allow', `${from.id} → ${to.id}:${destinationPort}/${protocol}`);
            }
          }
        }
      }),
      { numRuns: 200 },
    ));
});
