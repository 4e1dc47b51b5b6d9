import assert from 'node:assert/strict';
import type { ClusterErrorKind } from '../../../src/cluster/connection/errors';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { childrenOf, locateRule } from '../../../src/features/tree/children';
import { nodeId, type TreeNode } from '../../../src/app/tree-nodes';
import { rowOf } from '../../../src/features/tree/rows/row';
import { app, endpoint, idOf, network, profile, snapshot, task } from '../cluster/fixtures';

const CLIENT = idOf('c');
const FRONTEND = idOf('f');

const demo = snapshot({
  networks: [network(CLIENT, 'client'), network(FRONTEND, 'frontend', ['192.168.0.0/16'])],
  policy: {
    profiles: [
      profile(CLIENT, [{ action: 'allow', src_tag: CLIENT }]),
      profile(FRONTEND, [
        { action: 'allow', src_tag: FRONTEND },
        { action: 'allow', protocol: 'tcp', src_tag: CLIENT, dst_ports: [9000] },
      ]),
      profile('plain', [{ action: 'deny' }, { action: 'deny' }]),
    ],
    endpoints: [endpoint(idOf('1'), [CLIENT], '192.168.0.1')],
  },
  marathon: {
    apps: [app('/calico-stars/client', [task('/calico-stars/client', '192.168.0.1')]), app('/other')],
    groups: ['/calico-stars', '/calico-stars/inner'],
  },
});

/** The tree as indented lines of label and description. */
function draw(state: Snapshot, node?: TreeNode, depth = 0): string[] {
  return childrenOf(node, state).flatMap((child) => {
    const row = rowOf(child, state);
    assert.ok(row, `no row for ${nodeId(child)}`);
    return [
      `${'  '.repeat(depth)}${row.label}${row.description === undefined ? '' : ` (${row.description})`}`,
      ...draw(state, child, depth + 1),
    ];
  });
}

describe('tree', () => {
  it('shows networks, profiles by network name, and applications', () => {
    assert.deepEqual(draw(demo), [
      'Networks (2)',
      '  client (calico)',
      '  frontend (calico · 192.168.0.0/16)',
      'Profiles (3)',
      '  client (1 endpoint)',
      '    Inbound (1)',
      '      allow from tag client (1)',
      '    Outbound (1)',
      '      allow (1)',
      '    Tags (1)',
      '      client',
      '    Endpoints (1)',
      '      192.168.0.1 (client on calico-mesos-02)',
      '  frontend (no endpoints)',
      '    Inbound (2)',
      '      allow from tag frontend (1)',
      '      allow tcp from tag client to ports 9000 (2)',
      '    Outbound (1)',
      '      allow (1)',
      '    Tags (1)',
      '      frontend',
      '    Endpoints (0)',
      '  plain (no endpoints)',
      '    Inbound (2)',
      '      deny (1)',
      '      deny (2)',
      '    Outbound (1)',
      '      allow (1)',
      '    Tags (1)',
      '      plain',
      '    Endpoints (0)',
      'Applications (2)',
      '  /calico-stars (1 of 1 running)',
      '    /calico-stars/inner (0 of 0 running)',
      '    client (1 of 1 running)',
      '      192.168.0.1 (running on calico-mesos-02)',
      '  other (0 of 1 running)',
    ]);
  });

  it('has the ID in the tooltip of a network’s profile, and of its tags', () => {
    assert.match(rowOf({ kind: 'profile', profile: CLIENT }, demo)?.tooltip?.join() ?? '', new RegExp(CLIENT));
    assert.deepEqual(rowOf({ kind: 'tag', profile: CLIENT, tag: CLIENT }, demo)?.tooltip, [CLIENT]);
  });

  it('shows the problem in a row, and keeps the last rows of a failed part', () => {
    const failure = { kind: 'unreachable', message: 'etcd can’t be reached.', advice: 'Start it.' } as const;
    const data = demo.policy.state === 'ready' ? demo.policy.data : assert.fail();
    const failing: Snapshot = {
      ...demo,
      policy: { state: 'failed', failure, since: 0, data },
      marathon: { state: 'absent' },
      networks: { state: 'loading' },
    };
    const lines = draw(failing);
    assert.deepEqual(
      [lines[1], lines[3], lines.at(-1)],
      ['  Loading…', '  etcd can’t be reached.', '  No Marathon (none is configured)'],
    );
    assert.ok(lines.includes('  plain (no endpoints)'));
  });

  it('shows the age of a failed part’s rows, and its problem', () => {
    const data = demo.policy.state === 'ready' ? demo.policy.data : assert.fail();
    const failed = (kind: ClusterErrorKind): Snapshot => ({
      ...demo,
      policy: { state: 'failed', failure: { kind, message: 'No.' }, since: 1_000, data },
    });
    const described = (kind: ClusterErrorKind) =>
      rowOf({ kind: 'profiles' }, failed(kind), undefined, 181_000)?.description;
    assert.deepEqual(
      [described('timeout'), described('forbidden'), described('server')],
      ['3 · unreachable, 3 min old', '3 · refused, 3 min old', '3 · failing, 3 min old'],
    );
    assert.match(
      rowOf({ kind: 'failure', of: 'profiles' }, failed('timeout'))?.tooltip?.at(-1) ?? '',
      /were last updated at .+ and may be out of date/,
    );
  });

  it('fades the rows of a part that fails, and no others', () => {
    const data = demo.policy.state === 'ready' ? demo.policy.data : assert.fail();
    const failing: Snapshot = {
      ...demo,
      policy: { state: 'failed', failure: { kind: 'timeout', message: 'No.' }, since: 0, data },
    };
    const faded = (node?: TreeNode): string[] =>
      childrenOf(node, failing).flatMap((child) => [
        ...(rowOf(child, failing)?.stale ? [child.kind] : []),
        ...faded(child),
      ]);
    assert.deepEqual([...new Set(faded())].sort(), [
      'direction',
      'endpoint',
      'endpoints',
      'profile',
      'rule',
      'tag',
      'tags',
    ]);
  });

  it('shows an unreadable profile with the reason', () => {
    const broken = snapshot({
      policy: {
        profiles: [
          {
            kind: 'broken',
            name: 'web',
            problems: ['The rules are no JSON.'],
            stored: { tags: undefined, rules: '{', labels: undefined },
          },
        ],
      },
    });
    assert.deepEqual(draw(broken)[3], '  web (can’t be read)');
    assert.deepEqual(rowOf({ kind: 'brokenProfile', profile: 'web' }, broken)?.tooltip, ['The rules are no JSON.']);
  });

  it('gives every row a unique ID, which is the same in another state', () => {
    const ids = (state: Snapshot, node?: TreeNode): string[] =>
      childrenOf(node, state).flatMap((child) => [nodeId(child), ...ids(state, child)]);
    const all = ids(demo);
    assert.equal(new Set(all).size, all.length);
    const scaled = snapshot({
      marathon: { apps: [{ ...app('/calico-stars/client'), instances: 9 }], groups: ['/calico-stars'] },
    });
    assert.ok(ids(scaled).includes(nodeId({ kind: 'app', app: '/calico-stars/client' })));
    assert.ok(all.includes(nodeId({ kind: 'app', app: '/calico-stars/client' })));
  });

  it('finds a rule by content at any position, and distinguishes equal rules by their count', () => {
    const place = (occurrence: number) =>
      locateRule({ kind: 'rule', profile: 'plain', direction: 'inbound', text: 'deny', occurrence }, demo)?.position;
    assert.deepEqual([place(0), place(1), place(2)], [1, 2, undefined]);
  });
});
