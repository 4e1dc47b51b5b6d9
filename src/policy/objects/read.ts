import { isRecord } from '../../base/json';
import { decode, type Decoded, type Decoder } from '../../base/decode';

/** Decoders of objects by `apiVersion` and kind, such as `networking.k8s.io/v1 NetworkPolicy`. */
export type Readers<T> = ReadonlyMap<string, Decoder<T>>;

/** Returns the key of a decoder. */
export function readerKey(apiVersion: string, kind: string): string {
  return `${apiVersion} ${kind}`;
}

/** Decodes an object if its kind is known. Returns undefined for other kinds. */
export function readObject<T>(readers: Readers<T>, value: unknown): Decoded<T> | undefined {
  if (!isRecord(value)) return undefined;
  const { apiVersion, kind } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  const reader = readers.get(readerKey(apiVersion, kind));
  return reader && decode(reader, value);
}
