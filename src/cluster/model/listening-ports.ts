import { hostOf, ownerOf, portOf } from '../collector/owner';
import { option } from '../collector/probe-command';
import { appNamed } from './indexes';
import type { App, Snapshot } from './snapshot';
import { directoryOf, type Directory } from './workloads';

const listening = new WeakMap<
  Directory,
  { readonly fetched: string; readonly ports: ReadonlyMap<string, readonly number[]> }
>();

/**
 * Returns the TCP ports on which endpoints listen, by endpoint: ports declared by their apps, those of star-probe and
 * star-collect, and those from which the collector gets responses. The same map until policy, apps, networks
 * or these ports change.
 */
export function listeningPorts(snapshot: Snapshot): ReadonlyMap<string, readonly number[]> {
  const directory = directoryOf(snapshot);
  if (!directory) return NOT_LISTENING;
  const fetched = fetchedPorts(snapshot, directory.marathon?.apps ?? []);
  const key = JSON.stringify([...fetched]);
  let known = listening.get(directory);
  if (known?.fetched !== key)
    listening.set(directory, (known = { fetched: key, ports: gatherListening(directory, fetched) }));
  return known.ports;
}

const NOT_LISTENING: ReadonlyMap<string, readonly number[]> = new Map();

function gatherListening(
  { marathon, naming }: Directory,
  fetched: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  for (const { endpoint, app: id, star } of naming.sorted) {
    if (star) found.set(endpoint, [starPort(star.program, star.command)]);
    const app = id === undefined ? undefined : appNamed(id, marathon);
    if (star || !app) continue;
    const ports = [...new Set([...app.ports, ...starPorts(app), ...(fetched.get(app.id) ?? [])])];
    if (ports.length > 0) found.set(endpoint, ports);
  }
  return found;
}

/** Default ports of the Stars demo's programs. */
export const PROBE_PORT = 9000;
export const COLLECTOR_PORT = 9001;
const STAR_PORTS = { 'star-probe': PROBE_PORT, 'star-collect': COLLECTOR_PORT } as const;

function starPorts({ command }: App): readonly number[] {
  const program = /\bstar-(?:probe|collect)\b/.exec(command ?? '')?.[0];
  return program === 'star-probe' || program === 'star-collect' ? [starPort(program, command)] : [];
}

function starPort(program: keyof typeof STAR_PORTS, command: string | undefined): number {
  return Number(option('http-port', command)) || STAR_PORTS[program];
}

function fetchedPorts({ observation }: Snapshot, apps: readonly App[]): ReadonlyMap<string, readonly number[]> {
  const ports = new Map<string, number[]>();
  for (const { url, targets } of observation.state === 'answered' ? observation.resources : []) {
    const owner = targets && url !== undefined && hostOf(url) !== undefined ? ownerOf(url, apps) : undefined;
    if (owner && url !== undefined) ports.set(owner.id, [...(ports.get(owner.id) ?? []), portOf(url)]);
  }
  return ports;
}
