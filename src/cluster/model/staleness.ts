import type { ClusterErrorKind } from '../connection/errors';
import type { Failure, Part, Snapshot } from './snapshot';

/** What became of the connection that a part is followed by. */
export type Trouble = 'refused' | 'unreachable' | 'failing';

/** A part that cannot be followed: what is known of it is no longer known to be so. */
export interface Stale {
  readonly trouble: Trouble;
  /** Until when its data was followed, in milliseconds since the epoch. */
  readonly since: number;
  readonly failure: Failure;
}

/** Why a part is not current; undefined for one that is, or of which nothing was read yet. */
export function staleOf(part: Part<unknown>): Stale | undefined {
  return part.state === 'failed' && part.data !== undefined
    ? { trouble: troubleOf(part.failure.kind), since: part.since, failure: part.failure }
    : undefined;
}

/** The parts of a snapshot that are not current, oldest first. */
export function staleParts({ policy, marathon, networks }: Snapshot): readonly Stale[] {
  return [policy, marathon, networks].flatMap((part) => staleOf(part) ?? []).sort((a, b) => a.since - b.since);
}

function troubleOf(kind: ClusterErrorKind): Trouble {
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
