import assert from 'node:assert/strict';
import { demoProgress } from '../../../src/features/demo/progress';
import { app, endpoint, idOf, network, profile, snapshot, task } from './fixtures';

const GROUP = '/calico-stars';
const NAMES = ['management-ui', 'client', 'frontend', 'backend'] as const;
const idFor = (name: (typeof NAMES)[number]) => idOf(name.slice(0, 1));
const address = (name: (typeof NAMES)[number]) => `192.168.0.${NAMES.indexOf(name) + 1}`;

const tcp = (port: number, from?: (typeof NAMES)[number]) => ({
  action: 'allow',
  protocol: 'tcp',
  dst_ports: [port],
  ...(from && { src_tag: idFor(from) }),
});

/** The demo's cluster, with additional inbound rules for some profiles. */
function cluster(inbound: Partial<Record<(typeof NAMES)[number], readonly object[]>> = {}, launched = true) {
  return snapshot({
    networks: NAMES.map((name) => network(idFor(name), name)),
    policy: {
      profiles: NAMES.map((name) =>
        profile(idFor(name), [{ action: 'allow', src_tag: idFor(name) }, ...(inbound[name] ?? [])]),
      ),
      endpoints: launched ? NAMES.map((name) => endpoint(idFor(name), [idFor(name)], address(name))) : [],
    },
    marathon: {
      apps: launched ? NAMES.map((name) => app(`${GROUP}/${name}`, [task(`${GROUP}/${name}`, address(name))])) : [],
    },
  });
}

describe('demo progress', () => {
  const none = { networks: false, launched: false, uiOpen: false, probesOpen: false, connected: false };
  const probes = {
    client: [tcp(9000, 'management-ui')],
    frontend: [tcp(9000, 'management-ui')],
    backend: [tcp(9000, 'management-ui')],
  };

  it('is empty without a cluster and with an empty one', () => {
    assert.deepEqual(demoProgress(undefined, GROUP), none);
    assert.deepEqual(demoProgress(snapshot(), GROUP), none);
  });

  it('includes the networks and the launched group', () => {
    assert.deepEqual(demoProgress(cluster({}, false), GROUP), { ...none, networks: true });
    assert.deepEqual(demoProgress(cluster(), GROUP), { ...none, networks: true, launched: true });
  });

  it('depends on what policy allows, not on the text of a rule', () => {
    assert.equal(demoProgress(cluster({ 'management-ui': [tcp(9001)] }), GROUP).uiOpen, true);
    assert.equal(
      demoProgress(
        cluster({ 'management-ui': [{ action: 'allow', protocol: 'tcp', dst_ports: ['9000:9100'] }] }),
        GROUP,
      ).uiOpen,
      true,
    );
    assert.equal(demoProgress(cluster({ 'management-ui': [{ action: 'deny' }, tcp(9001)] }), GROUP).uiOpen, false);
    assert.equal(demoProgress(cluster(probes), GROUP).probesOpen, true);
    assert.equal(demoProgress(cluster({ ...probes, backend: [] }), GROUP).probesOpen, false);
  });

  it('completes no step for addresses that are not endpoints yet', () => {
    const launched = { ...none, networks: true, launched: true };
    const arriving = (known: readonly (typeof NAMES)[number][]) => {
      const all = cluster({ ...probes, 'management-ui': [tcp(9001)] });
      assert.ok(all.policy.state === 'ready');
      const endpoints = all.policy.data.endpoints.filter(({ id }) => known.some((name) => idFor(name) === id));
      return { ...all, policy: { ...all.policy, data: { ...all.policy.data, endpoints } } };
    };
    assert.deepEqual(demoProgress(arriving([]), GROUP), launched);
    assert.deepEqual(demoProgress(arriving(['client', 'frontend', 'backend']), GROUP), launched);
    assert.deepEqual(demoProgress(arriving(['management-ui', 'client']), GROUP), { ...launched, uiOpen: true });
    assert.deepEqual(demoProgress(arriving(NAMES), GROUP), { ...launched, uiOpen: true, probesOpen: true });
  });

  it('completes no step for endpoints whose profiles are unknown', () => {
    const launched = { ...none, networks: true, launched: true };
    const all = cluster({
      'management-ui': [tcp(9001)],
      client: [tcp(9000, 'management-ui')],
      frontend: [tcp(9000, 'management-ui'), tcp(9000, 'client')],
      backend: [tcp(9000, 'management-ui'), tcp(9000, 'frontend')],
    });
    assert.ok(all.policy.state === 'ready');
    const { data } = all.policy;
    const withProfiles = (known: readonly (typeof NAMES)[number][]) => ({
      ...all,
      policy: {
        ...all.policy,
        data: { ...data, profiles: data.profiles.filter(({ name }) => known.some((one) => idFor(one) === name)) },
      },
    });
    const withEndpoints = (profileIds: readonly string[]) => ({
      ...all,
      policy: { ...all.policy, data: { ...data, endpoints: data.endpoints.map((end) => ({ ...end, profileIds })) } },
    });
    assert.deepEqual(demoProgress(withProfiles([]), GROUP), launched);
    assert.deepEqual(demoProgress(withEndpoints([]), GROUP), launched);
    assert.deepEqual(demoProgress(withEndpoints(['gone']), GROUP), launched);
    assert.deepEqual(demoProgress(withProfiles(['management-ui', 'client', 'frontend']), GROUP), {
      ...launched,
      uiOpen: true,
    });
  });

  it('is not connected by the port in the printed tutorial', () => {
    const wrong = { frontend: [tcp(9001, 'client')], backend: [tcp(9001, 'frontend')] };
    const right = { frontend: [tcp(9000, 'client')], backend: [tcp(9000, 'frontend')] };
    assert.equal(demoProgress(cluster(wrong), GROUP).connected, false);
    assert.equal(demoProgress(cluster(right), GROUP).connected, true);
  });
});
