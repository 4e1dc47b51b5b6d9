import { KINDS } from '../kinds';
import { resourceOf } from '../kinds/kind';
import { listOf, type KubeObject } from '../objects';
import type { Writer } from './writer';

const NAMESPACED = KINDS.filter(({ namespaced }) => namespaced);

/** Removes what belongs to objects that are gone. */
export function collectGarbage(writer: Writer): void {
  const alive = new Set(
    KINDS.flatMap((kind) => writer.store.list(resourceOf(kind)).map(({ metadata }) => metadata.uid)),
  );
  const isOrphaned = ({ metadata: { ownerReferences: owners = [] } }: KubeObject) =>
    owners.length > 0 && owners.every(({ uid }) => !alive.has(uid));
  for (const kind of NAMESPACED) {
    for (const object of writer.list(kind)) if (isOrphaned(object)) writer.remove(kind, object);
  }
}

/** Empties namespaces that are being deleted, and lets them go; others get their account. */
export function reconcileNamespaces(writer: Writer): void {
  for (const namespace of writer.list('namespaces')) {
    const { name, deletionTimestamp } = namespace.metadata;
    if (deletionTimestamp === undefined) {
      const hasAccount = writer.list('serviceaccounts', name).some(({ metadata }) => metadata.name === 'default');
      if (!hasAccount) writer.create('serviceaccounts', name, { metadata: { name: 'default' } });
      continue;
    }
    for (const kind of NAMESPACED) for (const object of writer.list(kind, name)) writer.remove(kind, object);
    const left = NAMESPACED.some((kind) => writer.list(kind, name).length > 0);
    if (!left && listOf(namespace, 'spec', 'finalizers').length > 0) {
      writer.store.remove({ resource: 'namespaces', namespace: '', name });
    }
  }
}
