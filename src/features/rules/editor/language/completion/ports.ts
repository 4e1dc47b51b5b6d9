import { knownPorts, type KnownPort } from '../../../../../cluster/model/listening-ports';
import type { DocumentContext } from '../../document-context';

/** A port with where it comes from, for the person who chooses one. */
export interface OfferedPort extends KnownPort {
  /** Whether an endpoint of the document's own profile listens on it. */
  readonly own: boolean;
}

/** The ports of the cluster, those on which the profile's own endpoints listen first. */
export function offeredPorts({ snapshot, profile }: DocumentContext): readonly OfferedPort[] {
  const ports = knownPorts(snapshot).map((known) => ({ ...known, own: known.listeners.has(profile) }));
  return [...ports.filter(({ own }) => own), ...ports.filter(({ own }) => !own)];
}
