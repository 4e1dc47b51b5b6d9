import * as l10n from '@vscode/l10n';
import { appNamed, dataOf } from './indexes';
import { hostOf, portOf } from '../collector/owner';
import { configuredTargets } from '../collector/probe-command';
import type { Snapshot } from './snapshot';
import { listeningPorts } from './listening-ports';
import { shortName } from './workload-naming';
import { workloadNamed } from './workloads';

/** A TCP port in use in the cluster. */
export interface KnownPort {
  readonly port: number;
  /** The names of apps that use it, or where else it occurs. */
  readonly users: readonly string[];
  /** The profiles, by stored name, whose endpoints listen on it. */
  readonly listeners: ReadonlySet<string>;
}

const known = new WeakMap<Snapshot, readonly KnownPort[]>();

/** Returns the ports that apps declare or pods of the Stars demo listen on, that probes request, and that rules name, in this order. */
export function knownPorts(snapshot: Snapshot): readonly KnownPort[] {
  const ports = known.get(snapshot) ?? gather(snapshot);
  known.set(snapshot, ports);
  return ports;
}

function gather(snapshot: Snapshot): readonly KnownPort[] {
  const found = new Map<number, { readonly users: Set<string>; readonly listeners: Set<string> }>();
  const note = (port: number, user: string, listeners: readonly string[] = []) => {
    const entry = found.get(port) ?? { users: new Set<string>(), listeners: new Set<string>() };
    entry.users.add(user);
    for (const profile of listeners) entry.listeners.add(profile);
    found.set(port, entry);
  };
  const marathon = dataOf(snapshot.marathon);
  const listening = listeningPorts(snapshot);
  for (const [endpoint, ports] of listening) {
    const { app, owner, profiles } = workloadNamed(endpoint, snapshot) ?? {};
    const name = app === undefined ? owner : appNamed(app, marathon)?.id;
    if (name !== undefined) for (const port of ports) note(port, shortName(name), profiles);
  }
  for (const { id, ports, command } of marathon?.apps ?? []) {
    for (const port of ports) note(port, shortName(id));
    for (const url of configuredTargets(command))
      if (hostOf(url) !== undefined) note(portOf(url), l10n.t('probed by {0}', shortName(id)));
  }
  for (const profile of dataOf(snapshot.policy)?.profiles ?? []) {
    if (profile.kind !== 'profile') continue;
    for (const { dst_ports: ports } of [...profile.inbound, ...profile.outbound])
      for (const port of ports ?? []) if (typeof port === 'number') note(port, 'rules');
  }
  return [...found]
    .map(([port, entry]) => ({ port, users: [...entry.users], listeners: entry.listeners }))
    .sort((a, b) => a.port - b.port);
}
