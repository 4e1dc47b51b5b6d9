import type { ClusterError } from '../connection/errors';
import type { Failure, Observation, ObservedResource } from '../model/snapshot';
import type { ResourceAnswer } from './answers';

/** Returns the collector's resources, sorted by ID. @param urls Those of resources without an answer. */
export function resourcesOf(
  responses: ReadonlyMap<string, ResourceAnswer>,
  urls: ReadonlyMap<string, string>,
): ObservedResource[] {
  return [...responses]
    .map(([id, answer]): ObservedResource => {
      const url = answer?.url ?? urls.get(id);
      return { id, ...(url !== undefined && { url }), targets: answer?.targets ?? null };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The collector did not answer. */
export function unreachable(failure: Failure | ClusterError): Observation {
  return { state: 'unreachable', at: Date.now(), failure: plain(failure) };
}

/** Something else answered. */
export function foreign(failure: Failure | ClusterError): Observation {
  return { state: 'not-a-collector', at: Date.now(), failure: plain(failure) };
}

/** Returns the storable and comparable parts of an error or failure. */
function plain({ kind, message, advice }: Failure | ClusterError): Failure {
  return { kind, message, ...(advice !== undefined && { advice }) };
}
