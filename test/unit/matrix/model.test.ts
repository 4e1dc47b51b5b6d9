import assert from 'node:assert/strict';
import { compiledOf } from '../../../src/cluster/analysis/compiled';
import { dataOf } from '../../../src/cluster/model/indexes';
import { MeasurementHistory } from '../../../src/features/graph/state/facts/measurement-history';
import { matrixState } from '../../../src/features/matrix/model';
import { isToPage, type Matrix, type MatrixState, type Question } from '../../../src/features/matrix/protocol';
import type { Rule } from '../../../src/policy/calico1/rule';
import { judge, passes } from '../../../src/policy/verdict';
import type { GraphConnection } from '../../../src/features/graph/state/model';
import type { Enforcement } from '../../../src/cluster/model/snapshot';
import { groupedEntries, singleEntries } from '../../../webview/matrix/entries';
import { cellSentence } from '../../../webview/matrix/sentences';
import { Relation } from '../../../webview/matrix/relation';
import { inShop, shop } from '../cluster/calico3-cluster';
import { answered, app, demo, demoSnapshot, NETWORKS, UI_OPEN, UI_TO_PROBE } from '../graph/demo-cluster';

const ON_9000: Question = { protocol: 'tcp', port: 9000 };
const idOf = (name: string) => NETWORKS.find((network) => network.name === name)?.id ?? name;
const from = (tag: string): Rule => ({ action: 'allow', protocol: 'tcp', src_tag: idOf(tag), dst_ports: [9000] });
const STARS = {
  'management-ui': [UI_OPEN],
  client: [UI_TO_PROBE],
  frontend: [UI_TO_PROBE, from('client')],
  backend: [UI_TO_PROBE, from('frontend')],
};

function matrix(state: MatrixState): Matrix {
  assert.ok(state.kind === 'matrix', `no matrix: ${JSON.stringify(state)}`);
  return state;
}

/** The allowed connections, as the page reads them. */
function allowedPairs(shown: Matrix): readonly string[] {
  const relation = new Relation(shown, singleEntries(shown.parties));
  return relation.entries
    .flatMap((source) =>
      relation.entries
        .filter((destination) => source !== destination && relation.allows(source, destination))
        .map((destination) => `${source.name}→${destination.name}`),
    )
    .sort();
}

/** The measurements by name, for example `client→frontend reachable`. */
function measuredPairs({ parties, measured }: Matrix): readonly string[] {
  return measured
    .map(
      ({ from: source, to, state, outdated }) =>
        `${parties[source]?.name ?? ''}→${parties[to]?.name ?? ''} ${state}${outdated ? ' outdated' : ''}`,
    )
    .sort();
}

describe('matrix of a cluster', () => {
  it('lists which parties can connect on a port, including anyone outside', () => {
    const stars = matrix(matrixState(demo({ inbound: STARS }), ON_9000));
    assert.deepEqual(
      stars.parties.map(({ name, kind, profiles }) => [name, kind, ...profiles]),
      [
        ['backend', 'workload', 'backend'],
        ['client', 'workload', 'client'],
        ['frontend', 'workload', 'frontend'],
        ['management-ui', 'workload', 'management-ui'],
        ['Anyone outside', 'outside'],
      ],
    );
    assert.deepEqual(allowedPairs(stars), [
      'backend→Anyone outside',
      'client→Anyone outside',
      'client→frontend',
      'frontend→Anyone outside',
      'frontend→backend',
      'management-ui→Anyone outside',
      'management-ui→backend',
      'management-ui→client',
      'management-ui→frontend',
    ]);
    assert.ok(
      allowedPairs(matrix(matrixState(demo({ inbound: STARS }), { protocol: 'tcp', port: 9001 }))).includes(
        'Anyone outside→management-ui',
      ),
    );
  });

  it('agrees with the verdict of each single flow', () => {
    const udp: Rule = { action: 'allow', protocol: 'udp', src_tag: idOf('client'), dst_ports: [53] };
    const cidr: Rule = { action: 'deny', src_net: '192.168.0.0/31' };
    const icmp: Rule = { action: 'allow', protocol: 'icmp' };
    const connection = demo({
      inbound: {
        'management-ui': [UI_OPEN, icmp],
        client: [cidr, from('frontend'), { action: 'allow' }],
        frontend: [udp, UI_TO_PROBE],
        backend: [],
      },
    });
    assert.ok(connection.state === 'connected');
    const policy = dataOf(connection.snapshot.policy);
    assert.ok(policy);
    const questions: readonly Question[] = [
      ON_9000,
      { protocol: 'tcp', port: 9001 },
      { protocol: 'udp', port: 53 },
      { protocol: 'icmp', port: 0 },
    ];
    for (const { protocol, port } of questions) {
      const shown = matrix(matrixState(connection, { protocol, port }));
      const relation = new Relation(shown, singleEntries(shown.parties));
      for (const [place, source] of relation.entries.entries()) {
        for (const destination of relation.entries) {
          if (source === destination) continue;
          const party = (index: number) =>
            shown.parties[index]?.kind === 'outside'
              ? { address: shown.parties[index].id }
              : { endpoint: shown.parties[index]?.id ?? '' };
          const { enforced: expected } = judge(
            {
              source: party(place),
              destination: party(destination.index),
              protocol,
              ...(port > 0 && { destinationPort: port }),
            },
            compiledOf(policy).model,
          );
          assert.equal(
            relation.allows(source, destination),
            passes(expected),
            `${source.name} → ${destination.name} ${protocol} ${port}`,
          );
        }
      }
    }
  });

  describe('of a cluster with a host endpoint', () => {
    const connection = (ready: string): GraphConnection => {
      const connected = demo({ inbound: STARS });
      assert.ok(connected.state === 'connected' && connected.snapshot.policy.state === 'ready');
      const { data } = connected.snapshot.policy;
      const text = JSON.stringify({
        name: 'eth1',
        expected_ipv4_addrs: ['172.24.197.9'],
        profile_ids: [idOf('client')],
      });
      const enforcement: Enforcement = {
        ready,
        config: new Map(),
        tiers: [],
        hostEndpoints: [{ key: '/calico/v1/host/edge/endpoint/eth1', host: 'edge', id: 'eth1', text }],
        hosts: [{ key: '/calico/v1/host/edge/', name: 'edge', config: new Map(), addresses: ['172.24.197.9'] }],
      };
      const policy = { state: 'ready', data: { ...data, enforcement } } as const;
      return { ...connected, snapshot: { ...connected.snapshot, policy } };
    };

    it('includes it as a party, with what its profile allows', () => {
      const shown = matrix(matrixState(connection('true'), ON_9000));
      assert.deepEqual(
        shown.parties.filter(({ kind }) => kind === 'host').map(({ name, profiles }) => [name, ...profiles]),
        [['eth1 of the host edge', 'client']],
      );
      const pairs = allowedPairs(shown);
      assert.ok(
        pairs.includes('eth1 of the host edge→frontend') && pairs.includes('management-ui→eth1 of the host edge'),
      );
      assert.ok(!pairs.includes('eth1 of the host edge→backend') && !pairs.includes('frontend→eth1 of the host edge'));
    });

    it('shows that nothing is in force while the datastore is not ready', () => {
      const state = matrixState(connection('false'), ON_9000);
      assert.ok(state.kind === 'empty');
      assert.equal(state.title, 'This policy is not in force');
    });
  });

  it('has no verdict for pairs that can’t be evaluated', () => {
    const shown = matrix(matrixState(demo({ inbound: STARS }), ON_9000));
    const all = Buffer.alloc(4, 0xff).toString('base64');
    const none = Buffer.alloc(4).toString('base64');
    const unevaluated = shown.allowed.map((_, number) => (number === shown.parties[0]?.class ? all : none));
    const relation = new Relation({ ...shown, unevaluated }, singleEntries(shown.parties));
    const [first, second] = relation.entries;
    assert.ok(first && second);
    assert.deepEqual([relation.evaluates(second, first), relation.evaluates(first, second)], [false, true]);
    assert.match(cellSentence(second, first, relation).before, /policy can’t be evaluated for this pair$/);
  });

  it('names the services whose endpoints it would have to know', () => {
    const source = { services: { namespace: 'shop', name: 'web' } };
    const snapshot = shop(
      inShop('NetworkPolicy', 'networkpolicies', 'own', {
        selector: "role == 'db'",
        ingress: [{ action: 'Allow', source }],
      }),
    );
    const connected = { ...demo(), snapshot };
    const shown = matrix(matrixState(connected, ON_9000));
    assert.deepEqual(shown.unknownServices, ['shop/web']);
    assert.deepEqual(
      shown.parties.slice(0, 1).map(({ name, app, namespace, profiles }) => ({ name, app, namespace, profiles })),
      [{ name: 'shop/db-1', app: 'shop/db-1', namespace: 'shop', profiles: [] }],
    );
    const relation = new Relation(shown, singleEntries(shown.parties));
    const sentences = relation.entries.flatMap((from) =>
      relation.entries.map((to) => cellSentence(from, to, relation).before),
    );
    assert.ok(sentences.some((sentence) => sentence.endsWith('endpoints are not known, shop/web')));
    assert.equal(matrix(matrixState(demo(), ON_9000)).unknownServices, undefined);
  });

  it('initially uses the port with the most listeners', () => {
    assert.deepEqual(matrix(matrixState(demo())).question, ON_9000);
    assert.deepEqual(matrix(matrixState(demo({ marathon: { apps: [app('management-ui')] } }))).question, {
      protocol: 'tcp',
      port: 9001,
    });
  });

  it('shows measurements of unambiguous pairs', () => {
    const observation = answered(['C→F'], ['B']);
    assert.deepEqual(measuredPairs(matrix(matrixState(demo({ inbound: STARS, observation }), ON_9000))), [
      'client→backend unreachable',
      'client→frontend reachable',
      'frontend→backend unreachable',
      'frontend→client unreachable',
      'management-ui→backend unreachable',
      'management-ui→client reachable',
      'management-ui→frontend reachable',
    ]);
    assert.deepEqual(matrix(matrixState(demo({ observation }), { protocol: 'tcp', port: 9001 })).measured, []);
    assert.deepEqual(matrix(matrixState(demo({ observation }), { protocol: 'udp', port: 9000 })).measured, []);
  });

  it('omits measurements for a name shared by several tasks', () => {
    const [client] = app('client').tasks;
    assert.ok(client);
    const apps = ['management-ui', 'frontend', 'backend'].map((name) => app(name as 'frontend'));
    const two = { ...app('client'), tasks: [client, { ...client, id: 'client.2', addresses: ['192.168.0.9'] }] };
    const policy = demoSnapshot().policy;
    assert.ok(policy.state === 'ready');
    const [, first] = policy.data.endpoints;
    assert.ok(first);
    const endpoints = [...policy.data.endpoints, { ...first, id: 'e-client-2', ipv4Nets: ['192.168.0.9/32'] }];
    const connection = demo({ marathon: { apps: [...apps, two] }, observation: answered(['C→F']) });
    assert.ok(connection.state === 'connected');
    const shown = matrix(
      matrixState(
        {
          ...connection,
          snapshot: { ...connection.snapshot, policy: { state: 'ready', data: { ...policy.data, endpoints } } },
        },
        ON_9000,
      ),
    );
    assert.deepEqual(shown.parties.map(({ name }) => name).slice(1, 3), [
      'client (192.168.0.1)',
      'client (192.168.0.9)',
    ]);
    assert.ok(
      measuredPairs(shown).every((pair) => !pair.includes('client')),
      measuredPairs(shown).join(),
    );
    assert.ok(measuredPairs(shown).includes('frontend→backend unreachable'));
    assert.deepEqual(
      groupedEntries(shown.parties).map(({ name }) => name),
      ['backend', 'client ×2', 'frontend', 'management-ui', 'Anyone outside'],
    );
  });

  it('marks a measurement from before a policy change as outdated, and a later one as a mismatch', () => {
    const measurementHistory = new MeasurementHistory();
    const at = Date.parse('2016-04-11T13:00:00Z');
    const seen = (reach: readonly string[], after: number, inbound = STARS) => {
      const connection = demo({ inbound, observation: answered(reach, [], at + after) });
      assert.ok(connection.state === 'connected');
      return measuredPairs(matrix(matrixState({ ...connection, policySince: at }, ON_9000, measurementHistory)));
    };
    assert.ok(seen(['C→F'], 1_000).includes('frontend→backend unreachable outdated'));
    assert.ok(seen(['C→F'], 60_000).includes('frontend→backend unreachable'));
  });

  it('shows the reason if there is nothing to show', () => {
    const reasonOf = (state: MatrixState) =>
      state.kind === 'empty' ? [state.reason, ...state.actions.map(({ command }) => command)] : ['matrix'];
    assert.deepEqual(reasonOf(matrixState({ state: 'disconnected' })), ['no-cluster', 'startDemo', 'connect']);
    assert.deepEqual(reasonOf(matrixState({ state: 'connecting', name: 'a' })), ['connecting']);
    assert.deepEqual(
      reasonOf(matrixState({ state: 'failed', name: 'a', failure: { kind: 'timeout', message: 'late' } })),
      ['cluster-failed', 'refresh', 'editCluster', 'openLog'],
    );
    const connection = demo();
    assert.ok(connection.state === 'connected' && connection.snapshot.policy.state === 'ready');
    const bare = {
      ...connection.snapshot,
      policy: { ...connection.snapshot.policy, data: { ...connection.snapshot.policy.data, endpoints: [] } },
    };
    assert.deepEqual(reasonOf(matrixState({ ...connection, snapshot: bare })), ['not-launched', 'launchGroup']);
    assert.deepEqual(
      reasonOf(matrixState({ ...connection, snapshot: { ...bare, networks: { state: 'ready', data: [] } } })),
      ['not-launched', 'createDemoNetworks', 'launchGroup'],
    );
    assert.deepEqual(reasonOf(matrixState({ ...connection, snapshot: { ...bare, policy: { state: 'loading' } } })), [
      'connecting',
    ]);
  });

  it('conforms to the protocol', () => {
    const states = [matrixState(demo({ observation: answered([]) })), matrixState({ state: 'disconnected' })];
    for (const state of states)
      assert.ok(isToPage(JSON.parse(JSON.stringify({ type: 'state', revision: 1, sentAt: 0, state }))));
  });
});
