import type { CollectorAddress } from '../../cluster/collector/address';
import { isBeforeFirstRound } from '../../cluster/collector/first-round';
import { hostOf, ownerOf, portOf } from '../../cluster/collector/owner';
import { roundMilliseconds } from '../../cluster/collector/probe-command';
import { appNamed, dataOf } from '../../cluster/model/indexes';
import type { App, Snapshot } from '../../cluster/model/snapshot';
import { lastAnswerOf } from '../../cluster/model/staleness';
import { workloadsOf, workloadsOfApp, type Workload } from '../../cluster/model/workloads';
import { findCollectorApp } from '../graph';
import type { Measurement } from './protocol';

/** A measurement of a pair of workloads, by endpoint. */
export interface MeasuredPair extends Pick<Measurement, 'state'> {
  readonly from: string;
  readonly to: string;
  /** Milliseconds within which the pair is measured again and the collector learns the result. */
  readonly round: number;
}

/**
 * Returns the pairs measured on a TCP port, by a probe or by the collector fetching from one. A pair counts only if
 * both ends are certain: a name of several tasks identifies none of them.
 */
export function measuredPairs(
  snapshot: Snapshot,
  port: number,
  collector: CollectorAddress | undefined,
): readonly MeasuredPair[] {
  const observation = lastAnswerOf(snapshot);
  if (!observation) return [];
  const apps = dataOf(snapshot.marathon)?.apps ?? [];
  const collecting = findCollectorApp(apps, collector);
  const collectorEnd = collecting && soleWorkload(collecting, snapshot)?.endpoint;
  const pairs = new Map<string, MeasuredPair>();
  const fetching = roundMilliseconds(collecting?.command);
  const note = (
    from: string | undefined,
    url: string | undefined,
    reachable: boolean,
    measuring: App | undefined,
    round: number,
  ) => {
    const to = url !== undefined && hasPort(url, port) ? workloadAt(url, snapshot)?.endpoint : undefined;
    if (from === undefined || to === undefined || from === to) return;
    const state = reachable ? 'reachable' : isBeforeFirstRound(measuring, observation.at) ? 'unknown' : 'unreachable';
    pairs.set(`${from} ${to}`, { from, to, state, round });
  };
  for (const { url, targets } of observation.resources) {
    note(collectorEnd, url, targets !== null, collecting, fetching);
    const probe = probeAt(url, snapshot);
    const round = fetching + roundMilliseconds(probe.app?.command);
    for (const target of targets ?? []) note(probe.endpoint, target.url, target.reachable, probe.app, round);
  }
  return [...pairs.values()];
}

function probeAt(
  url: string | undefined,
  snapshot: Snapshot,
): { readonly endpoint: string | undefined; readonly app: App | undefined } {
  const workload = url === undefined ? undefined : workloadAt(url, snapshot);
  const marathon = dataOf(snapshot.marathon);
  return {
    endpoint: workload?.endpoint,
    app: workload?.app === undefined ? undefined : appNamed(workload.app, marathon),
  };
}

function hasPort(url: string, port: number): boolean {
  return hostOf(url) !== undefined && portOf(url) === port;
}

const known = new WeakMap<
  readonly Workload[],
  { readonly byAddress: ReadonlyMap<string, Workload>; readonly byUrl: Map<string, Workload | undefined> }
>();

/** Returns the workload behind a URL: by its address, or as the only one of the named app. */
function workloadAt(url: string, snapshot: Snapshot): Workload | undefined {
  const workloads = workloadsOf(snapshot);
  let index = known.get(workloads);
  if (!index)
    known.set(
      workloads,
      (index = {
        byAddress: new Map(
          workloads.flatMap((workload) => workload.addresses.map((address) => [address, workload] as const)),
        ),
        byUrl: new Map(),
      }),
    );
  if (!index.byUrl.has(url))
    index.byUrl.set(url, index.byAddress.get(hostOf(url) ?? '') ?? ownerWorkload(url, snapshot));
  return index.byUrl.get(url);
}

function ownerWorkload(url: string, snapshot: Snapshot): Workload | undefined {
  const owner = ownerOf(url, dataOf(snapshot.marathon)?.apps ?? []);
  return owner && soleWorkload(owner, snapshot);
}

function soleWorkload(app: App, snapshot: Snapshot): Workload | undefined {
  const workloads = workloadsOfApp(app, snapshot);
  return workloads.length === 1 ? workloads[0] : undefined;
}
