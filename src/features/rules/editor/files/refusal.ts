import type { DocumentAddress } from '../../../../app/rules-uri/address';
import { connectionOf, type DocumentSessions } from '../../../../app/rules-uri/session';
import type { ObjectChange, Rights } from '../../../../cluster/connection/rights';
import { dataOf } from '../../../../cluster/model/indexes';
import { updateOf } from '../../../../cluster/model/object-change';
import { resourceNamed } from '../../../../cluster/model/resources';

interface Saving {
  readonly rights: Rights;
  readonly change: ObjectChange;
}

/** Returns why a document can't be saved; undefined if it can, or nobody tells. */
export async function refusalOf(place: DocumentAddress, sessions: DocumentSessions): Promise<string | undefined> {
  const saving = savingOf(place, sessions);
  return saving?.rights.ask(saving.change);
}

/** Returns the same if it is known. */
export function knownRefusal(place: DocumentAddress, sessions: DocumentSessions): string | undefined {
  const saving = savingOf(place, sessions);
  return saving?.rights.refusal(saving.change);
}

function savingOf(place: DocumentAddress, sessions: DocumentSessions): Saving | undefined {
  const connection = connectionOf(place, sessions);
  const rights = connection?.cluster.rights;
  const data = connection && dataOf(connection.store.snapshot.policy);
  const stored = place.resource && data && resourceNamed(place.resource, data);
  return rights && stored && { rights, change: updateOf(stored) };
}
