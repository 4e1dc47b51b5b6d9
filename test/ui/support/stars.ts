import assert from 'node:assert/strict';
import { PATIENCE, type Workbench } from './workbench';

type Endpoints = Readonly<Record<'etcd' | 'docker', string>>;

/**
 * Starts the demo and advances it to its last step: everything runs, the collector reaches the three probes, and none
 * of them reaches another.
 */
export async function startStars(workbench: Workbench): Promise<void> {
  await workbench.openView();
  await workbench.command('Calico Stars: Start Local Demo');
  await workbench.pick('Mesos');
  await workbench.row('Networks, 0').waitFor({ timeout: PATIENCE });
  await launchStars(workbench, await workbench.labEndpoints());
}

/** Advances the connected empty cluster to the demo's last step. */
export async function launchStars(workbench: Workbench, endpoints: Endpoints): Promise<void> {
  await workbench.command('Calico Stars: Create Demo Networks');
  await workbench.row('Profiles, 4').waitFor({ timeout: PATIENCE });
  await workbench.command('Calico Stars: Launch Group…');
  await workbench.pick('Stars demo');
  await workbench.row('/calico-stars, 4 of 4 running').waitFor({ timeout: PATIENCE });
  for (const name of ['client', 'frontend', 'backend'])
    await workbench.row(`${name}, 1 endpoint`).waitFor({ timeout: PATIENCE });
  await openProbes(endpoints);
}

/** Writes the frontend's rules as another client would, with or without the one that admits the client. */
export async function admitClient(endpoints: Endpoints, admits: boolean): Promise<void> {
  const { inbound, idOf, put } = await storeOf(endpoints);
  const last = { action: 'allow', protocol: 'tcp', src_tag: idOf('client'), dst_ports: [9000] };
  await put('frontend', admits ? [inbound('frontend'), last] : [inbound('frontend')]);
}

/** The demo's steps up to the last one, as calicoctl on another machine would make them. */
async function openProbes(endpoints: Endpoints): Promise<void> {
  const { inbound, put } = await storeOf(endpoints);
  for (const name of ['management-ui', 'client', 'frontend', 'backend']) await put(name, [inbound(name)]);
}

/** The stored rules of the demo's networks, by name. */
async function storeOf({ docker, etcd }: Endpoints) {
  const networks = (await (await fetch(`${docker}/networks`)).json()) as { Id: string; Name: string }[];
  const idOf = (name: string) => networks.find(({ Name }) => Name === name)?.Id ?? assert.fail(name);
  return {
    idOf,
    /** The rule that admits the collector to a probe, or anyone to the collector. */
    inbound: (name: string) =>
      name === 'management-ui'
        ? { action: 'allow', protocol: 'tcp', dst_ports: [9001] }
        : { action: 'allow', protocol: 'tcp', src_tag: idOf('management-ui'), dst_ports: [9000] },
    put: (name: string, inbound: readonly object[]) =>
      fetch(`${etcd}/v2/keys/calico/v1/policy/profile/${idOf(name)}/rules`, {
        method: 'PUT',
        body: new URLSearchParams({
          value: JSON.stringify({ id: idOf(name), inbound_rules: inbound, outbound_rules: [{ action: 'allow' }] }),
        }),
      }),
  };
}
