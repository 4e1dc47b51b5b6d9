import { isRecord } from '../../../src/base/json';
import type { Exchange } from './exchange';

/** Differences that are meant, or can't be judged, by the exchanges that show them. */
const MEANT: readonly (readonly [RegExp, string])[] = [
  [/^discovery-0(05|06|07|09|10|12|26|28|32|37|59)-/, 'the lab serves fewer groups and resources, and its own OpenAPI'],
  [/^discovery-0(57|67|69|71|72)-/, 'names the hash of a document that is not ours'],
  [/^discovery-0(23|24)-/, 'the lab has fewer parts to report on'],
  [/^discovery-011-/, 'the hash of how a kind is stored is our own'],
  [/^discovery-0(14)-|^read-021-/, 'events are served in the core group alone'],
  [/^read-(009|103)-/, 'the server’s own service has the port of the recorded server'],
  [/^read-131-/, 'the lab always has Calico’s kinds'],
  [/^read-139-/, 'Node’s HTTP server refuses unknown methods'],
  [/^read-158-/, 'the client resolves dots before it sends'],
  [/^validation-097-/, 'JSON.parse tells no difference between 80.0 and 80'],
  [/^auth-(107|108)-/, 'needs custom resources'],
  [/^auth-(109|110|111|112|113|114)-/, 'the original’s order of rules is not stable'],
  [/^write-241-/, 'the recorded answer is cut'],
  [/^auth-190-/, 'the lab issues no tokens of service accounts'],
];

/** Why an exchange isn't compared; undefined if it is. It is made nevertheless, for what it does. */
export function meant({ id }: Exchange): string | undefined {
  return MEANT.find(([pattern]) => pattern.test(id))?.[1];
}

/** An answer without what was left out when the exchange was recorded. */
export function untrimmed({ response }: Exchange, body: unknown): unknown {
  return isRecord(body) && isRecord(response.body) ? without(body, response.body) : body;
}

function without(
  body: Readonly<Record<string, unknown>>,
  recorded: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { metadata } = body;
  const { metadata: before } = recorded;
  if (!isRecord(metadata) || !isRecord(before) || 'managedFields' in before) return body;
  const { managedFields: _owners, ...rest } = metadata;
  return { ...body, metadata: rest };
}
