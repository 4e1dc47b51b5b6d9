import { watch, watchRequest, type WatchEvent } from '../api/watch';
import type { Kind } from '../kinds/kind';
import type { Fields, KubeObject } from '../objects';
import { includeObject, partial, table } from '../table/render';
import { answerForm, notAcceptable } from './accept';
import type { ResourceExchange } from './resource-exchange';

/** Bytes that may wait for a client that doesn't read; then its watch ends, and it has to list again. */
const MOST_WAITING = 16 * 1024 * 1024;

/** Streams the changes of a kind, one JSON object a line. @throws StatusError */
export function sendWatch({ request, response, query, parts }: ResourceExchange, kind: Kind, namespace: string): void {
  const wanted = watchRequest(kind, namespace, query);
  const form = answerForm(request.headers.accept, ['Table', 'PartialObjectMetadata']);
  if (form.format !== 'json') {
    const types = ['application/json', 'application/vnd.kubernetes.protobuf'].map((type) => `${type};stream=watch`);
    throw notAcceptable(`only the following media types are accepted: ${types.join(', ')}`);
  }
  const include = includeObject(query);
  response.writeHead(200, { 'Cache-Control': 'no-cache, private', 'Content-Type': 'application/json' });
  response.flushHeaders();
  let hasHeader = true;
  const send = ({ type, object }: WatchEvent): void => {
    const shown = type === 'ERROR' ? object : converted(kind, object, form.as, include, hasHeader);
    hasHeader = false;
    response.write(`${JSON.stringify({ type, object: shown })}\n`);
    if (response.writableLength > MOST_WAITING) response.destroy();
  };
  const stop = watch(parts.store, wanted, send, () => response.end());
  const end = (): void => {
    stop();
    response.end();
  };
  parts.signal.addEventListener('abort', end, { once: true });
  response.on('close', () => {
    stop();
    parts.signal.removeEventListener('abort', end);
  });
}

/** An object in the form that is asked for. A bookmark has metadata, and little else. */
function converted(
  kind: Kind,
  given: Fields,
  as: string | undefined,
  include: ReturnType<typeof includeObject>,
  hasHeader: boolean,
): Fields {
  if (as === undefined) return given;
  const object = given as unknown as KubeObject;
  const { metadata } = object;
  if (as === 'PartialObjectMetadata') return partial(metadata);
  return table(kind, [object], { resourceVersion: metadata.resourceVersion }, include, hasHeader);
}
