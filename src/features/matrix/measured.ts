import type { CollectorAddress } from '../../cluster/collector/address';
import { isBeforeFirstRound } from '../../cluster/collector/first-round';
import { roundMilliseconds } from '../../cluster/collector/probe-command';
import type { Snapshot } from '../../cluster/model/snapshot';
import { lastAnswerOf } from '../../cluster/model/staleness';
import { hostOf, portOf } from '../../cluster/collector/owner';
import { workloadsByAddress } from '../../cluster/model/served';
import { workloadsOf } from '../../cluster/model/workloads';
import { collectorOf, targetAt, type UrlOwner } from '../../cluster/model/url-owner';
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
  const collecting = collectorOf(snapshot, collector)?.owner;
  const pairs = new Map<string, MeasuredPair>();
  const fetching = roundMilliseconds(collecting?.command);
  const note = (
    from: string | undefined,
    url: string | undefined,
    reachable: boolean,
    measuring: UrlOwner | undefined,
    round: number,
  ) => {
    const to = url !== undefined && portAt(url, snapshot) === port ? endpointAt(url, snapshot) : undefined;
    if (from === undefined || to === undefined || from === to) return;
    const state = reachable ? 'reachable' : isBeforeFirstRound(measuring, observation.at) ? 'unknown' : 'unreachable';
    pairs.set(`${from} ${to}`, { from, to, state, round });
  };
  for (const { url, targets } of observation.resources) {
    note(soleEndpoint(collecting), url, targets !== null, collecting, fetching);
    const probe = url === undefined ? undefined : targetAt(url, snapshot)?.owner;
    const from = url === undefined ? undefined : endpointAt(url, snapshot);
    const round = fetching + roundMilliseconds(probe?.command);
    for (const target of targets ?? []) note(from, target.url, target.reachable, probe, round);
  }
  return [...pairs.values()];
}

/** The port on which a URL is answered. */
function portAt(url: string, snapshot: Snapshot): number | undefined {
  return hostOf(url) === undefined ? undefined : (targetAt(url, snapshot)?.port ?? portOf(url));
}

/** Returns the endpoint behind a URL: by its address, or as the only one of its owner. */
function endpointAt(url: string, snapshot: Snapshot): string | undefined {
  const addressed = workloadsByAddress(workloadsOf(snapshot)).get(hostOf(url) ?? '');
  return addressed?.endpoint ?? soleEndpoint(targetAt(url, snapshot)?.owner);
}

function soleEndpoint(owner: UrlOwner | undefined): string | undefined {
  const [first, ...others] = owner?.workloads ?? [];
  return others.length === 0 ? first?.endpoint : undefined;
}
