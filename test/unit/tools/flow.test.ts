import assert from 'node:assert/strict';
import { dataOf } from '../../../src/cluster/model/indexes';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { explainFlow } from '../../../src/features/chat-tools/flow';
import { flowInput, readInput } from '../../../src/features/chat-tools/input';
import { partyCalled } from '../../../src/features/chat-tools/names';
import { endpoint, app, network, profile, snapshot, task } from '../cluster/fixtures';
import { SEEN_AT, STARS } from './cluster';

const explain = (input: object, cluster: Snapshot = STARS) =>
  explainFlow(
    readInput(flowInput, input),
    dataOf(cluster.policy) ?? assert.fail(),
    cluster,
    { address: 'http://172.24.197.101', virtualHost: 'my.marathon.app' },
    SEEN_AT + 7_000,
  );

describe('explanation of a flow for a model', () => {
  it('describes the verdict in sentences, the near misses, and what each would open', () => {
    const { why, nearMisses, ...rest } = explain({ from: 'client', to: 'frontend', port: 9000 });
    assert.deepEqual(rest, {
      from: 'client',
      to: 'frontend',
      protocol: 'tcp',
      port: 9000,
      verdict: 'denied',
      measured: { state: 'unreachable', secondsAgo: 7 },
    });
    assert.equal(why[0], 'The flow is dropped; the client sees a timeout.');
    assert.match(why.at(-1) ?? '', /^frontend does not accept it: none of the 2 inbound rules of frontend matches/);
    assert.deepEqual(nearMisses?.[0], {
      why: 'frontend’s inbound rule 2 ‘allow tcp from tag client to ports 9001’ would match except for the port: it specifies 9001, but the flow uses 9000.',
      commands: [
        'calicoctl profile frontend rule remove inbound --at=2',
        'calicoctl profile frontend rule add inbound allow tcp from tag client to ports 9001,9000',
      ],
      opens: ['client → frontend:9000'],
      closes: [],
    });
  });

  it('describes what would deny an allowed flow', () => {
    const { verdict, waysToDeny, nearMisses, measured } = explain({ from: 'frontend', to: 'backend', port: 9000 });
    assert.deepEqual([verdict, nearMisses, measured?.state], ['allowed', undefined, 'reachable']);
    assert.deepEqual(waysToDeny?.[0]?.commands, [
      'calicoctl profile backend rule remove inbound allow tcp from tag frontend to ports 9000',
    ]);
    assert.deepEqual(waysToDeny[0].closes, ['frontend → backend:9000']);
  });

  it('supports machines outside, addresses, and protocols without ports', () => {
    assert.equal(explain({ from: 'outside', to: 'management-ui', port: 9001 }).verdict, 'allowed');
    assert.equal(explain({ from: 'anyone outside', to: 'client', port: 9000 }).from, 'Anyone outside');
    assert.equal(explain({ from: '192.168.0.2', to: '192.168.0.3', port: 9000 }).verdict, 'allowed');
    assert.deepEqual(
      [
        explain({ from: 'client', to: '8.8.8.8', protocol: 'icmp' }).verdict,
        explain({ from: 'client', to: '8.8.8.8', protocol: 'icmp' }).port,
      ],
      ['allowed', undefined],
    );
  });

  it('suggests in errors what to request instead', () => {
    assert.throws(() => explain({ from: 'client', to: 'frontend' }), /A tcp flow requires “port”/);
    assert.throws(() => explain({ from: 'client', to: 'fronted', port: 1 }), {
      advice: 'Workloads: backend, client, frontend, management-ui.',
    });
    assert.throws(() => explain({ from: 'client', to: 'frontend', port: 70_000 }), /match the tool’s schema at “port”/);
    assert.throws(() => explain({ to: 'frontend', port: 1 }), /at “from”/);
    assert.throws(() => explain({ from: 'client', to: 'frontend', protocol: 'sctp', port: 1 }), /at “protocol”/);
  });
});

describe('party names', () => {
  const web = snapshot({
    policy: {
      profiles: [profile('n1', [])],
      endpoints: [
        endpoint('e1', ['n1'], '10.0.0.1'),
        endpoint('e2', ['n1'], '10.0.0.2'),
        endpoint('e3', ['db'], '10.0.0.3'),
      ],
    },
    marathon: {
      apps: [
        app('/shop/web', [task('/shop/web', '10.0.0.1'), task('/shop/web', '10.0.0.2')]),
        app('/shop/db', [task('/shop/db', '10.0.0.3')]),
      ],
    },
    networks: [network('n1', 'front')],
  });

  it('may be those of a workload, app or profile, or an address', () => {
    for (const name of ['db', '/shop/db', 'calico-mesos-02/libnetwork/libnetwork/e3'])
      assert.equal(partyCalled(name, web), 'calico-mesos-02/libnetwork/libnetwork/e3', name);
    assert.equal(partyCalled('web (10.0.0.2)', web), 'calico-mesos-02/libnetwork/libnetwork/e2');
    assert.equal(partyCalled(' 10.0.0.9 ', web), '10.0.0.9');
  });

  it('that are ambiguous are rejected with the candidates', () => {
    const several = {
      message: '“web” matches 2 workloads.',
      advice: 'Request one of them by name: web (10.0.0.1), web (10.0.0.2).',
    };
    assert.throws(() => partyCalled('web', web), several);
    assert.throws(() => partyCalled('front', web), { advice: several.advice });
  });
});
