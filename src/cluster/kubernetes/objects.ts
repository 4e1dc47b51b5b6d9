import * as l10n from '@vscode/l10n';
import { isRecord, parseJson, sameJson } from '../../base/json';
import { readCalicoObject } from '../../policy/calico3/decode';
import type { CalicoObject } from '../../policy/calico3/objects';
import { readKubernetesObject } from '../../policy/kubernetes/decode';
import type { KubernetesObject } from '../../policy/kubernetes/objects';
import type { StoredResource } from '../../policy/resources';
import type { StarProgram, WorkloadEndpoint } from '../model/snapshot';
import { formsOf } from './forms';
import type { ResourceName, ServedResource } from './resources';

/** The name of an object within its cluster. */
export interface ObjectId {
  readonly resource: ResourceName;
  readonly namespace?: string;
  readonly name: string;
}

/** An object as the API server has it. Stays the same as long as nothing about it changes. */
export interface StoredObject extends ObjectParts, ObjectForms {}

/** What is read of an object. */
export interface ObjectParts {
  readonly id: ObjectId;
  readonly uid: string;
  /** Opaque: only its equality means something. */
  readonly resourceVersion: string;
  readonly read: ReadKubernetesObject;
  /** What controls the object, such as the replica set of a pod. */
  readonly owner?: { readonly kind: string; readonly name: string };
  /** The program of the Stars demo that a pod runs. */
  readonly star?: StarProgram;
  /**
   * The object's JSON, without what the server notes about its fields' managers. Kept of policies and what belongs to
   * them; pods and the like are too many.
   */
  readonly value?: Readonly<Record<string, unknown>>;
}

/** What snapshots hold of an object. Made while it is read, one by one, so that a whole list of them takes no time. */
export interface ObjectForms {
  /** Absent for kinds that features don't show. */
  readonly stored?: StoredResource;
  /** That of a pod, if it has one. */
  readonly endpoint?: WorkloadEndpoint;
}

/** A decoded object, or why it can't be read. */
export type ReadKubernetesObject =
  | { readonly state: 'decoded'; readonly object: KubernetesObject | CalicoObject }
  | { readonly state: 'broken'; readonly problems: readonly string[] };

/** The annotation in which kubectl repeats the whole object. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Annotations of pods that policy depends on: the address that Calico's plugin gives, and takes away. */
const OF_PODS = 'cni.projectcalico.org/';

/** The annotation in which Calico's API server stores labels and annotations of its objects. */
const STORED_METADATA = 'projectcalico.org/metadata';

/**
 * Policies that Calico's API server derives from those of Kubernetes (libcalico-go's `conversion`), which are read
 * themselves.
 */
const DERIVED = /^(?:knp\.default|kanp\.adminnetworkpolicy|kbanp\.baselineadminnetworkpolicy|kcnp\.[\w-]+)\./;

/** The key of an object among those of its resource. */
export function objectKey({ namespace, name }: Pick<ObjectId, 'namespace' | 'name'>): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/**
 * Returns an element of a list, or the object of an event, in the form that is kept. Returns undefined if it has no name,
 * or if another resource has it.
 */
export function storedObject(resource: ServedResource, item: unknown): StoredObject | undefined {
  const head = isRecord(item) ? item['metadata'] : undefined;
  if (!isRecord(item) || !isRecord(head)) return undefined;
  const { name, namespace, uid, resourceVersion } = head;
  if (typeof name !== 'string') return undefined;
  if (resource.type.group === 'projectcalico.org' && DERIVED.test(name)) return undefined;
  const id: ObjectId = {
    resource: resource.name,
    ...(typeof namespace === 'string' && resource.type.isNamespaced && { namespace }),
    name,
  };
  // Lists of built-in kinds tell neither, and custom resources may tell another kind.
  const value = {
    ...item,
    apiVersion: resource.apiVersion,
    kind: resource.type.kind,
    metadata: metadataOf(resource, head),
  };
  const owner = ownerOf(head);
  const star = resource.type.kind === 'Pod' ? starOf(item) : undefined;
  return withForms({
    id,
    uid: text(uid),
    resourceVersion: text(resourceVersion),
    read: readValue(value),
    ...(owner && { owner }),
    ...(star && { star }),
    ...(isKeptWhole(resource) && { value }),
  });
}

function withForms(parts: ObjectParts): StoredObject {
  return { ...parts, ...formsOf(parts) };
}

/** Returns the new state of an object, with what has not changed from its old state. */
export function renewed(old: StoredObject | undefined, object: StoredObject): StoredObject {
  if (old?.uid !== object.uid) return object;
  if (old.resourceVersion === object.resourceVersion) return old;
  if (!sameJson(old.read, object.read)) return object;
  // The status of pods and nodes changes all the time.
  const isSame = !object.value && old.owner?.name === object.owner?.name && sameJson(old.star, object.star);
  return isSame ? old : withForms({ ...object, read: old.read });
}

function isKeptWhole({ type }: ServedResource): boolean {
  return type.role === 'policy' || type.role === 'set';
}

function metadataOf(
  resource: ServedResource,
  head: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { managedFields: _managers, annotations: written, ...rest } = head;
  const annotations = Object.fromEntries(
    Object.entries(isRecord(written) ? written : {}).filter(
      ([key]) => key !== LAST_APPLIED && (resource.type.kind !== 'Pod' || key.startsWith(OF_PODS)),
    ),
  );
  const stored = annotations[STORED_METADATA];
  if (typeof stored === 'string' && resource.apiVersion.startsWith('crd.')) {
    // Calico's API server shows these instead of those of the stored object.
    const own = parseJson(stored);
    return { ...rest, ...(isRecord(own) && pick(own, ['labels', 'annotations'])) };
  }
  return { ...rest, ...(Object.keys(annotations).length > 0 && { annotations }) };
}

function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(from, name)).map((name) => [name, from[name]]));
}

function readValue(value: unknown): ReadKubernetesObject {
  const read = readCalicoObject(value) ?? readKubernetesObject(value);
  if (read?.value) return { state: 'decoded', object: read.value };
  const problems = (read?.problems ?? [])
    .filter(({ kind }) => kind !== 'unknown-field')
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { state: 'broken', problems: problems.length > 0 ? problems : [l10n.t('It is not an object of this kind.')] };
}

function ownerOf({ ownerReferences }: Readonly<Record<string, unknown>>): StoredObject['owner'] {
  if (!Array.isArray(ownerReferences)) return undefined;
  const controller: unknown = ownerReferences.find((owner: unknown) => isRecord(owner) && owner['controller'] === true);
  if (!isRecord(controller)) return undefined;
  const { kind, name } = controller;
  return typeof kind === 'string' && typeof name === 'string' ? { kind, name } : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Images of the Stars demo, in any registry and version. */
const STAR_IMAGE = /(?:^|\/)(star-probe|star-collect)(?=[:@]|$)/;

function starOf({ spec, status }: Readonly<Record<string, unknown>>): StarProgram | undefined {
  const containers: readonly unknown[] = isRecord(spec) && Array.isArray(spec['containers']) ? spec['containers'] : [];
  for (const container of containers) {
    if (!isRecord(container) || typeof container['image'] !== 'string') continue;
    const [, program] = STAR_IMAGE.exec(container['image']) ?? [];
    if (program !== 'star-probe' && program !== 'star-collect') continue;
    const words = [container['command'], container['args']].flat().filter((word) => typeof word === 'string');
    const startedAt = isRecord(status) ? status['startTime'] : undefined;
    return { program, command: words.join(' '), ...(typeof startedAt === 'string' && { startedAt }) };
  }
  return undefined;
}
