import { hostOf, ownerOf, portOf } from '../collector/owner';
import { configuredTargets } from '../collector/probe-command';
import { dataOf } from './indexes';
import type { App, Snapshot } from './snapshot';
import { workloadsOfApp } from './workloads';

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
  const apps = dataOf(snapshot.marathon)?.apps ?? [];
  const fetches = apps
    .filter(({ command }) => /\bstar-collect\b/.test(command ?? ''))
    .flatMap((app) =>
      to(
        app,
        observation.resources.map(({ url }) => url),
      ),
    );
  const probes = observation.resources.flatMap(({ url, targets }) => {
    const app = url === undefined ? undefined : ownerOf(url, apps);
    return app ? to(app, targets ? targets.map((target) => target.url) : configuredTargets(app.command)) : [];
  });
  return [...fetches, ...probes];

  function to(app: App, urls: readonly (string | undefined)[]): readonly Probed[] {
    const sources = workloadsOfApp(app, snapshot);
    return urls.flatMap((url) => {
      const owner = url !== undefined && hostOf(url) !== undefined ? ownerOf(url, apps) : undefined;
      const targets =
        owner && url !== undefined
          ? workloadsOfApp(owner, snapshot).map(({ endpoint }) => ({ to: endpoint, port: portOf(url) }))
          : [];
      return sources.flatMap(({ endpoint: from }) =>
        targets.filter((target) => target.to !== from).map((target) => ({ from, ...target })),
      );
    });
  }
}
