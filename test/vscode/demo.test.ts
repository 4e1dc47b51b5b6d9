import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { etcdOf } from '../../src/cluster/connection/definition';
import type { Connection } from '../../src/cluster/connection/session';
import type { Observation, Snapshot } from '../../src/cluster/model/snapshot';
import type { CalicoStars } from '../../src/extension';
import { Command } from '../../src/app/ids';
import { step } from '../fixtures/step';

type Connected = Extract<Connection, { state: 'connected' }>;

describe('the demo by commands', () => {
  let stars: CalicoStars;
  let store: Connected['store'];
  let etcd: string;
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const stored = async (profile: string): Promise<{ inbound_rules: unknown[] }> => {
    const { node } = (await (await fetch(`${etcd}/v2/keys/calico/v1/policy/profile/${profile}/rules`)).json()) as {
      node: { value: string };
    };
    return JSON.parse(node.value) as { inbound_rules: unknown[] };
  };
  const networkId = (name: string) => {
    const { networks } = store.snapshot;
    return (
      (networks.state === 'ready' ? networks.data.find((network) => network.name === name)?.id : undefined) ??
      assert.fail(name)
    );
  };
  const state = () => stars.session.connection.state;
  const seen = (condition: (snapshot: Snapshot) => boolean) => store.when(condition, AbortSignal.timeout(15_000));

  before(async () => {
    const extension =
      vscode.extensions.getExtension<CalicoStars>('calico-stars.calico-stars') ?? assert.fail('not installed');
    stars = await extension.activate();
    assert.equal(state(), 'disconnected');
    await run(Command.startDemo, 'mesos');
    const { connection } = stars.session;
    assert.ok(connection.state === 'connected');
    ({ store } = connection);
    etcd = etcdOf(connection.definition)[0] ?? assert.fail();
  });
  after(() => run(Command.stopDemo));

  it('leads from the networks to the reachable edges', async () => {
    await step('registers every command', async () => {
      const registered = new Set(await vscode.commands.getCommands(true));
      assert.deepEqual(
        Object.values(Command).filter((command) => !registered.has(command)),
        [],
      );
    });

    await step('creates the networks with their profiles', async () => {
      await run(Command.createDemoNetworks);
      await seen(
        ({ networks, policy }) =>
          networks.state === 'ready' &&
          networks.data.length === 4 &&
          policy.state === 'ready' &&
          policy.data.profiles.length === 4,
      );
      await run(Command.createDemoNetworks);
      assert.equal(store.snapshot.networks.state === 'ready' && store.snapshot.networks.data.length, 4);
    });

    await step('launches the bundled group', async () => {
      await run(Command.launchGroup, 'demo');
      await seen(
        ({ marathon, policy }) =>
          marathon.state === 'ready' &&
          marathon.data.apps.filter(({ running }) => running === 1).length === 4 &&
          policy.state === 'ready' &&
          policy.data.endpoints.length === 4,
      );
    });

    await step('stores the tutorial’s rules exactly as printed, including port 9001 in the last two', async () => {
      const [ui, client, frontend] = ['management-ui', 'client', 'frontend'].map(networkId);
      await run(Command.runDemoStep, 'open-ui');
      await run(Command.runDemoStep, 'open-probes');
      await run(Command.addRule, {
        profile: 'frontend',
        direction: 'inbound',
        text: 'allow tcp from tag client to ports 9001',
      });
      await run(Command.addRule, {
        profile: 'backend',
        direction: 'inbound',
        text: 'allow tcp from tag frontend to ports 9001',
      });
      assert.deepEqual((await stored(networkId('management-ui'))).inbound_rules, [
        { action: 'allow', protocol: 'tcp', dst_ports: [9001] },
      ]);
      const probe = { action: 'allow', protocol: 'tcp', src_tag: ui, dst_ports: [9000] };
      assert.deepEqual((await stored(networkId('client'))).inbound_rules, [
        { action: 'allow', src_tag: client },
        probe,
      ]);
      assert.deepEqual((await stored(networkId('frontend'))).inbound_rules, [
        { action: 'allow', src_tag: frontend },
        probe,
        { action: 'allow', protocol: 'tcp', src_tag: client, dst_ports: [9001] },
      ]);
      assert.deepEqual((await stored(networkId('backend'))).inbound_rules.at(-1), {
        action: 'allow',
        protocol: 'tcp',
        src_tag: frontend,
        dst_ports: [9001],
      });
    });

    await step('shows no edge for them, because the probes listen on 9000', async () => {
      const watching = store.watchObservation();
      try {
        const began = Date.now();
        const { observation } = await seen(
          ({ observation: now }) =>
            now.state === 'answered' &&
            now.at > began + 2_500 &&
            now.resources.every(({ targets }) => targets !== null),
        );
        assert.deepEqual(reachable(observation), []);
      } finally {
        watching.dispose();
      }
    });

    await step('lights the two edges with the rules for 9000', async () => {
      const watching = store.watchObservation();
      try {
        await run(Command.runDemoStep, 'connect');
        await seen(({ observation }) => reachable(observation).join() === 'C→frontend,F→backend');
      } finally {
        watching.dispose();
      }
    });

    await step('does not write a rule that already exists', async () => {
      const before = await stored(networkId('backend'));
      await run(Command.runDemoStep, 'connect');
      assert.deepEqual(await stored(networkId('backend')), before);
    });

    await step('copies a profile as calicoctl commands, with network names', async () => {
      await run(Command.copyCalicoctl, { kind: 'profile', profile: networkId('backend') });
      const text = await vscode.env.clipboard.readText();
      assert.match(text, /^calicoctl profile backend rule add inbound allow tcp from tag frontend to ports 9000$/m);
    });

    await step('removes, moves and tags through tree rows', async () => {
      const profile = networkId('client');
      const text = `allow tcp from tag ${networkId('management-ui')} to ports 9000`;
      await run(Command.moveRuleUp, { kind: 'rule', profile, direction: 'inbound', text, occurrence: 0 });
      assert.deepEqual(
        (await stored(profile)).inbound_rules.map((rule) => (rule as { protocol?: string }).protocol),
        ['tcp', undefined],
      );
      await seen(
        ({ policy }) =>
          policy.state === 'ready' &&
          policy.data.profiles.some(
            (item) => item.kind === 'profile' && item.name === profile && item.inbound[0]?.protocol === 'tcp',
          ),
      );
      await run(Command.removeRule, { kind: 'rule', profile, direction: 'inbound', text, occurrence: 0 });
      assert.equal((await stored(profile)).inbound_rules.length, 1);
      await run(Command.removeTag, { kind: 'tag', profile, tag: profile });
      const { node } = (await (await fetch(`${etcd}/v2/keys/calico/v1/policy/profile/${profile}/tags`)).json()) as {
        node: { value: string };
      };
      assert.equal(node.value, '[]');
    });

    await step('stops all processes', async () => {
      await run(Command.stopDemo);
      assert.equal(state(), 'disconnected');
      await assert.rejects(fetch(`${etcd}/version`));
    });
  }).timeout(180_000);
});

/** The reachable targets by the resource's ID and the target's name. */
function reachable(observation: Observation): readonly string[] {
  if (observation.state !== 'answered') return [];
  return observation.resources
    .flatMap(({ id, targets }) =>
      (targets ?? [])
        .filter((target) => target.reachable)
        .map(({ url }) => `${id}→${new URL(url).hostname.split('-')[0] ?? ''}`),
    )
    .sort();
}
