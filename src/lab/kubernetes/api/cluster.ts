import { randomUUID } from 'node:crypto';
import { numberOf, listOf, textOf, type KubeObject, type ManagedFields } from '../objects';
import { resourceOf, type Allocated, type Kind } from '../kinds/kind';
import { forbidden, notFound, type Cause } from '../status-error';
import { subjectOf } from '../kinds/kind';
import type { Key, Store } from '../store/store';
import { findKind } from '../kinds';

/** How a write is made, besides its body. */
export interface WriteOptions {
  /** Checks everything, and stores nothing. */
  readonly dryRun: boolean;
  /** Who will own the fields. */
  readonly manager: string;
  /** What unknown and duplicate fields cause. */
  readonly validation: 'Strict' | 'Warn' | 'Ignore';
  /** Takes the warnings of the answer. */
  readonly warn: (text: string) => void;
}

/** Where an object is. */
export interface Place {
  readonly kind: Kind;
  /** Empty for kinds of the whole cluster. */
  readonly namespace: string;
  readonly name: string;
}

export function keyOf({ kind, namespace, name }: Place): Key {
  return { resource: resourceOf(kind), namespace: kind.namespaced ? namespace : '', name };
}

export function newUid(): string {
  return randomUUID();
}

/** Finds an object. @throws StatusError 404 */
export function required(store: Store, place: Place): KubeObject {
  const object = store.get(keyOf(place));
  if (!object) throw notFound(subjectOf(place.kind, place.name));
  return object;
}

/**
 * Checks that objects can be made in a namespace.
 * @throws StatusError 404 if there is no such namespace, 403 if it is being deleted.
 */
export function checkNamespace(store: Store, { kind, namespace, name }: Place): void {
  if (!kind.namespaced) return;
  const namespaces = findKind('', 'v1', 'namespaces');
  if (!namespaces) return;
  const found = required(store, { kind: namespaces, namespace: '', name: namespace });
  if (textOf(found, 'status', 'phase') !== 'Terminating') return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const cause: Cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  throw forbidden(subjectOf(kind, name), why, [cause]);
}

/** What services have taken. */
export function allocatedBy(store: Store): Allocated {
  const services = store.list('services');
  return {
    clusterIPs: new Set(services.flatMap((service) => textOf(service, 'spec', 'clusterIP') ?? [])),
    nodePorts: new Set(
      services.flatMap((service) =>
        listOf(service, 'spec', 'ports').flatMap((port) => numberOf(port, 'nodePort') ?? []),
      ),
    ),
  };
}

/** An object with other owners of its fields; without any if there are none. */
export function withOwners<T extends Record<string, unknown>>(object: T, owners: readonly ManagedFields[]): T {
  const { managedFields: _before, ...metadata } = object['metadata'] as Record<string, unknown>;
  return { ...object, metadata: { ...metadata, ...(owners.length > 0 && { managedFields: owners }) } };
}
