import assert from 'node:assert/strict';
import { countOf, describe as inWords, effectOf } from '../../../src/cluster/analysis/policy-impact';
import { profileNamed, dataOf } from '../../../src/cluster/model/indexes';
import { knownPorts } from '../../../src/cluster/model/known-ports';
import { withPolicies, type PolicyDraft } from '../../../src/cluster/model/policies';
import type { Part, Snapshot } from '../../../src/cluster/model/snapshot';
import { listeningPorts } from '../../../src/cluster/model/listening-ports';
import { workloadsOf } from '../../../src/cluster/model/workloads';
import { parseRule } from '../../../src/policy/calico1/grammar';
import type { Profile } from '../../../src/policy/calico1/profile';
import type { Rule } from '../../../src/policy/calico1/rule';
import { app, demoSnapshot, NETWORKS, UI_TO_PROBE, type DemoName } from '../graph/demo-cluster';

const SNAPSHOT = demoSnapshot();
const idOf = (name: string) => NETWORKS.find((network) => network.name === name)?.id ?? name;

function rule(text: string): Rule {
  const { rule: parsed } = parseRule(text);
  assert.ok(parsed, text);
  return { ...parsed, ...(parsed.src_tag !== undefined && { src_tag: idOf(parsed.src_tag) }) };
}

function profile(name: DemoName, snapshot: Snapshot = SNAPSHOT): Profile {
  const found = profileNamed(idOf(name), dataOf(snapshot.policy));
  assert.ok(found?.kind === 'profile');
  return found;
}

/** The effect of an additional inbound rule, as text: what opens, what closes. */
function added(
  text: string,
  name: DemoName,
  snapshot: Snapshot = SNAPSHOT,
  at: 'end' | 'start' = 'end',
): readonly (readonly string[])[] {
  const before = profile(name, snapshot);
  const inbound = at === 'end' ? [...before.inbound, rule(text)] : [rule(text), ...before.inbound];
  const effect = effectOf([{ ...before, inbound }], snapshot);
  assert.ok(effect);
  return [inWords(effect.opened, effect, snapshot, 9), inWords(effect.closed, effect, snapshot, 9)];
}

describe('impact of a draft', () => {
  it('shows what opens by display name', () =>
    assert.deepEqual(added('allow tcp from tag client to ports 9000', 'frontend'), [['client → frontend:9000'], []]));

  it('includes ports that were unused before, and those that no rule specifies', () => {
    assert.deepEqual(added('allow tcp from tag client to ports 8080', 'frontend'), [['client → frontend:8080'], []]);
    assert.deepEqual(added('allow tcp from tag client', 'frontend'), [['client → frontend:9000,9001 and others'], []]);
  });

  it('includes udp and icmp if a rule matches them', () => {
    assert.deepEqual(added('allow udp from tag client to ports 53', 'frontend'), [['client → frontend:53/udp'], []]);
    assert.deepEqual(added('allow icmp from tag client', 'frontend'), [['client → frontend by icmp'], []]);
  });

  it('includes outside machines by the CIDR in a rule', () => {
    assert.deepEqual(added('allow tcp from cidr 172.24.0.0/16 to ports 9001', 'management-ui'), [
      ['172.24.0.0/16 → management-ui:9001'],
      [],
    ]);
    const [opened] = added('allow tcp to ports 9001', 'management-ui');
    assert.deepEqual(opened, ['anyone outside, backend, client and 1 more → management-ui:9001']);
  });

  it('lists what closes', () => {
    const open = demoSnapshot({ inbound: { frontend: [UI_TO_PROBE] } });
    assert.deepEqual(added('deny tcp from tag management-ui to ports 9000', 'frontend', open, 'start'), [
      [],
      ['management-ui → frontend:9000'],
    ]);
  });

  it('includes the effect of tags', () => {
    const open = demoSnapshot({ inbound: { frontend: [UI_TO_PROBE] } });
    const client = profile('client', open);
    const effect = effectOf([{ ...client, tags: [...client.tags, idOf('management-ui')] }], open);
    assert.ok(effect);
    assert.deepEqual(inWords(effect.opened, effect, open, 9).toSorted(), [
      'client → frontend:9000',
      'client → management-ui:9000,9001 and others',
    ]);
    assert.equal(countOf(effect.opened), 2);
  });

  it('includes the effect of removing a profile', () => {
    const open = demoSnapshot({ inbound: { frontend: [UI_TO_PROBE] } });
    const effect = effectOf([], open, [idOf('management-ui')]);
    assert.ok(effect);
    assert.deepEqual(
      [inWords(effect.opened, effect, open, 9), inWords(effect.closed, effect, open, 9)],
      [[], ['management-ui → anyone outside:9000,9001 and others', 'management-ui → frontend:9000']],
    );
  });

  it('checks a limited number of ports, first those in the change, and counts the rest', () => {
    const many = Array.from({ length: 100 }, (_, index) => 20_000 + index);
    const busy = demoSnapshot({
      inbound: { backend: [{ action: 'allow', protocol: 'tcp', src_tag: idOf('client'), dst_ports: many }] },
    });
    const before = profile('frontend', busy);
    const effect = effectOf([{ ...before, inbound: [rule('allow tcp from tag client to ports 9000')] }], busy);
    assert.ok(effect);
    assert.deepEqual([inWords(effect.opened, effect, busy, 9), effect.unasked], [['client → frontend:9000'], 39]);
  });

  it('is empty for an unchanged draft', () =>
    assert.deepEqual(effectOf([profile('client')], SNAPSHOT), {
      opened: [],
      closed: [],
      outside: new Map([['203.0.113.1', 'anyone outside']]),
      unasked: 0,
      lacksServices: false,
    }));

  it('counts what it omits', () => {
    const effect = effectOf(
      ['client', 'frontend', 'backend'].map((name) => ({ ...profile(name as DemoName), inbound: [rule('allow')] })),
      SNAPSHOT,
    );
    assert.ok(effect);
    assert.equal(countOf(effect.opened), 12);
    assert.match(inWords(effect.opened, effect, SNAPSHOT, 1).at(-1) ?? '', /^and \d more$/);
  });
});

describe('workloads', () => {
  it('are named after their apps, with the address if an app has several', () => {
    assert.deepEqual(
      workloadsOf(SNAPSHOT).map(({ name }) => name),
      ['backend', 'client', 'frontend', 'management-ui'],
    );
    const [client, task] = [app('client'), app('client').tasks[0]];
    assert.ok(task);
    const apps = [
      app('management-ui'),
      { ...client, tasks: [task, { ...task, id: 'client.2', addresses: ['192.168.0.2'] }] },
    ];
    const two = demoSnapshot({ marathon: { apps } });
    assert.deepEqual(
      workloadsOf(two).map(({ name }) => name),
      ['192.168.0.3', 'client (192.168.0.1)', 'client (192.168.0.2)', 'management-ui'],
    );
  });

  it('are found through the network if Marathon has no address', () => {
    const apps = ['client', 'frontend'].map((name) => {
      const known = app(name as DemoName);
      return { ...known, tasks: known.tasks.map((task) => ({ ...task, addresses: [] })) };
    });
    assert.deepEqual(
      workloadsOf(demoSnapshot({ marathon: { apps } })).map(({ name }) => name),
      ['192.168.0.3', '192.168.255.254', 'client', 'frontend'],
    );
  });

  it('listen on the ports of their apps and on star’s own ports', () => {
    const ports = new Map([...listeningPorts(SNAPSHOT)].map(([endpoint, list]) => [endpoint.split('/').at(-1), list]));
    assert.deepEqual(ports.get('e-management-ui'), [9001]);
    assert.deepEqual(ports.get('e-client'), [9000]);
  });

  it('determine the ports in use', () => {
    assert.deepEqual(
      knownPorts(SNAPSHOT).map(({ port, users }) => [port, users]),
      [
        [9000, ['backend', 'client', 'frontend', 'probed by client', 'probed by frontend', 'probed by backend']],
        [9001, ['management-ui']],
      ],
    );
  });
});

describe('impact of a policy draft', () => {
  const id = { tier: 'default', name: 'shut' };
  const draft = (selector: string, ...inbound: readonly Rule[]): PolicyDraft => ({
    ...id,
    policy: {
      kind: 'policy',
      ...id,
      selector,
      order: 1,
      inbound,
      outbound: [{ action: 'next-tier' }],
      stored: undefined,
    },
  });
  const open = demoSnapshot({ inbound: { frontend: [rule('allow tcp from tag client to ports 9000')] } });
  const labelled = {
    ...open,
    policy: mapPart(open.policy, (data) => ({
      ...data,
      endpoints: data.endpoints.map((endpoint) => ({
        ...endpoint,
        labels: { role: endpoint.profileIds.includes(idOf('frontend')) ? 'front' : 'other' },
      })),
    })),
  };
  const effect = (...drafts: readonly PolicyDraft[]) => {
    const found = effectOf([], labelled, [], drafts) ?? assert.fail();
    return [inWords(found.opened, found, labelled, 9), inWords(found.closed, found, labelled, 9)];
  };

  it('closes only what a new policy does not allow for the endpoints it selects', () => {
    assert.deepEqual(effect(draft("role == 'front'")), [[], ['client → frontend:9000']]);
    assert.deepEqual(effect(draft("role == 'nobody'")), [[], []]);
    assert.deepEqual(effect(draft("role == 'front'", { action: 'next-tier' })), [[], []]);
  });

  it('opens what it allows before the profiles are evaluated', () =>
    assert.deepEqual(effect(draft("role == 'front'", rule('allow tcp to ports 7'), { action: 'next-tier' }))[1], []));

  it('opens what a removed policy blocked', () => {
    const shut = {
      ...labelled,
      policy: mapPart(labelled.policy, (data) => withPolicies(data, [draft("role == 'front'")])),
    };
    const found = effectOf([], shut, [], [{ ...id, policy: undefined }]) ?? assert.fail();
    assert.deepEqual(inWords(found.opened, found, shut, 9), ['client → frontend:9000']);
  });
});

function mapPart<T>(part: Part<T>, change: (data: T) => T): Part<T> {
  return part.state === 'ready' ? { ...part, data: change(part.data) } : part;
}
