import { StatusError } from '../status-error';

/** The form of an answer: how it is written, and what it is converted to. */
export interface AnswerForm {
  readonly format: 'json' | 'yaml';
  /** For example `Table`; undefined for the object as it is. */
  readonly as?: string;
}

/** Conversions on offer, by group and version. */
const CONVERSIONS: Readonly<Record<string, readonly string[]>> = {
  Table: ['meta.k8s.io/v1', 'meta.k8s.io/v1beta1'],
  PartialObjectMetadata: ['meta.k8s.io/v1', 'meta.k8s.io/v1beta1'],
  PartialObjectMetadataList: ['meta.k8s.io/v1', 'meta.k8s.io/v1beta1'],
  APIGroupDiscoveryList: ['apidiscovery.k8s.io/v2'],
};

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** Protobuf is answered with JSON, which every client that asks for it reads. */
const FORMATS: Readonly<Record<string, AnswerForm['format']>> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
  [PROTOBUF]: 'json',
};

const TYPES = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';

/**
 * Chooses the form of an answer by the header Accept.
 * @param conversions Those that make sense for what is answered.
 * @param isCustom Whether it is a custom resource, which has no form in protobuf.
 * @throws StatusError 406 if none of its types is on offer.
 */
export function answerForm(accept: string | undefined, conversions: readonly string[], isCustom = false): AnswerForm {
  if (accept === undefined || accept.trim() === '') return { format: 'json' };
  const ranges = accept
    .split(',')
    .map(parseRange)
    .toSorted((a, b) => b.quality - a.quality);
  let isFormatKnown = false;
  for (const { type, parameters } of ranges) {
    const format = type === '*/*' ? 'json' : FORMATS[type];
    const as = parameters.get('as');
    if (!format || (isCustom && as === undefined && type === PROTOBUF)) continue;
    isFormatKnown = true;
    if (as === undefined) return { format };
    const version = `${parameters.get('g') ?? ''}/${parameters.get('v') ?? ''}`;
    if (conversions.includes(as) && CONVERSIONS[as]?.includes(version)) return { format, as };
  }
  if (isFormatKnown) throw notAcceptable(`only the following media types are accepted: ${TYPES}`);
  const message = `406: Not Acceptable\n\nAvailable representations: ${TYPES}`;
  throw new StatusError(406, 'NotAcceptable', message, { details: {} });
}

export function notAcceptable(message: string): StatusError {
  return new StatusError(406, 'NotAcceptable', message);
}

function parseRange(text: string): {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
} {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map(
    rest.map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name, value] as const;
    }),
  );
  const quality = Number(parameters.get('q') ?? 1);
  return { type: type.toLowerCase(), parameters, quality: Number.isFinite(quality) ? quality : 1 };
}
