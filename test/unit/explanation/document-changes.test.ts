import assert from 'node:assert/strict';
import { documentChanges } from '../../../src/features/explanation/document-changes';
import { explainConnection } from '../../../src/features/explanation/explain';
import { dataOf } from '../../../src/cluster/model/indexes';
import { resourceNamed } from '../../../src/cluster/model/resources';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { formatPolicy, formatProfile } from '../../../src/policy/calico1/document';
import { decodePolicy } from '../../../src/policy/calico1/policy';
import { formatResource } from '../../../src/policy/documents';
import { object } from '../../contract/etcd/calico3-objects';
import { shop } from '../cluster/calico3-cluster';
import { endpoint, idOf, network, profile, snapshot } from '../cluster/fixtures';
import { tier, tieredCluster } from '../cluster/tiered-cluster';

const [CLIENT, SERVER] = [idOf('c'), idOf('5')];
const at = (id: string) => `calico-mesos-02/libnetwork/libnetwork/${id}`;

/** What the explanation of a connection offers in a document: titles and the texts after each change. */
function offered(
  state: Snapshot,
  ends: { readonly from: string; readonly to: string },
  place: Omit<Parameters<typeof documentChanges>[1], 'cluster'>,
  text: string,
) {
  const explained = explainConnection({ ...ends, protocol: 'tcp', port: 80 }, state) ?? assert.fail('unknown');
  return documentChanges(explained, { cluster: 'c', ...place }, text, state).map(({ title, change }) => ({
    title,
    text: text.slice(0, change.start) + change.text + text.slice(change.end),
  }));
}

describe('the changes that an explanation offers in documents', () => {
  describe('of a profile', () => {
    const server = profile(SERVER, [
      { action: 'allow', src_tag: CLIENT, protocol: 'udp' },
      { action: 'deny', src_tag: CLIENT },
    ]);
    const state = snapshot({
      networks: [network(CLIENT, 'client'), network(SERVER, 'server')],
      policy: {
        profiles: [profile(CLIENT, []), server],
        endpoints: [endpoint('e1', [CLIENT], '10.0.0.1'), endpoint('e2', [SERVER], '10.0.0.2')],
      },
    });
    const ends = { from: at('e1'), to: at('e2') };
    assert.ok(server.kind === 'profile');
    const text = formatProfile(server, 'server', [{ id: CLIENT, name: 'client' }]);
    const open = (edited = text) => offered(state, ends, { name: 'server', of: 'document' }, edited);

    it('are named after the connection and the rule, and keep comments', () => {
      const commented = text.replace('deny from tag client', 'deny from tag client  # never');
      const found = open(commented).find(({ title }) => title.includes('add “allow tcp from tag client to ports 80”'));
      assert.match(found?.title ?? '', /^Allow This: .+ on tcp 80 \(add “allow tcp from tag client to ports 80”\)$/);
      assert.match(found?.text ?? '', /\n {2}allow tcp from tag client to ports 80\n/);
      assert.match(found?.text ?? '', /\n {2}deny from tag client {2}# never\n/);
    });

    it('are none after an edit of the same rules, and in other documents', () => {
      assert.ok(open().length > 0);
      assert.deepEqual(open(text.replace('  deny from tag client\n', '')), []);
      assert.deepEqual(offered(state, ends, { name: 'client', of: 'document' }, text), []);
      assert.deepEqual(offered(state, ends, { name: 'server', of: 'rules' }, text), []);
      assert.deepEqual(offered(state, ends, { name: 'server', tier: 'default', of: 'document' }, text), []);
    });
  });

  describe('of a policy of a tier', () => {
    const stored = JSON.stringify({
      selector: "role == 'db'",
      order: 1,
      inbound_rules: [{ action: 'allow', protocol: 'tcp', dst_ports: [443] }],
      outbound_rules: [],
    });
    const state = tieredCluster([tier('default', { db: stored })], {
      policy: { profiles: [profile('web', []), profile('db', [{ action: 'allow' }])] },
    });
    const policy = decodePolicy({ tier: 'default', name: 'db' }, stored);
    assert.ok(policy.kind === 'policy');
    const text = formatPolicy(policy);
    const ends = { from: at('e1'), to: at('e2') };

    it('change its rules, not those of the profile of the same name', () => {
      const changes = offered(state, ends, { name: 'db', tier: 'default', of: 'document' }, text);
      assert.ok(changes.length > 0);
      for (const change of changes) assert.match(change.text, /^# The policy "db"/);
      assert.ok(changes.some((change) => /\n {2}allow tcp .*ports .*80.*\n/.test(change.text)));
      assert.deepEqual(offered(state, ends, { name: 'db', of: 'document' }, text), []);
    });
  });

  describe('of an object of Calico 3', () => {
    const id = { kind: 'NetworkPolicy', namespace: 'shop', name: 'db' } as const;
    const state = shop([
      'networkpolicies/shop/db',
      object('NetworkPolicy', 'db', { selector: "role == 'db'", types: ['Ingress'] }, { namespace: 'shop' }),
    ]);
    const text = formatResource(resourceNamed(id, dataOf(state.policy)) ?? assert.fail());
    const ends = { from: 'node1/k8s/shop/web-1/eth0', to: 'node1/k8s/shop/db-1/eth0' };
    const open = (edited: string) => offered(state, ends, { resource: id, name: 'db', of: 'resource' }, edited);

    it('change its YAML, and keep comments', () => {
      const [change] = open(text.replace('spec:', '# why\nspec:'));
      assert.match(change?.title ?? '', /^Allow This: .+ on tcp 80 \(add “Allow TCP .*80”\)$/);
      assert.match(change?.text ?? '', /# why\nspec:[^]*ingress:\n +- action: Allow\n/);
    });

    it('are none after an edit of the object', () => {
      assert.deepEqual(open(text.replace("role == 'db'", 'all()')), []);
      assert.deepEqual(open(`${text}: [`), []);
    });
  });
});
