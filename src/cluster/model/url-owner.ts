import type { CollectorAddress } from '../collector/address';
import { collectorPort, findCollectorApp } from '../collector/collector-app';
import { hostOf, ownerOf, portOf } from '../collector/owner';
import { option } from '../collector/probe-command';
import { dataOf } from './indexes';
import { podsAt, type Served } from './served';
import type { App, Snapshot } from './snapshot';
import { COLLECTOR_PORT } from './listening-ports';
import { shortName } from './workload-naming';
import { workloadsOf, workloadsOfApp, type Workload } from './workloads';

/** What answers at a URL: an app of Marathon, or pods of Kubernetes. */
export interface UrlOwner {
  /** Unique in its cluster: an app's ID, or a namespace with a controller or service. */
  readonly id: string;
  readonly name: string;
  readonly app?: App;
  readonly workloads: readonly Workload[];
  /** The addresses of its workloads, or those in Marathon. */
  readonly addresses: readonly string[];
  /** The command line of its program; undefined if it is unknown. */
  readonly command: string | undefined;
  /** When a task or pod of it started (RFC 3339). */
  readonly startedAt: string | undefined;
}

/** What answers at a URL, and the TCP port on which it listens. */
export interface UrlTarget {
  readonly owner: UrlOwner;
  readonly port: number;
}

interface Found {
  readonly byUrl: Map<string, UrlTarget | undefined>;
  readonly byApp: Map<App, UrlOwner>;
}

/** By the workloads, which are another list whenever policy, apps or networks change. */
const known = new WeakMap<readonly Workload[], Found>();

/** Returns what answers at a URL; undefined if nothing is known there. */
export function targetAt(url: string, snapshot: Snapshot): UrlTarget | undefined {
  const { byUrl } = foundIn(snapshot);
  if (!byUrl.has(url)) byUrl.set(url, find(url, snapshot));
  return byUrl.get(url);
}

/** Returns an app as the owner of its URLs. */
export function ownerOfApp(app: App, snapshot: Snapshot): UrlOwner {
  const { byApp } = foundIn(snapshot);
  let owner = byApp.get(app);
  if (!owner) {
    const workloads = workloadsOfApp(app, snapshot);
    const attached = workloads.flatMap(({ addresses }) => addresses);
    owner = {
      id: app.id,
      name: shortName(app.id),
      app,
      workloads,
      addresses: attached.length > 0 ? attached : app.tasks.flatMap(({ addresses }) => addresses),
      command: app.command,
      startedAt: app.tasks[0]?.startedAt,
    };
    byApp.set(app, owner);
  }
  return owner;
}

/** Returns the collector: the app behind its address, or the pods that run star-collect. */
export function collectorOf(snapshot: Snapshot, address: CollectorAddress | undefined): UrlTarget | undefined {
  const app = findCollectorApp(dataOf(snapshot.marathon)?.apps ?? [], address);
  if (app) return { owner: ownerOfApp(app, snapshot), port: collectorPort(app) };
  const pods = workloadsOf(snapshot).filter(({ star }) => star?.program === 'star-collect');
  const [first] = pods;
  if (!first) return undefined;
  return {
    owner: ownerOfPods({ id: `${first.namespace ?? ''}/${first.owner ?? first.name}`, pods }),
    port: Number(option('http-port', first.star?.command)) || COLLECTOR_PORT,
  };
}

function foundIn(snapshot: Snapshot): Found {
  const workloads = workloadsOf(snapshot);
  let found = known.get(workloads);
  if (!found) known.set(workloads, (found = { byUrl: new Map(), byApp: new Map() }));
  return found;
}

function find(url: string, snapshot: Snapshot): UrlTarget | undefined {
  if (hostOf(url) === undefined) return undefined;
  const app = ownerOf(url, dataOf(snapshot.marathon)?.apps ?? []);
  if (app) return { owner: ownerOfApp(app, snapshot), port: portOf(url) };
  const pods = podsAt(url, snapshot);
  return pods && { owner: ownerOfPods(pods), port: pods.port };
}

function ownerOfPods({ id, pods }: Pick<Served, 'id' | 'pods'>): UrlOwner {
  const star = pods.find((pod) => pod.star)?.star;
  return {
    id,
    name: id.slice(id.indexOf('/') + 1),
    workloads: pods,
    addresses: pods.flatMap(({ addresses }) => addresses),
    command: star?.command,
    startedAt: star?.startedAt,
  };
}
