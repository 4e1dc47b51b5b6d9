import { closed, loose, oneOf, required, text, texts, type Decoder, type Fields } from '../../base/decode';

/** What policy needs to know of an object's `metadata`. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An object of an API of Kubernetes' kind. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

export const labelsAndAnnotations = { namespace: loose(text), labels: loose(texts), annotations: loose(texts) };

/** What servers and tools write besides, which nobody has to know here. */
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

/** The fields that every object of a kind begins with. */
export function head<Kind extends string>(kind: Kind) {
  return { apiVersion: required(text), kind: required(oneOf(kind)), metadata: required(metadata) };
}

/** An object of which all fields are known. Its `status` is the server's. */
export function resource<T extends ApiObject>(fields: Fields<T>): Decoder<T> {
  return closed<T>(fields, ['status']);
}
