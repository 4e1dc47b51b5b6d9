import * as l10n from '@vscode/l10n';
import {
  flag,
  integer,
  integerOrText,
  looseList,
  list,
  loose,
  open,
  optional,
  required,
  text,
  type Decoded,
  type Decoder,
} from '../../base/decode';
import { isRecord, isTooDeep, parseJson } from '../../base/json';
import { readCalicoObject } from '../calico3/decode';
import { isReadable } from '../calico3/translate';
import { readKubernetesObject } from '../kubernetes/decode';
import { head } from '../objects/meta';
import { readerKey, readObject } from '../objects/read';
import { isResourceKind, type ReadResource, type ResourceId, type StoredResource } from '../resources';
import { parseResourceKey } from './kinds';
import type {
  ClusterInformation,
  DatastoreObject,
  IPPool,
  IpNat,
  Node,
  WorkloadEndpoint,
  WorkloadPort,
} from './objects';

const VERSION = 'projectcalico.org/v3';

type Spec<T extends { readonly spec?: unknown }> = NonNullable<T['spec']>;

const OWN: ReadonlyMap<string, Decoder<DatastoreObject>> = new Map<string, Decoder<DatastoreObject>>([
  [
    readerKey(VERSION, 'WorkloadEndpoint'),
    open<WorkloadEndpoint>({
      ...head('WorkloadEndpoint'),
      spec: optional(
        open<Spec<WorkloadEndpoint>>({
          orchestrator: loose(text),
          node: loose(text),
          pod: loose(text),
          endpoint: loose(text),
          serviceAccountName: loose(text),
          ipNetworks: optional(list(text)),
          ipNATs: optional(list(open<IpNat>({ internalIP: required(text), externalIP: required(text) }))),
          profiles: optional(list(text)),
          interfaceName: loose(text),
          ports: optional(
            list(open<WorkloadPort>({ name: loose(text), protocol: required(integerOrText), port: required(integer) })),
          ),
        }),
      ),
    }),
  ],
  [
    readerKey(VERSION, 'Node'),
    open<Node>({
      ...head('Node'),
      spec: loose(
        open<Spec<Node>>({
          bgp: loose(open<NonNullable<Spec<Node>['bgp']>>({ ipv4Address: loose(text), ipv6Address: loose(text) })),
          addresses: loose(looseList(open<{ readonly address: string }>({ address: required(text) }))),
        }),
      ),
    }),
  ],
  [
    readerKey(VERSION, 'IPPool'),
    open<IPPool>({
      ...head('IPPool'),
      spec: optional(
        open<Spec<IPPool>>({
          cidr: optional(text),
          ipipMode: loose(text),
          vxlanMode: loose(text),
          natOutgoing: loose(flag),
          disabled: loose(flag),
        }),
      ),
    }),
  ],
  [
    readerKey(VERSION, 'ClusterInformation'),
    open<ClusterInformation>({
      ...head('ClusterInformation'),
      spec: optional(open<Spec<ClusterInformation>>({ datastoreReady: optional(flag), calicoVersion: loose(text) })),
    }),
  ],
]);

/** Decodes a parsed object of any kind that the datastore holds. Returns undefined for objects of other kinds. */
function readDatastoreObject(value: unknown): Decoded<DatastoreObject> | undefined {
  const own = readCalicoObject(value) ?? readObject(OWN, value);
  if (own) return own;
  const read = readKubernetesObject(value);
  const object = read?.value;
  if (!read || (object && object.kind !== 'StagedKubernetesNetworkPolicy')) return undefined;
  return { value: object, problems: read.problems };
}

/** Reads an entry of etcd. Returns undefined for keys of other kinds. */
export function readResource(key: string, text: string, revision: string): StoredResource<DatastoreObject> | undefined {
  const id = parseResourceKey(key);
  return id && { id, key, revision, text, read: readText(text, id) };
}

function readText(text: string, id: ResourceId): ReadResource<DatastoreObject> {
  if (isTooDeep(text)) return broken(l10n.t('It nests too deeply.'));
  const value = parseJson(text);
  if (!isRecord(value)) return broken(l10n.t('It is not a JSON object.'));
  const { kind } = value;
  if (kind !== id.kind)
    return broken(
      typeof kind === 'string' && isResourceKind(kind)
        ? l10n.t('It is stored as a {0}, but its kind is {1}.', id.kind, kind)
        : l10n.t('It is stored as a {0}, but does not say so in “kind”.', id.kind),
    );
  const metadata = isRecord(value['metadata']) ? value['metadata'] : {};
  // The key identifies the object, regardless of its metadata.
  const { kind: _, ...identity } = id;
  const read = readDatastoreObject({ ...value, metadata: { ...metadata, ...identity } });
  const object = read?.value;
  if (!object)
    return broken(
      ...(read?.problems.filter((problem) => problem.kind !== 'unknown-field') ?? []).map(
        ({ path, message }) => `${path.join('.')}: ${message}`,
      ),
    );
  return isPolicy(object) && !isReadable(object)
    ? broken(l10n.t('A protocol or a port in its rules is out of range.'))
    : { state: 'decoded', object };
}

type Policy = Parameters<typeof isReadable>[0];

function isPolicy(object: DatastoreObject): object is Policy {
  return (
    object.kind === 'NetworkPolicy' ||
    object.kind === 'GlobalNetworkPolicy' ||
    object.kind === 'StagedNetworkPolicy' ||
    object.kind === 'StagedGlobalNetworkPolicy'
  );
}

function broken(...problems: readonly string[]): ReadResource<DatastoreObject> {
  return {
    state: 'broken',
    problems: problems.length > 0 ? problems : [l10n.t('It is not an object of projectcalico.org/v3.')],
  };
}
