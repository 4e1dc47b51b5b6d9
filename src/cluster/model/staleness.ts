import type { ClusterErrorKind } from '../connection/errors';
import type { Answer, Failure, Part, Snapshot } from './snapshot';

/** Why a part's connection fails. */
export type FailureKind = 'refused' | 'unreachable' | 'failing';

/** A part that can't be followed, so that its data may be out of date. */
export interface Stale {
  readonly trouble: FailureKind;
  /** When its data was last current, in milliseconds since the epoch. */
  readonly since: number;
  readonly failure: Failure;
}

/** Returns why a part is stale, or undefined if it is current or was never read. */
export function staleOf(part: Part<unknown>): Stale | undefined {
  return part.state === 'failed' && part.data !== undefined
    ? { trouble: troubleOf(part.failure.kind), since: part.since, failure: part.failure }
    : undefined;
}

/** Returns the stale parts of a snapshot, oldest first. */
export function staleParts({ policy, marathon, networks }: Snapshot): readonly Stale[] {
  return [policy, marathon, networks].flatMap((part) => staleOf(part) ?? []).sort((a, b) => a.since - b.since);
}

function troubleOf(kind: ClusterErrorKind): FailureKind {
  switch (kind) {
    case 'unauthorized':
    case 'forbidden':
    case 'tls':
      return 'refused';
    case 'unreachable':
    case 'timeout':
      return 'unreachable';
    default:
      return 'failing';
  }
}

/** Returns the collector's answer, or the last one while it doesn't answer. */
export function lastAnswerOf({ observation }: Pick<Snapshot, 'observation'>): Answer | undefined {
  if (observation.state === 'answered') return observation;
  return 'last' in observation ? observation.last : undefined;
}

/** Whether the collector answered before and doesn't any more. */
export function isCollectorLost(snapshot: Pick<Snapshot, 'observation'>): boolean {
  return snapshot.observation.state !== 'answered' && lastAnswerOf(snapshot) !== undefined;
}
