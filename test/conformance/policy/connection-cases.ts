import type { Outcome } from '../cases';
import { Unreadable } from './cluster';
import {
  addressesWorthAsking,
  Connections,
  Manifests,
  outside,
  portsWorthAsking,
  type Connection,
  type End,
  type Port,
} from './connections';
import { disagreement } from './disagreements';

/** A line of real-manifests: published applications, and their connections. */
export interface ManifestsCase {
  readonly id: string;
  readonly objects: readonly unknown[];
  readonly connections: readonly Connection[];
}

/** Evaluates every pair, at every port and address where the result can change. */
export function replayManifests(test: ManifestsCase): Outcome {
  try {
    return replayReadable(test);
  } catch (error) {
    if (error instanceof Unreadable) return { id: test.id, skipped: 'holds an object that no server takes' };
    throw error;
  }
}

function replayReadable({ id, objects, connections }: ManifestsCase): Outcome {
  const ports = portsWorthAsking(objects, connections);
  const manifests = new Manifests(objects, ports);
  const recorded = new Connections(connections, ports);
  for (const [from, to] of pairs(manifests.workloads, addressesWorthAsking(objects, connections).map(outside))) {
    const given = manifests.answers(from, to);
    const wanted = recorded.answers(from, to);
    if (given === wanted) continue;
    const reason = disagreement(objects);
    return reason === undefined
      ? { id, failure: `${from.name} to ${to.name}: ${firstDifference(ports, given, wanted)}` }
      : { id, skipped: reason };
  }
  return { id };
}

/** All connection ends. A workload's connections to itself, and those between two outside addresses, are excluded. */
function* pairs(workloads: readonly End[], others: readonly End[]): Generator<readonly [End, End]> {
  for (const from of workloads) {
    for (const to of workloads) if (from !== to) yield [from, to];
    for (const other of others) {
      yield [from, other];
      yield [other, from];
    }
  }
}

function firstDifference(ports: readonly Port[], given: string, wanted: string): string {
  const index = ports.findIndex((_, at) => given[at] !== wanted[at]);
  const { protocol, port } = ports[index] ?? { protocol: '', port: 0 };
  return `${protocol} ${port} is ${given[index] === '1' ? 'allowed' : 'denied'}`;
}

/** A line of semantic-diff: what a policy change opens and closes. */
export interface DifferenceCase {
  readonly id: string;
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
  readonly added: readonly Connection[];
  readonly removed: readonly Connection[];
}

/** Evaluates before and after, at every port and address where the result can change. */
export function replayDifference({ id, before, after, added, removed }: DifferenceCase): Outcome {
  const ports = portsWorthAsking(before, after, added, removed);
  const [old, now] = [new Manifests(before, ports), new Manifests(after, ports)];
  const [opened, closed] = [new Connections(added, ports), new Connections(removed, ports)];
  const partners = new Map(now.workloads.map((end) => [end.name, end]));
  const partner = (end: End) => partners.get(end.name) ?? end;
  for (const [from, to] of pairs(old.workloads, addressesWorthAsking(before, after, added, removed).map(outside))) {
    const given = changes(old.answers(from, to), now.answers(partner(from), partner(to)));
    const wanted = changes(closed.answers(from, to), opened.answers(from, to));
    if (given !== wanted) return { id, failure: `${from.name} to ${to.name}: ${given}, recorded ${wanted}` };
  }
  return { id };
}

/** For each port, `+` if it is opened and `-` if it is closed. */
function changes(before: string, after: string): string {
  if (before === after) return '='.repeat(before.length);
  return Array.from(before, (old, index) => (old === after[index] ? '=' : old === '1' ? '-' : '+')).join('');
}
