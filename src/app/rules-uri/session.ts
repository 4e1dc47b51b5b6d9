import type { Disposable } from '../../base/emitter';
import type { ClusterSession, Connection } from '../../cluster/connection/session';
import type { Sessions } from '../../cluster/connection/sessions';
import type { Snapshot } from '../../cluster/model/snapshot';
import { isOf, type DocumentAddress } from './address';

/** The sessions of the clusters that documents belong to. */
export type DocumentSessions = Pick<Sessions, 'all' | 'onDidChange'>;

/** Returns the connection to a document's cluster; undefined if that is not connected. */
export function connectionOf(
  place: DocumentAddress,
  { all }: Pick<DocumentSessions, 'all'>,
): Extract<Connection, { state: 'connected' }> | undefined {
  const found = all
    .map(({ connection }) => connection)
    .filter((connection) => connection.state === 'connected')
    .filter(({ definition }) => isOf(place, definition));
  // One cluster may be defined under two names.
  return found.find(({ definition }) => definition.name === place.cluster) ?? found[0];
}

/** Calls a listener when a part of some cluster's snapshot changes. @param partsOf Returns the parts to compare. */
export function followParts(
  sessions: Pick<DocumentSessions, 'onDidChange'>,
  partsOf: (snapshot: Snapshot) => readonly unknown[],
  listener: () => void,
): Disposable {
  const shown = new WeakMap<ClusterSession, readonly unknown[]>();
  return sessions.onDidChange((session) => {
    const [before, now] = [shown.get(session) ?? [], session.snapshot ? partsOf(session.snapshot) : []];
    shown.set(session, now);
    if (before.length !== now.length || now.some((part, index) => part !== before[index])) listener();
  });
}
