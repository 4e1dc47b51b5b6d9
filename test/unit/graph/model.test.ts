import assert from 'node:assert/strict';
import { withPolicies } from '../../../src/cluster/model/policies';
import type { Deployment, Observation, Snapshot } from '../../../src/cluster/model/snapshot';
import { demoName } from '../../../src/app/local-demos';
import { graphState, type GraphConnection } from '../../../src/features/graph/state/model';
import type { EmptyState, GraphState } from '../../../src/features/graph/protocol/state';
import type { TieredPolicy } from '../../../src/policy/calico1/policy';
import { answered, app, demo, demoSnapshot, LATE_503, NETWORKS, UI_OPEN, UI_TO_PROBE } from './demo-cluster';

const unreachable = (kind: typeof LATE_503.kind = 'timeout'): Observation => ({
  state: 'unreachable',
  at: 1,
  failure: { ...LATE_503, kind },
});
const launching: Deployment = {
  id: 'd',
  affectedApps: ['/calico-stars/client'],
  currentStep: 1,
  totalSteps: 2,
  actions: [],
};

function emptyOf(connection: GraphConnection): EmptyState {
  const state = graphState(connection);
  assert.ok(state.kind === 'empty', 'expected no graph');
  return state;
}

function bannerOf(state: GraphState) {
  assert.ok(state.kind === 'graph');
  return state.banner;
}

describe('the empty state of the graph', () => {
  it('offers the demo first if there is no cluster', () => {
    const { reason, actions } = emptyOf({ state: 'disconnected' });
    assert.equal(reason, 'no-cluster');
    assert.deepEqual(
      actions.map(({ command }) => command),
      ['startDemo', 'connect'],
    );
  });

  it('waits while connecting, and for Marathon’s first response', () => {
    assert.equal(emptyOf({ state: 'connecting', name: 'Prague' }).title, 'Connecting to Prague');
    assert.equal(
      emptyOf({
        state: 'connected',
        name: 'Prague',
        policySince: 0,
        snapshot: { ...demoSnapshot(), marathon: { state: 'loading' } },
      }).reason,
      'connecting',
    );
  });

  it('explains why a cluster can’t be reached', () => {
    for (const connection of [
      { state: 'failed', name: 'Prague', failure: LATE_503 },
      {
        state: 'connected',
        name: 'Prague',
        policySince: 0,
        snapshot: { ...demoSnapshot(), marathon: { state: 'failed', failure: LATE_503, since: 0 } },
      },
    ] as const) {
      const { reason, detail, actions } = emptyOf(connection);
      assert.equal(reason, 'cluster-failed');
      assert.deepEqual(
        actions.slice(0, 3).map(({ command, cluster }) => [command, cluster]),
        [
          ['refresh', undefined],
          ['editCluster', 'Prague'],
          ['openLog', undefined],
        ],
      );
      assert.match(detail, /503 after 3\.1 s/);
    }
  });

  it('offers no settings of the demo, which has none', () => {
    const { actions } = emptyOf({ state: 'failed', name: demoName('mesos'), failure: LATE_503 });
    assert.deepEqual(
      actions.map(({ command }) => command),
      ['refresh', 'openLog'],
    );
  });

  it('explains why policy can’t be watched, and since when', () => {
    const connection = demo({ observation: answered(['C→F']) });
    assert.ok(connection.state === 'connected');
    const { policy } = connection.snapshot;
    const data = policy.state === 'ready' ? policy.data : assert.fail();
    const failing = {
      ...connection,
      snapshot: {
        ...connection.snapshot,
        policy: {
          state: 'failed',
          failure: { kind: 'timeout', message: 'etcd is silent.', advice: 'Look at it.' },
          since: 7,
          data,
        },
      },
    } as const;
    const state = graphState(failing);
    assert.deepEqual(state.kind === 'graph' && state.stale, {
      since: 7,
      title: 'Policy can’t be reached.',
      detail: 'etcd is silent. Look at it.',
    });
    const now = graphState(connection);
    assert.equal(now.kind === 'graph' && now.stale, undefined);
  });

  it('offers to launch the group, and first to create the networks if there are none', () => {
    assert.deepEqual(
      emptyOf(demo({ marathon: { apps: [] }, endpoints: [] })).actions.map(({ command }) => command),
      ['launchGroup'],
    );
    const { reason, actions } = emptyOf(demo({ marathon: { apps: [] }, networks: [], endpoints: [] }));
    assert.equal(reason, 'not-launched');
    assert.deepEqual(
      actions.map(({ command }) => command),
      ['createDemoNetworks', 'launchGroup'],
    );
  });

  it('counts running tasks during a launch', () => {
    const apps = [
      app('management-ui', { running: 0, tasks: [] }),
      app('client'),
      app('frontend', { running: 0 }),
      app('backend', { instances: 2 }),
    ];
    const { reason, progress, detail } = emptyOf(demo({ marathon: { apps, deployments: [launching] } }));
    assert.equal(reason, 'deploying');
    assert.deepEqual(progress, { done: 2, total: 5 });
    assert.equal(detail, '2 of 5 tasks are running. Step 1 of 2.');
  });

  it('shows the last failure during a launch', () => {
    const lastFailure = { message: 'network client not found', state: 'TASK_FAILED', host: 'agent-1', at: '' };
    assert.match(
      emptyOf(demo({ marathon: { apps: [app('management-ui', { running: 0, lastFailure })] } })).detail,
      /agent-1: network client not found/,
    );
  });

  it('offers to scale up a collector that was scaled to zero', () => {
    const marathon = { apps: [app('management-ui', { instances: 0, running: 0, tasks: [] })] };
    const { reason, actions } = emptyOf(demo({ marathon, endpoints: [] }));
    assert.equal(reason, 'not-running');
    assert.equal(actions[0]?.app, '/calico-stars/management-ui');
    const state = graphState(demo({ marathon }));
    assert.ok(state.kind === 'graph', 'shows what policy allows where there are workloads');
    assert.equal(state.banner?.reason, 'no-measurements');
    assert.equal(state.banner.actions[0]?.app, '/calico-stars/management-ui');
  });

  it('names the profile and the rule that block the collector', () => {
    const { reason, detail, rule, actions } = emptyOf(demo({ observation: unreachable() }));
    assert.equal(reason, 'collector-blocked');
    assert.match(detail, /Profile management-ui /);
    assert.equal(rule, 'allow tcp to ports 9001');
    assert.equal(actions[0]?.command, 'addRule');
    assert.deepEqual(actions[0].rule, { profile: NETWORKS[0]?.id, text: 'allow tcp to ports 9001' });
  });

  it('finds the profile by its network if Marathon has no task address', () => {
    const ui = app('management-ui');
    const apps = [{ ...ui, tasks: ui.tasks.map((task) => ({ ...task, addresses: [] })) }];
    assert.equal(emptyOf(demo({ observation: unreachable(), marathon: { apps } })).rule, 'allow tcp to ports 9001');
  });

  it('does not blame policy if it allows the load balancer, or if the connection was refused', () => {
    assert.equal(
      emptyOf(demo({ observation: unreachable(), inbound: { 'management-ui': [UI_OPEN] } })).reason,
      'collector-unreachable',
    );
    assert.equal(emptyOf(demo({ observation: unreachable('unreachable') })).reason, 'collector-unreachable');
  });

  it('distinguishes other possible causes', () => {
    const reasons = (observation: Observation) => emptyOf(demo({ observation })).reason;
    assert.equal(reasons({ state: 'loading' }), 'asking');
    assert.equal(reasons({ state: 'not-a-collector', at: 1, failure: LATE_503 }), 'not-a-collector');
    assert.equal(reasons({ state: 'answered', at: 1, resources: [] }), 'no-resources');
    assert.equal(
      emptyOf({
        state: 'connected',
        name: 'x',
        policySince: 0,
        snapshot: demoSnapshot({ observation: { state: 'none' }, endpoints: [] }),
      }).reason,
      'no-collector',
    );
  });

  it('of a Kubernetes cluster waits for its policy, and names what is missing', () => {
    const none = {
      ...demoSnapshot({ endpoints: [] }),
      isKubernetes: true as const,
      observation: { state: 'none' } as const,
    };
    const of = (policy: Snapshot['policy']) => {
      const snapshot: Snapshot = { ...none, marathon: { state: 'absent' }, policy };
      const { reason, title, actions } = emptyOf({ state: 'connected', name: 'shop', policySince: 0, snapshot });
      return { reason, title, actions: actions.map(({ command }) => command) };
    };
    assert.deepEqual(of({ state: 'loading' }), { reason: 'connecting', title: 'Connecting to shop', actions: [] });
    assert.equal(of({ state: 'failed', failure: LATE_503, since: 0 }).reason, 'cluster-failed');
    assert.deepEqual(of(none.policy), { reason: 'no-pods', title: 'There are no pods', actions: ['refresh'] });
  });

  it('never offers two actions with the same ID', () => {
    for (const connection of [
      demo({ marathon: { apps: [] }, networks: [], endpoints: [] }),
      demo({ observation: unreachable() }),
    ]) {
      const ids = emptyOf(connection).actions.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
    }
  });
});

describe('graph of the demo', () => {
  const open = { 'management-ui': [UI_OPEN], client: [UI_TO_PROBE], frontend: [UI_TO_PROBE], backend: [UI_TO_PROBE] };

  it('finds each star’s app, profile and agent by its dashed name', () => {
    const state = graphState(demo({ inbound: open, observation: answered(['C→F', 'F→B']) }));
    assert.ok(state.kind === 'graph');
    assert.equal(state.banner, undefined);
    assert.deepEqual(
      state.nodes.map(({ id, name, app: of, profiles, hosts }) => [id, name, of, profiles[0]?.name, hosts[0]]),
      [
        ['B', 'backend', '/calico-stars/backend', 'backend', 'calico-mesos-02'],
        ['C', 'client', '/calico-stars/client', 'client', 'calico-mesos-02'],
        ['F', 'frontend', '/calico-stars/frontend', 'frontend', 'calico-mesos-02'],
        ['★', 'management-ui', '/calico-stars/management-ui', 'management-ui', 'calico-mesos-02'],
        ['⇄', 'load balancer', undefined, undefined, undefined],
      ],
    );
    assert.deepEqual(
      state.edges
        .filter(({ kind, state: of }) => kind === 'probe' && of === 'reachable')
        .map(({ from, to }) => from + to),
      ['CF', 'FB'],
    );
    assert.equal(state.edges.filter(({ kind, state: of }) => kind === 'probe' && of === 'unreachable').length, 4);
    assert.ok(
      state.edges
        .filter(({ kind }) => kind === 'fetch')
        .every(({ from, state: of }) => from === '★' && of === 'reachable'),
    );
  });

  it('keeps the last picture of a collector that stops answering, with the reason and the time', () => {
    const last = answered(['C→F']);
    assert.ok(last.state === 'answered');
    const lost = { ...unreachable(), last };
    const [before, after] = [last, lost].map((observation) => graphState(demo({ inbound: open, observation })));
    assert.ok(before?.kind === 'graph' && after?.kind === 'graph');
    assert.deepEqual(
      after.edges.map(({ from, to, state }) => [from, to, state]),
      before.edges.map(({ from, to, state }) => [from, to, state]),
    );
    assert.equal(after.stale?.title, 'The collector is not responding.');
    assert.equal(after.stale.since, last.at);
    assert.equal(before.stale, undefined);
    // Policy that blocks the collector is no outage: the missing rule is shown.
    assert.equal(emptyOf(demo({ observation: lost })).reason, 'collector-blocked');
    const stopped = { apps: [app('management-ui', { running: 0, instances: 0, tasks: [] })] };
    const off = graphState(demo({ inbound: open, observation: lost, marathon: stopped }));
    assert.equal(bannerOf(off)?.title, 'The collector is scaled to zero');
  });

  it('names the profiles and their missing rule if no probe is reached, with a button for each', () => {
    const state = graphState(
      demo({ inbound: { 'management-ui': [UI_OPEN] }, observation: answered([], ['B', 'C', 'F']) }),
    );
    const banner = bannerOf(state);
    assert.equal(banner?.reason, 'no-probe-reached');
    assert.match(banner.detail, /^Profiles backend, client and frontend lack /);
    assert.equal(banner.rule, 'allow tcp from tag management-ui to ports 9000');
    assert.deepEqual(
      banner.actions.map(({ title }) => title),
      ['Add to backend', 'Add to client', 'Add to frontend'],
    );
    assert.ok(state.kind === 'graph');
    assert.match(state.nodes[0]?.note ?? '', /profile backend has no inbound rule/);
  });

  it('names the remaining profiles if some probes do not respond', () => {
    const banner = bannerOf(graphState(demo({ inbound: { ...open, backend: [] }, observation: answered([], ['B']) })));
    assert.equal(banner?.reason, 'some-silent');
    assert.equal(banner.title, 'The collector reaches 2 of 3 probes');
    assert.match(banner.detail, /^Profile backend lacks /);
  });

  it('names the tier if it blocks a probe, and offers no rule of a profile', () => {
    const connection = demo({ inbound: open, observation: answered([], ['B']) });
    assert.ok(connection.state === 'connected' && connection.snapshot.policy.state === 'ready');
    const { data } = connection.snapshot.policy;
    const backend = NETWORKS.find(({ name }) => name === 'backend')?.id ?? assert.fail();
    const endpoints = data.endpoints.map((endpoint) =>
      endpoint.profileIds.includes(backend) ? { ...endpoint, labels: { role: 'db' } } : endpoint,
    );
    const policy: TieredPolicy = {
      kind: 'policy',
      tier: 'lockdown',
      name: 'shut',
      selector: "role == 'db'",
      order: 1,
      inbound: [],
      outbound: [],
      stored: undefined,
    };
    const shut = withPolicies({ ...data, endpoints }, [{ tier: 'lockdown', name: 'shut', policy }]);
    const state = graphState({
      ...connection,
      snapshot: { ...connection.snapshot, policy: { state: 'ready', data: shut } },
    });
    const banner = bannerOf(state);
    assert.equal(
      banner?.detail,
      'A policy drops what the collector sends, in tier lockdown. Select an edge to see why.',
    );
    assert.deepEqual(banner.actions, []);
    assert.ok(state.kind === 'graph');
    assert.equal(state.nodes[0]?.note, 'Policy blocks the collector: tier lockdown drops it.');
  });

  it('does not blame policy that allows the collector', () => {
    assert.equal(bannerOf(graphState(demo({ inbound: open, observation: answered([], ['B']) }))), undefined);
    const banner = bannerOf(graphState(demo({ inbound: open, observation: answered([], ['B', 'C', 'F']) })));
    assert.deepEqual([banner?.reason, banner?.actions], ['no-probe-reached', []]);
  });
});
