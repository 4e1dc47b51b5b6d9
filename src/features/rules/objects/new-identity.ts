import { randomUUID } from 'node:crypto';
import type { Snapshot } from '../../../cluster/model/snapshot';
import type { NewIdentity } from './rename-plan';

/** Metadata that only the creation of an object sets. An API server sets it itself; etcd takes what is written. */
export function newIdentity({ isKubernetes }: Pick<Snapshot, 'isKubernetes'>): object {
  return isKubernetes ? {} : storedIdentity();
}

/** The same for an object in etcd. */
export function storedIdentity(): NewIdentity {
  return { uid: randomUUID(), creationTimestamp: new Date().toISOString().replace(/\.\d+/, '') };
}
