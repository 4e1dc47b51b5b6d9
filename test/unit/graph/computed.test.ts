import assert from 'node:assert/strict';
import { compiledOf } from '../../../src/cluster/analysis/compiled';
import { reachOf } from '../../../src/cluster/analysis/reach';
import { dataOf } from '../../../src/cluster/model/indexes';
import type { Snapshot, WorkloadEndpoint } from '../../../src/cluster/model/snapshot';
import { ANYONE_OUTSIDE, workloadsOf } from '../../../src/cluster/model/workloads';
import { computedGraph } from '../../../src/features/graph/state/computed/computed-graph';
import { graphState } from '../../../src/features/graph/state/model';
import { connectionOf } from '../../../src/features/graph/state/pair';
import { scopeOf } from '../../../src/features/graph/state/scope';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { workload } from '../../contract/etcd/calico3-objects';
import { inShop, shop } from '../cluster/calico3-cluster';
import { tier, tieredCluster } from '../cluster/tiered-cluster';
import { app, demoSnapshot, type DemoOptions } from './demo-cluster';

/** The demo's services, without star-collect in Marathon and without a collector in the settings. */
const SERVICES = { apps: [app('client'), app('frontend'), app('backend')] };
const FROM_CLIENT = { action: 'allow', protocol: 'tcp', src_tag: 'client'.padEnd(64, '0'), dst_ports: [9000] } as const;

function withoutCollector(options: DemoOptions = {}): { readonly snapshot: Snapshot; readonly graph: Graph } {
  const snapshot = demoSnapshot({ marathon: SERVICES, observation: { state: 'none' }, ...options });
  const graph = graphState({ state: 'connected', name: 'x', policySince: 7, snapshot });
  return { snapshot, graph: graph.kind === 'graph' ? graph : assert.fail(graph.reason) };
}

const OTHER_PROTOCOLS = 'udp1-65535,sctp1-65535,icmp0-0';

const edgesOf = ({ edges }: Graph) =>
  edges.map(
    ({ from, to, ports }) =>
      `${from} → ${to}: ${ports?.map(({ protocol, first, last }) => `${protocol ?? ''}${first}-${last}`).join()}`,
  );

describe('the graph without a collector', () => {
  it('has a node for each app, each other workload, and anyone outside', () => {
    const { graph } = withoutCollector();
    assert.deepEqual(
      graph.nodes.map(({ id, kind, name }) => [id, kind, name]),
      [
        ['192.168.255.254', 'workload', '192.168.255.254'],
        ['/calico-stars/backend', 'workload', 'backend'],
        ['/calico-stars/client', 'workload', 'client'],
        ['/calico-stars/frontend', 'workload', 'frontend'],
        ['□', 'outside', 'Anyone outside'],
      ],
    );
    assert.equal(graph.observedAt, 7);
  });

  it('has no edges while the default profiles separate the services', () => {
    assert.deepEqual(edgesOf(withoutCollector().graph), []);
  });

  it('has an edge for what a rule allows, on the port where the destination listens', () => {
    const { graph } = withoutCollector({ inbound: { frontend: [FROM_CLIENT] } });
    assert.deepEqual(edgesOf(graph), ['/calico-stars/client → /calico-stars/frontend: 9000-9000']);
    assert.deepEqual(
      graph.edges.map(({ kind, state }) => [kind, state]),
      [['policy', 'allowed']],
    );
  });

  it('shows the ranges that policy allows where no listening port is known', () => {
    const { graph } = withoutCollector({
      inbound: { 'management-ui': [{ action: 'deny', protocol: 'tcp', dst_ports: ['80:90'] }, { action: 'allow' }] },
    });
    assert.deepEqual(edgesOf(graph), [
      `/calico-stars/backend → 192.168.255.254: 1-79,91-65535,${OTHER_PROTOCOLS}`,
      `/calico-stars/client → 192.168.255.254: 1-79,91-65535,${OTHER_PROTOCOLS}`,
      `/calico-stars/frontend → 192.168.255.254: 1-79,91-65535,${OTHER_PROTOCOLS}`,
      `□ → 192.168.255.254: 1-79,91-65535,${OTHER_PROTOCOLS}`,
    ]);
  });

  it('adds what rules allow of other protocols to the ports where the destination listens', () => {
    const dns = { action: 'allow', protocol: 'udp', src_tag: 'client'.padEnd(64, '0'), dst_ports: [53] } as const;
    const { graph, snapshot } = withoutCollector({ inbound: { frontend: [dns] } });
    assert.deepEqual(edgesOf(graph), ['/calico-stars/client → /calico-stars/frontend: udp53-53']);
    const [{ from, to } = assert.fail()] = graph.edges;
    const { protocol, port } = connectionOf({ from, to }, graph, scopeOf(snapshot, undefined)) ?? assert.fail();
    assert.deepEqual([protocol, port], ['udp', 53]);
  });

  it('has a node for each range outside that rules tell apart', () => {
    const net = (src_net: string, port: number) =>
      ({ action: 'allow', protocol: 'tcp', src_net, dst_ports: [port] }) as const;
    const { graph } = withoutCollector({
      inbound: { frontend: [net('10.0.0.0/8', 9000)], backend: [net('10.1.0.0/16', 9000)] },
    });
    assert.deepEqual(
      graph.nodes.filter(({ kind }) => kind === 'outside').map(({ id, name }) => [id, name]),
      [
        ['□', 'Anyone outside'],
        ['□ 10.0.0.0/8 except 10.1.0.0/16', '10.0.0.0/8 except 10.1.0.0/16'],
        ['□ 10.1.0.0/16', '10.1.0.0/16'],
      ],
    );
    assert.deepEqual(edgesOf(graph), [
      '□ 10.0.0.0/8 except 10.1.0.0/16 → /calico-stars/frontend: 9000-9000',
      '□ 10.1.0.0/16 → /calico-stars/backend: 9000-9000',
      '□ 10.1.0.0/16 → /calico-stars/frontend: 9000-9000',
    ]);
  });

  it('joins the ranges outside if there are many', () => {
    const inbound = Array.from(
      { length: 30 },
      (_, index) => ({ action: 'allow', protocol: 'tcp', src_net: `10.${index}.0.0/16`, dst_ports: [80] }) as const,
    );
    const { graph } = withoutCollector({ inbound: { 'management-ui': inbound } });
    assert.deepEqual(
      graph.nodes.filter(({ kind }) => kind === 'outside').map(({ name }) => name),
      ['Anyone outside', '30 other ranges'],
    );
    assert.deepEqual(edgesOf(graph), ['□ … → 192.168.255.254: 80-80']);
  });

  it('tells who lets everyone or nobody in or out', () => {
    const { graph } = withoutCollector({
      inbound: { 'management-ui': [{ action: 'allow' }], frontend: [FROM_CLIENT] },
      outbound: {
        client: [{ action: 'deny' }],
        backend: [{ action: 'deny', protocol: 'tcp', dst_net: '10.0.0.0/8' }, { action: 'allow' }],
      },
    });
    assert.deepEqual(
      graph.nodes.map(({ name, access }) => [name, access?.inbound, access?.outbound]),
      [
        ['192.168.255.254', 'all', 'all'],
        // Its own tag is all that its profile lets in.
        ['backend', 'none', 'some'],
        ['client', 'none', 'none'],
        ['frontend', 'some', 'all'],
        ['Anyone outside', undefined, undefined],
        ['10.0.0.0/8', undefined, undefined],
      ],
    );
    // Edges to the outside are those of workloads that may not connect to all of it.
    assert.deepEqual(
      graph.edges.filter(({ to }) => to.startsWith('□')).map(({ from, to }) => [from, to]),
      [
        ['/calico-stars/backend', '□'],
        ['/calico-stars/backend', '□ 10.0.0.0/8'],
      ],
    );
  });

  it('tells the labels of nodes, and the policies of tiers that decide for them', () => {
    const shut = { order: 1, selector: "role == 'db'", inbound_rules: [{ action: 'deny' }], outbound_rules: [] };
    const snapshot = tieredCluster([tier('early', { shut }, '{"order": 1}')]);
    const graph = graphState({ state: 'connected', name: 'x', policySince: 7, snapshot });
    assert.ok(graph.kind === 'graph');
    assert.deepEqual(
      graph.nodes.map(({ name, labels, policies, access }) => [name, labels, policies, access?.inbound]),
      [
        ['10.0.0.1', ['role=web'], undefined, 'none'],
        ['10.0.0.2', ['role=db'], { inbound: ['early/shut'], outbound: ['early/shut'] }, 'none'],
        ['Anyone outside', undefined, undefined, undefined],
      ],
    );
  });

  it('has a node for the pods of a controller that policy cannot tell apart', () => {
    const pod = (name: string, address: string, labels: object) => workload(name, address, labels, 'other');
    const snapshot = shop(
      pod('api-5d9c7b6f4-abcde', '10.0.1.1', { app: 'api', 'pod-template-hash': '5d9c7b6f4' }),
      pod('api-6f7d8c9b5-fghij', '10.0.1.2', { app: 'api', 'pod-template-hash': '6f7d8c9b5' }),
      pod('api-6f7d8c9b5-klmno', '10.0.1.3', { app: 'api', canary: 'yes', 'pod-template-hash': '6f7d8c9b5' }),
      inShop('NetworkPolicy', 'networkpolicies', 'web', { selector: "role == 'web'", types: ['Ingress'] }),
    );
    const graph = graphState({ state: 'connected', name: 'x', policySince: 7, snapshot });
    assert.ok(graph.kind === 'graph');
    assert.deepEqual(
      graph.nodes.map(({ id, name, namespace, unselected }) => [id, name, namespace, unselected]),
      [
        ['other/api', 'api ×2', 'other', true],
        ['other/api #2', 'api', 'other', true],
        ['shop/db-1', 'db-1', 'shop', true],
        ['shop/web-1', 'web-1', 'shop', undefined],
        ['shop/web-2', 'web-2', 'shop', undefined],
        ['□', 'Anyone outside', undefined, undefined],
      ],
    );
  });

  it('explains a pair on the port of its edge, or else where the destination listens', () => {
    const { graph, snapshot } = withoutCollector({ inbound: { frontend: [FROM_CLIENT] } });
    const asked = (from: string, to: string) => connectionOf({ from, to }, graph, scopeOf(snapshot, undefined));
    assert.equal(asked('/calico-stars/client', '/calico-stars/frontend')?.port, 9000);
    assert.equal(asked('□', '/calico-stars/frontend')?.from, ANYONE_OUTSIDE);
    assert.equal(asked('□', '/calico-stars/frontend')?.port, 9000);
  });

  it('marks what is allowed for some tasks only', () => {
    const second: WorkloadEndpoint = {
      host: 'calico-mesos-02',
      orchestrator: 'libnetwork',
      workload: 'libnetwork',
      id: 'second',
      state: 'active',
      interfaceName: 'cali1',
      profileIds: ['backend'.padEnd(64, '0')],
      ipv4Nets: ['192.168.0.9/32'],
      ipv6Nets: [],
    };
    const client = app('client');
    const task = client.tasks[0] ?? assert.fail();
    const moved = {
      ...client,
      tasks: [task, { ...task, id: 'client.2', addresses: ['192.168.0.9'] }],
    };
    const { endpoints } = dataOf(demoSnapshot().policy) ?? assert.fail();
    const { graph } = withoutCollector({
      inbound: { frontend: [FROM_CLIENT] },
      marathon: { apps: [moved, app('frontend'), app('backend')] },
      endpoints: [...endpoints, second],
    });
    assert.deepEqual(
      graph.edges.map(({ from, to, partly }) => [from, to, partly]),
      [
        // The second task has the backend's profile, which admits its own.
        ['/calico-stars/backend', '/calico-stars/client', true],
        ['/calico-stars/client', '/calico-stars/backend', true],
        ['/calico-stars/client', '/calico-stars/frontend', true],
      ],
    );
  });

  it('is computed once per snapshot', () => {
    const scope = scopeOf(withoutCollector().snapshot, undefined);
    assert.equal(computedGraph(scope, 7), computedGraph(scope, 7));
    assert.equal(computedGraph(scope, 8)?.observedAt, 8);
  });

  it('agrees with the matrix about every pair and port', () => {
    const { graph, snapshot } = withoutCollector({
      inbound: { frontend: [FROM_CLIENT], backend: [{ action: 'allow', src_tag: 'frontend'.padEnd(64, '0') }] },
    });
    const policy = dataOf(snapshot.policy) ?? assert.fail();
    const reach = reachOf(compiledOf(policy), { protocol: 'tcp', ports: [9000], outside: [ANYONE_OUTSIDE] });
    const workloads = workloadsOf(snapshot).filter(({ app: of }) => of !== undefined);
    for (const from of workloads)
      for (const to of workloads)
        if (from !== to)
          assert.equal(
            graph.edges.some((edge) => edge.from === from.app && edge.to === to.app),
            reach.allows(from.endpoint, to.endpoint, 9000),
            `${from.name} → ${to.name}`,
          );
  });
});
