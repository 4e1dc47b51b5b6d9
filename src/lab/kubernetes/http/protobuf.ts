import { badRequest, StatusError } from '../status-error';

/** How the fields of a message are numbered: text, or another message; `labels` are maps of texts. */
// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- a record can't refer to itself
interface Message {
  readonly [number: number]: readonly [name: string, type: 'text' | 'labels' | Message];
}

/** Of k8s.io/apimachinery, as far as what is created by a command alone has them. */
const METADATA: Message = {
  1: ['name', 'text'],
  2: ['generateName', 'text'],
  3: ['namespace', 'text'],
  11: ['labels', 'labels'],
  12: ['annotations', 'labels'],
};

const RESOURCE: Message = {
  1: ['namespace', 'text'],
  2: ['verb', 'text'],
  3: ['group', 'text'],
  4: ['version', 'text'],
  5: ['resource', 'text'],
  6: ['subresource', 'text'],
  7: ['name', 'text'],
};

const PATH: Message = { 1: ['path', 'text'], 2: ['verb', 'text'] };

/** The kinds that kubectl sends in protobuf: reviews since 1.32, and what `kubectl create` makes without a file. */
const KINDS: Readonly<Record<string, Message | undefined>> = {
  Namespace: { 1: ['metadata', METADATA] },
  SelfSubjectAccessReview: {
    1: ['metadata', METADATA],
    2: ['spec', { 1: ['resourceAttributes', RESOURCE], 2: ['nonResourceAttributes', PATH] }],
  },
  SelfSubjectReview: { 1: ['metadata', METADATA] },
  SelfSubjectRulesReview: { 1: ['metadata', METADATA], 2: ['spec', { 1: ['namespace', 'text'] }] },
  ServiceAccount: { 1: ['metadata', METADATA] },
};

/** What every body begins with; then comes an envelope with the type and the object. */
const MAGIC = Buffer.from('k8s\0');
const ENVELOPE: Message = { 1: ['type', { 1: ['apiVersion', 'text'], 2: ['kind', 'text'] }] };

/**
 * Decodes a body in Kubernetes' protobuf format.
 * @param kind What it should be.
 * @throws StatusError 400 if it is none, 415 for a kind that is taken as JSON or YAML only.
 */
export function decodeProtobuf(bytes: Buffer, kind: string): Readonly<Record<string, unknown>> {
  const refuse = (why: string): Error =>
    badRequest(
      `the object provided is unrecognized (must be of type ${kind}): ${why} (${bytes.toString('hex', 0, 30)})`,
    );
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC))
    throw refuse('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  const message = KINDS[kind];
  if (!message) {
    const text = `the lab takes ${kind} as application/json and application/yaml`;
    throw new StatusError(415, 'UnsupportedMediaType', text);
  }
  try {
    const envelope = bytes.subarray(MAGIC.length);
    const { type } = decode(ENVELOPE, envelope) as { readonly type?: object };
    const raw = fields(envelope).find(([number]) => number === 2)?.[1];
    return { ...type, ...decode(message, raw ?? Buffer.alloc(0)) };
  } catch (error) {
    if (error instanceof RangeError) throw refuse(`proto: ${error.message}`);
    throw error;
  }
}

function decode(message: Message, bytes: Buffer): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const [number, value] of fields(bytes)) {
    const [name, type] = message[number] ?? [];
    if (name === undefined || type === undefined) continue;
    if (type === 'text') result[name] = value.toString('utf8');
    else if (type === 'labels') result[name] = { ...(result[name] as object | undefined), ...label(value) };
    else result[name] = decode(type, value);
  }
  return result;
}

function label(bytes: Buffer): Readonly<Record<string, string>> {
  const { key = '', value = '' } = decode({ 1: ['key', 'text'], 2: ['value', 'text'] }, bytes) as Partial<
    Record<'key' | 'value', string>
  >;
  return Object.fromEntries([[key, value]]);
}

/**
 * The fields of a message that have a length: texts and messages; numbers are passed over.
 * @throws RangeError if the message breaks off.
 */
function fields(bytes: Buffer): (readonly [number: number, value: Buffer])[] {
  const found: (readonly [number, Buffer])[] = [];
  let offset = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes.readUInt8(offset);
      offset += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('integer overflow');
  };
  while (offset < bytes.length) {
    const tag = varint();
    const wire = tag & 7;
    if (wire === 0) varint();
    else if (wire === 1) offset += 8;
    else if (wire === 5) offset += 4;
    else if (wire === 2) {
      const length = varint();
      if (offset + length > bytes.length) throw new RangeError('unexpected EOF');
      found.push([tag >>> 3, bytes.subarray(offset, offset + length)]);
      offset += length;
    } else throw new RangeError(`wrong wire type ${wire}`);
  }
  return found;
}
