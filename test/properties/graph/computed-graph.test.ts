import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PolicyData, Snapshot } from '../../../src/cluster/model/snapshot';
import { ANYONE_OUTSIDE } from '../../../src/cluster/model/workloads';
import { computedGraph } from '../../../src/features/graph/state/computed/computed-graph';
import { scopeOf } from '../../../src/features/graph/state/scope';
import { decodeProfile } from '../../../src/policy/calico1/profile';
import { cluster } from '../../unit/policy/clusters';
import { plainVerdict, type PlainCluster } from '../../unit/policy/plain-evaluator';

const PORTS = [1, 80, 81, 443, 444, 1000, 9000, 65_535];

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
        const graph = computedGraph(scopeOf(snapshotOf(plain), undefined), 0) ?? assert.fail('no graph');
        // Without apps, a workload is named by its address.
        const sources = [...plain.endpoints.map(({ address }) => [address, address]), ['□', ANYONE_OUTSIDE]] as const;
        for (const [from = '', source = ''] of sources) {
          for (const { address: to } of plain.endpoints) {
            if (from === to) continue;
            const edge = graph.edges.find((candidate) => candidate.from === from && candidate.to === to);
            for (const port of PORTS) {
              const { verdict } = plainVerdict(plain, {
                source,
                destination: to,
                protocol: 'tcp',
                sourcePort: 49_152,
                destinationPort: port,
              });
              const isOpen = edge?.ports?.some(({ first, last }) => first <= port && port <= last) ?? false;
              assert.equal(isOpen, verdict === 'allow', `${from} → ${to}:${port}`);
            }
          }
        }
      }),
      { numRuns: 200 },
    ));
});
