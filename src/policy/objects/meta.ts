import { closed, loose, oneOf, required, shared, text, texts, type Decoder, type Fields } from '../../base/decode';

/** The parts of an object's `metadata` that affect policy. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An object in the format of the Kubernetes API. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

export const labelsAndAnnotations = { namespace: loose(text), labels: loose(shared(texts)), annotations: loose(texts) };

/** Fields that servers and tools add and that are ignored here. */
const OF_SERVERS = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'finalizers',
  'generateName',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
];

const metadata = closed<ObjectMeta>({ name: required(text), ...labelsAndAnnotations }, OF_SERVERS);

/** The fields that all objects of a kind have. */
export function head<Kind extends string>(kind: Kind) {
  return { apiVersion: required(text), kind: required(oneOf(kind)), metadata: required(metadata) };
}

/** An object without unknown fields. Its `status` belongs to the server. */
export function resource<T extends ApiObject>(fields: Fields<T>): Decoder<T> {
  return closed<T>(fields, ['status']);
}
