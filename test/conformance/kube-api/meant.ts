import { isRecord } from '../../../src/base/json';
import type { Exchange } from './exchange';

/** Differences that are meant, or can't be judged, by the exchanges that show them. */
const MEANT: readonly (readonly [RegExp, string])[] = [
  [/^discovery-0(05|06|07|09|10|12|26|28|32|37|59)-/, 'the lab serves fewer groups and resources, and its own OpenAPI'],
  [/^discovery-0(57|67|69|71|72)-/, 'names the hash of a document that is not ours'],
  [/^discovery-0(23|24)-/, 'the lab has fewer parts to report on'],
  [/^discovery-0(14)-|^read-021-/, 'events are served in the core group alone'],
  [/^read-(009|103)-/, 'the server’s own service has the port of the recorded server'],
  [/^read-167-/, 'what makes this list large was made before, unrecorded'],
  [/^read-131-/, 'the lab always has Calico’s kinds'],
  [/^read-139-/, 'Node’s HTTP server refuses unknown methods'],
  [/^read-158-/, 'the client resolves dots before it sends'],
  [/^validation-097-/, 'JSON.parse tells no difference between 80.0 and 80'],
  [/^auth-(109|110|111|112|113|114)-|^kubectl-[\d.]+-can-i-list/, 'the original’s order of rules is not stable'],
  [/^write-241-/, 'the recorded answer is cut'],
  [/^crd-(203|204|205|206)-/, 'the CRDs of the lab are fixed, and not served'],
  [/^crd-068-/, 'the original fails: it closes the connection'],
  [/^discovery-crd-00[25]-/, 'the original’s order of resources is not stable, and the lab serves other ones too'],
  [/^discovery-crd-00[78]-/, 'names the hash of a document that is not ours'],
  [/^auth-190-/, 'the lab issues no tokens of service accounts'],
];

const HASH = 'names the hash of a document that is not ours';

/** What a kubectl asks for and the lab doesn't have, by paths. */
const UNSERVED: readonly (readonly [RegExp, string])[] = [
  [/^\/openapi\/v3\/.*\bhash=/, HASH],
  [
    /^\/apis\/(?!(apps|authentication|authorization|discovery|networking|policy\.networking|rbac\.authorization)(\.k8s\.io)?\/|projectcalico\.org\/)/,
    'the lab serves fewer groups and resources, and its own OpenAPI',
  ],
  [
    /\/(daemonsets|limitranges|replicationcontrollers|resourcequotas|statefulsets|endpoints)\b/,
    'the lab serves fewer groups and resources, and its own OpenAPI',
  ],
];

/** Why an exchange isn't compared; undefined if it is. */
export function meant({ id, request, response }: Exchange): string | undefined {
  const found = MEANT.find(([pattern]) => pattern.test(id))?.[1];
  if (found !== undefined || !id.startsWith('kubectl-')) return found;
  return response.status === 304 ? HASH : UNSERVED.find(([pattern]) => pattern.test(request.path))?.[1];
}

/** An answer without the owners of fields that were left out when the exchange was recorded. */
export function untrimmed({ response }: Exchange, body: unknown): unknown {
  return without(body, response.body);
}

function without(body: unknown, recorded: unknown): unknown {
  if (Array.isArray(body) && Array.isArray(recorded))
    return body.map((item, index) => without(item, recorded[index] ?? recorded[0]));
  if (!isRecord(body) || !isRecord(recorded)) return body;
  const inside = ['items', 'rows', 'object'].filter((name) => name in body && name in recorded);
  const rest = Object.fromEntries(inside.map((name) => [name, without(body[name], recorded[name])]));
  const { metadata } = body;
  const { metadata: before } = recorded;
  if (!isRecord(metadata) || !isRecord(before) || 'managedFields' in before) return { ...body, ...rest };
  const { managedFields: _owners, ...others } = metadata;
  return { ...body, ...rest, metadata: others };
}
