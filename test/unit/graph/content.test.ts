import assert from 'node:assert/strict';
import { MeasurementHistory } from '../../../src/features/graph/state/facts/measurement-history';
import { graphState, type Overlay } from '../../../src/features/graph/state/model';
import type { Content, Graph } from '../../../src/features/graph/protocol/state';
import type { WorkloadEndpoint } from '../../../src/cluster/model/snapshot';
import { inShop, shop } from '../cluster/calico3-cluster';
import { answered, demo, demoSnapshot, UI_OPEN, UI_TO_PROBE, type DemoOptions } from './demo-cluster';
import { dataOf } from '../../../src/cluster/model/indexes';

const OPEN: DemoOptions = {
  inbound: {
    'management-ui': [UI_OPEN],
    client: [UI_TO_PROBE],
    frontend: [UI_TO_PROBE, { action: 'allow', protocol: 'tcp', dst_ports: [9000] }],
    backend: [UI_TO_PROBE],
  },
  observation: answered(['C→F', 'B→F']),
};

/** A workload that the collector doesn't know. */
const DATABASE: WorkloadEndpoint = {
  host: 'calico-mesos-02',
  orchestrator: 'libnetwork',
  workload: 'libnetwork',
  id: 'db',
  state: 'active',
  interfaceName: 'cali9',
  // Of two apps, so that it belongs to neither.
  profileIds: ['backend'.padEnd(64, '0'), 'client'.padEnd(64, '0')],
  ipv4Nets: ['192.168.0.9/32'],
  ipv6Nets: [],
};
const WITH_DATABASE: DemoOptions = {
  ...OPEN,
  endpoints: [...(dataOf(demoSnapshot().policy)?.endpoints ?? []), DATABASE],
};

function graphOf(options: DemoOptions, content?: Content): Graph {
  const overlay: Overlay = { measurementHistory: new MeasurementHistory(), content };
  const state = graphState(demo(options), overlay);
  return state.kind === 'graph' ? state : assert.fail(state.reason);
}

const kindsOf = ({ edges }: Graph) => [...new Set(edges.map(({ kind }) => kind))].sort();
const idsOf = ({ nodes }: Graph) => nodes.map(({ id }) => id).sort();

describe('the content of the graph', () => {
  it('is what is measured if the collector knows all workloads', () => {
    const { content, ...graph } = graphOf(OPEN);
    assert.deepEqual(content, { shown: 'measured', isChoosable: true });
    assert.deepEqual(kindsOf(graph), ['access', 'fetch', 'probe']);
  });

  it('is also what policy allows if there are workloads that the collector does not know', () => {
    const graph = graphOf(WITH_DATABASE);
    assert.equal(graph.content?.shown, 'both');
    assert.deepEqual(idsOf(graph), ['192.168.0.9', 'B', 'C', 'F', '⇄', '□', '★']);
    const added = graph.edges.filter(({ kind }) => kind === 'policy');
    assert.deepEqual(
      added.map(({ from, to, ports }) => `${from} → ${to}: ${ports?.[0]?.first}`).sort(),
      [
        // Anyone may connect to the frontend and to the collector, and the collector to all of the others.
        '192.168.0.9 → F: 9000',
        '192.168.0.9 → ★: 9001',
        'B → ★: 9001',
        'C → ★: 9001',
        'F → ★: 9001',
        '□ → F: 9000',
        '□ → ★: 9001',
        '★ → 192.168.0.9: 9000',
      ].sort(),
    );
  });

  it('keeps measured connections as they are, and adds what policy says about their workloads', () => {
    const [measured, both] = [graphOf(WITH_DATABASE, 'measured'), graphOf(WITH_DATABASE, 'both')];
    assert.deepEqual(
      both.edges.filter(({ kind }) => kind !== 'policy'),
      measured.edges,
    );
    assert.equal(both.nodes.find(({ id }) => id === 'F')?.access?.outbound, 'all');
  });

  it('is what policy allows alone on request, with the notices of the cluster', () => {
    const graph = graphOf(OPEN, 'allowed');
    assert.deepEqual(graph.content, { shown: 'allowed', isChoosable: true });
    assert.deepEqual(kindsOf(graph), ['policy']);
    assert.equal(graph.banner, undefined);
  });

  it('stays what policy allows while the collector does not respond, and says why', () => {
    const blocked: DemoOptions = {
      observation: { state: 'unreachable', at: 1, failure: { kind: 'timeout', message: 'late' } },
    };
    const state = graphState(demo(blocked));
    assert.ok(state.kind === 'empty');
    assert.equal(state.actions.at(-1)?.command, 'showAllowed');
    for (const content of ['allowed', 'both'] as const) {
      const graph = graphOf(blocked, content);
      assert.deepEqual(graph.content, { shown: 'allowed', isChoosable: true });
      assert.equal(graph.banner?.rule, 'allow tcp to ports 9001');
    }
  });

  it('says that rules for services are left out while the endpoints of services are not known', () => {
    const bannerWith = (source: object) => {
      const ingress = [{ action: 'Allow', source }];
      const snapshot = shop(inShop('NetworkPolicy', 'networkpolicies', 'db', { types: ['Ingress'], ingress }));
      const graph = graphState({ state: 'connected', name: 'x', policySince: 7, snapshot });
      return graph.kind === 'graph' ? graph.banner : assert.fail(graph.reason);
    };
    assert.equal(bannerWith({ selector: "role == 'web'" }), undefined);
    const banner = bannerWith({ services: { name: 'office', namespace: 'shop' } });
    assert.deepEqual([banner?.reason, banner?.title], ['services-unknown', 'Rules for services are left out']);
  });
});
