import assert from 'node:assert/strict';
import { endpointName } from '../../../src/cluster/analysis/stored';
import { Command } from '../../../src/app/ids';
import type { NodeKind, TreeNode } from '../../../src/app/tree-nodes';
import { detailsName, detailsOf } from '../../../src/features/row-menu/details';
import { removalOf, renameCommandOf } from '../../../src/features/row-menu/keys';
import { subjectOf, type TrafficRow } from '../../../src/features/row-menu/subject';
import { clickOn } from '../../../src/features/tree/click';
import { childrenOf } from '../../../src/features/tree/children';
import { rowOf } from '../../../src/features/tree/rows/row';
import { app, endpoint, idOf, network, profile, snapshot, task } from '../cluster/fixtures';

const CLIENT = idOf('c');
const container = { id: idOf('7'), name: 'mesos-client', endpointId: idOf('1'), ipv4: '192.168.0.1/16' };
const state = snapshot({
  networks: [
    { ...network(CLIENT, 'client', ['192.168.0.0/16']), containers: [container] },
    network(idOf('e'), 'empty'),
  ],
  policy: {
    profiles: [profile(CLIENT, [{ action: 'allow', src_tag: CLIENT }])],
    endpoints: [endpoint(idOf('1'), [CLIENT], '192.168.0.1')],
    enforcement: {
      ready: 'true',
      config: new Map(),
      tiers: [],
      hosts: [{ key: '/calico/v1/host/h/', name: 'h', config: new Map(), addresses: ['10.0.0.9'] }],
      hostEndpoints: [
        {
          key: '/calico/v1/host/h/endpoint/eth0',
          host: 'h',
          id: 'eth0',
          text: '{"name":"eth0","expected_ipv4_addrs":["10.0.0.1"],"profile_ids":["web"]}',
        },
      ],
    },
  },
  marathon: {
    apps: [app('/stars/client', [task('/stars/client', '192.168.0.1')]), app('/stars/idle')],
    groups: ['/stars'],
  },
});

const ROWS = {
  endpoint: { kind: 'endpoint', profile: CLIENT, endpoint: endpointName(endpoint(idOf('1'), [], '')) },
  container: { kind: 'container', networkId: CLIENT, endpointId: idOf('1') },
  task: { kind: 'task', task: 'stars_client.1' },
  app: { kind: 'app', app: '/stars/client' },
  network: { kind: 'network', networkId: CLIENT },
  hostEndpoint: { kind: 'hostEndpoint', host: 'h', id: 'eth0' },
} as const satisfies Record<Exclude<TrafficRow['kind'], 'workload'>, TrafficRow>;

describe('rows of what sends and receives traffic', () => {
  it('have a name, an id, addresses, an endpoint and a profile', () => {
    const told = Object.values(ROWS).map((row) => {
      const subject = subjectOf(row, state) ?? assert.fail(row.kind);
      return [subject.name, subject.id, subject.addresses, subject.parties.map(({ name }) => name), subject.profiles];
    });
    assert.deepEqual(told, [
      ['client', idOf('1'), ['192.168.0.1'], ['client'], [CLIENT]],
      ['mesos-client', idOf('7'), ['192.168.0.1'], ['client'], [CLIENT]],
      ['client', 'stars_client.1', ['192.168.0.1'], ['client'], [CLIENT]],
      ['client', '/stars/client', ['192.168.0.1'], ['client'], [CLIENT]],
      ['client', CLIENT, ['192.168.0.0/16'], ['client'], [CLIENT]],
      ['eth0', 'eth0', ['10.0.0.1'], ['eth0 of the host h'], ['web']],
    ]);
  });

  it('are nothing once they are gone', () => {
    for (const row of Object.values(ROWS)) assert.equal(subjectOf(row, snapshot()), undefined, row.kind);
  });

  it('show their details without IDs in the heading', () => {
    for (const row of Object.values(ROWS)) {
      const [heading = ''] = detailsOf(row, state)?.split('\n') ?? [];
      assert.doesNotMatch(heading, /[0-9a-f]{20}/, row.kind);
    }
    const lines = detailsOf(ROWS.endpoint, state)?.split('\n') ?? [];
    for (const line of ['Address: 192.168.0.1', 'Profile: client', 'Listens on: tcp 9000', `Endpoint ${idOf('1')}`])
      assert.ok(lines.includes(line), `${line} in\n${lines.join('\n')}`);
  });
});

describe('rows without an endpoint', () => {
  const { marathon } = snapshot({
    marathon: {
      pods: [{ id: '/stars/pod', containers: ['sidecar'], networks: ['client'] }],
      deployments: [
        { id: 'd1', affectedApps: ['/stars/client'], currentStep: 1, totalSteps: 2, actions: ['ScaleApplication'] },
      ],
    },
  });
  const busy = { ...state, marathon };

  it('show what is known about them', () => {
    const pod = { kind: 'pod', pod: '/stars/pod' } as const;
    assert.equal(detailsName(pod, busy), 'pod');
    assert.match(detailsOf(pod, busy) ?? '', /^pod\n.*\n\nPod \/stars\/pod\nContainers sidecar/);
    assert.match(detailsOf({ kind: 'deployment', deployment: 'd1' }, busy) ?? '', /step 1 of 2\n.*\n\nDeployment d1/);
    assert.equal(detailsOf({ kind: 'deployment', deployment: 'd2' }, busy), undefined);
  });
});

describe('keys in the tree', () => {
  const rule: TreeNode = { kind: 'rule', profile: CLIENT, direction: 'inbound', text: 'deny', occurrence: 0 };

  it('remove rows of one kind, and nothing else', () => {
    assert.equal(removalOf([rule, { ...rule, occurrence: 1 }]), Command.removeRule);
    assert.equal(removalOf([rule, { kind: 'tag', profile: CLIENT, tag: 'x' }]), undefined);
    assert.equal(removalOf([ROWS.network]), Command.removeNetwork);
    assert.equal(removalOf([ROWS.endpoint]), undefined);
    assert.equal(removalOf([]), undefined);
  });

  it('rename what has a name, and open what has a text', () => {
    assert.equal(renameCommandOf({ kind: 'profile', profile: CLIENT }), Command.renameProfile);
    assert.equal(renameCommandOf(rule), Command.openRules);
    assert.equal(renameCommandOf(ROWS.task), undefined);
  });

  // Which keys a row answers: C for a click and Enter, D for Delete, R for F2.
  const KEYS: Readonly<Record<NodeKind, string>> = {
    cluster: '',
    connection: 'C',
    networks: '',
    profiles: '',
    applications: '',
    policies: '',
    namespaces: '',
    namespace: '',
    workload: '',
    hosts: '',
    host: 'C',
    hostEndpoints: '',
    hostEndpoint: 'C',
    decidingPolicy: 'C',
    tier: 'DR',
    policy: 'CDR',
    brokenPolicy: 'CD',
    policyRule: 'CDR',
    networkSets: '',
    resourceTier: 'R',
    resource: 'CDR',
    resourceRule: 'C',
    network: 'D',
    container: 'C',
    profile: 'DR',
    brokenProfile: 'CD',
    direction: '',
    rule: 'CDR',
    tags: '',
    tag: 'CDR',
    endpoints: '',
    endpoint: 'C',
    group: 'D',
    app: 'C',
    task: 'C',
    pod: 'C',
    deployment: 'CD',
    loading: '',
    failure: 'C',
    problem: 'C',
    hint: 'C',
  };
  for (const [kind, keys] of Object.entries(KEYS))
    it(`of the row ${kind}: ${keys === '' ? 'it only expands' : keys}`, () => {
      // Which keys a row answers depends on its kind alone.
      const node = { kind, of: 'networks' } as unknown as TreeNode;
      const answers = [
        clickOn(node, { label: '', expand: 'collapsed' }) ? 'C' : '',
        removalOf([node]) === undefined ? '' : 'D',
        renameCommandOf(node) === undefined ? '' : 'R',
      ];
      assert.equal(answers.join(''), keys);
    });

  it('do something in every row that does not expand', () => {
    const all = (node?: TreeNode): readonly TreeNode[] =>
      childrenOf(node, state).flatMap((child) => [child, ...all(child)]);
    const silent = all().filter((node) => {
      const row = rowOf(node, state);
      return row?.expand === 'none' && !clickOn(node, row);
    });
    assert.deepEqual(silent, []);
  });
});
