import { configuredTargets } from '../collector/probe-command';
import type { Snapshot } from './snapshot';
import { collectorOf, targetAt, type UrlOwner } from './url-owner';

/** A connection that is tried repeatedly: by a probe to a target, or by the collector to a probe. */
export interface Probed {
  /** Endpoints by their names in the compiled policy. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** Returns the connections that are tried; undefined until the collector has reported them. */
export function probedConnections(snapshot: Snapshot): readonly Probed[] | undefined {
  const { observation } = snapshot;
  if (observation.state !== 'answered') return undefined;
  const collector = collectorOf(snapshot, undefined)?.owner;
  const fetches = collector
    ? to(
        collector,
        observation.resources.map(({ url }) => url),
      )
    : [];
  const probes = observation.resources.flatMap(({ url, targets }) => {
    const owner = url === undefined ? undefined : targetAt(url, snapshot)?.owner;
    return owner ? to(owner, targets ? targets.map((target) => target.url) : configuredTargets(owner.command)) : [];
  });
  return [...fetches, ...probes];

  function to({ workloads }: UrlOwner, urls: readonly (string | undefined)[]): readonly Probed[] {
    return urls.flatMap((url) => {
      const target = url === undefined ? undefined : targetAt(url, snapshot);
      const targets = (target?.owner.workloads ?? []).map(({ endpoint }) => ({
        to: endpoint,
        port: target?.port ?? 0,
      }));
      return workloads.flatMap(({ endpoint: from }) =>
        targets.filter((candidate) => candidate.to !== from).map((candidate) => ({ from, ...candidate })),
      );
    });
  }
}
