import { dataOf, membersOf, taskOf } from '../../cluster/joins';
import type { App, Snapshot } from '../../cluster/snapshot';
import type { Subject } from './subject';

/** Where a port comes from, for the person who chooses one. */
export interface KnownPort {
  readonly port: number;
  /** Names of apps that use it, or where else it was seen. */
  readonly users: readonly string[];
  /** Whether a task behind the document's own profile listens on it. */
  readonly own: boolean;
}

/** Ports that apps declare, that the probes ask for, and that stand in the cluster's rules, the profile's own first. */
export function knownPorts({ snapshot, policy, profile }: Subject): readonly KnownPort[] {
  const found = new Map<number, { readonly users: Set<string>; own: boolean }>();
  const note = (port: number, user: string, own: boolean) => {
    const entry = found.get(port) ?? { users: new Set<string>(), own: false };
    entry.users.add(user);
    entry.own ||= own;
    found.set(port, entry);
  };
  const members = new Set(membersOf(profile, policy).map((endpoint) => taskOf(endpoint, dataOf(snapshot.marathon))?.appId));
  const apps = dataOf(snapshot.marathon)?.apps ?? [];
  for (const app of apps) for (const port of app.ports) note(port, nameOf(app), members.has(app.id));
  for (const { port, user } of probed(snapshot, apps)) note(port, user, false);
  for (const item of policy.profiles) {
    if (item.kind !== 'profile') continue;
    for (const { dst_ports: ports } of item.inbound) for (const port of ports ?? []) if (typeof port === 'number') note(port, 'rules', item.name === profile);
  }
  return [...found].map(([port, { users, own }]) => ({ port, users: [...users], own })).sort((a, b) => Number(b.own) - Number(a.own) || a.port - b.port);
}

/** Ports in the URLs that star-probes are told to ask, and that the collector has seen. */
function probed({ observation }: Snapshot, apps: readonly App[]): readonly { readonly port: number; readonly user: string }[] {
  const asked = apps.flatMap((app) => [...(app.command ?? '').matchAll(/https?:\/\/[^\s,:/"']+:(\d+)/g)].map(([, port]) => ({ port: Number(port), user: `probed by ${nameOf(app)}` })));
  const seen = observation.state === 'answered' ? observation.resources.flatMap(({ id, url }) => (url !== undefined && URL.canParse(url) ? [{ port: Number(new URL(url).port || 80), user: id }] : [])) : [];
  return [...asked, ...seen];
}

function nameOf({ id }: App): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
