import assert from 'node:assert/strict';
import { commandsFor } from '../../../src/features/scripts/copied-commands';
import { idOf, network, profile, snapshot } from '../cluster/fixtures';

const UI = idOf('a');
const state = snapshot({
  networks: [network(UI, 'management-ui', ['192.168.0.0/16'])],
  policy: {
    profiles: [
      profile(
        UI,
        [
          { action: 'allow', src_tag: UI },
          { action: 'allow', protocol: 'tcp', dst_ports: [9001, '9100:9200'] },
        ],
        [{ action: 'allow' }],
        [UI, 'public'],
      ),
      profile('plain', [{ action: 'deny' }]),
    ],
  },
});

describe('copy as commands', () => {
  it('creates a network like docker does', () => {
    assert.deepEqual(commandsFor({ kind: 'network', networkId: UI }, state), [
      'docker network create --driver calico --ipam-driver calico --subnet 192.168.0.0/16 management-ui',
    ]);
  });

  it('addresses a network’s profile by the network’s name, without creating it', () => {
    assert.deepEqual(commandsFor({ kind: 'profile', profile: UI }, state), [
      'calicoctl profile management-ui tag add public',
      'calicoctl profile management-ui rule add inbound allow from tag management-ui',
      'calicoctl profile management-ui rule add inbound allow tcp to ports 9001,9100:9200',
      'calicoctl profile management-ui rule add outbound allow',
    ]);
  });

  it('creates any other profile, and removes the default rule if the profile lacks it', () => {
    assert.deepEqual(commandsFor({ kind: 'profile', profile: 'plain' }, state), [
      'calicoctl profile add plain',
      'calicoctl profile plain rule remove inbound allow from tag plain',
      'calicoctl profile plain rule add inbound deny',
      'calicoctl profile plain rule add outbound allow',
    ]);
  });

  it('adds one rule', () => {
    assert.deepEqual(
      commandsFor({ kind: 'rule', profile: 'plain', direction: 'inbound', text: 'deny', occurrence: 0 }, state),
      ['calicoctl profile plain rule add inbound deny'],
    );
  });

  it('launches a group with the cluster’s own Marathon', () => {
    assert.deepEqual(
      commandsFor({ kind: 'group', group: '/calico-stars' }, state, {
        name: 'a',
        etcd: ['http://e:2379'],
        marathon: 'http://m:8080',
      }),
      ['curl http://m:8080/v2/groups/calico-stars'],
    );
  });
});
