import path from 'node:path';
import { isRecord } from '../../../src/base/json';
import { readCases } from '../cases';
import type { Exchange, RecordedAnswer, RecordedRequest, RecordedStep } from './exchange';

/** A command of kubectl, with what it sent and what it got. */
export interface Command {
  readonly id: string;
  readonly as: string;
  readonly args: readonly string[];
  readonly response: { readonly exit: number };
  readonly requests: readonly {
    readonly request: RecordedRequest;
    readonly response: RecordedAnswer & { readonly bodyRef?: string };
  }[];
  /** What was done during its watch: `METHOD PATH BODY`. */
  readonly doneMeanwhile?: readonly string[];
}

/** The longer bodies of a recording, by the names that it refers to them. */
export function recordedBodies(file: string): ReadonlyMap<string, unknown> {
  const bodies = path.join(path.dirname(file), 'big', 'kubectl-bodies.jsonl.gz');
  return new Map(
    readCases<{ readonly key: string; readonly body: unknown }>(bodies).map(({ key, body }) => [key, body]),
  );
}

/** Documents about what a server has; those of the lab are compared in `discovery.jsonl`. */
const DOCUMENT = /^\/(api|apis|api\/v1|apis\/[^/]+\/[^/?]+|openapi\/.*)(\?|$)/;

/** The exchanges of a command, in the order of its requests. */
export function exchangesOf(command: Command, bodies: ReadonlyMap<string, unknown>): Exchange[] {
  const { id, as, requests, doneMeanwhile = [] } = command;
  return requests.map(({ request, response: { bodyRef, body: whole, ...response } }, index) => {
    const [version] = /\brv-\d+/.exec(requests[index + 1]?.request.path ?? '') ?? [];
    const body = bodyRef === undefined ? whole : loosened(bodies.get(bodyRef), version);
    const events = response.events && [...doneMeanwhile.map(stepOf), ...response.events];
    const isCompared = body !== undefined && !DOCUMENT.test(request.path);
    const part = response.bodyBase64 === undefined ? undefined : typeOf(response.bodyBase64);
    const review = part?.kind === 'SelfSubjectAccessReview' && { status: { allowed: command.response.exit === 0 } };
    return {
      id,
      as,
      request: withVersion(request, requests[index - 1]?.response),
      response: {
        ...response,
        ...(isCompared && { body }),
        ...(events && { events }),
        ...(part && { part: { ...part, ...review } }),
      },
    };
  });
}

/** Kubernetes' protobuf begins with four bytes, and an envelope that has the type in its first field. */
function typeOf(base64: string): { readonly apiVersion: string; readonly kind: string } {
  const bytes = Buffer.from(base64, 'base64');
  const versionLength = bytes[7] ?? 0;
  const kindAt = 8 + versionLength + 2;
  return {
    apiVersion: bytes.toString('utf8', 8, 8 + versionLength),
    kind: bytes.toString('utf8', kindAt, kindAt + (bytes[kindAt - 1] ?? 0)),
  };
}

/** A JSON patch of a version, which was written as the recorded server had it: it is that of the answer before. */
function withVersion(request: RecordedRequest, before: RecordedAnswer | undefined): RecordedRequest {
  const { body } = request;
  const known =
    isRecord(before?.body) && isRecord(before.body['metadata']) && before.body['metadata']['resourceVersion'];
  if (!Array.isArray(body) || typeof known !== 'string') return request;
  const isVersion = (operation: unknown): boolean =>
    isRecord(operation) && operation['path'] === '/metadata/resourceVersion';
  const operations = body.map((operation: unknown) =>
    isRecord(operation) && isVersion(operation) ? { ...operation, value: known } : operation,
  );
  return { ...request, body: operations };
}

/**
 * A longer body without what changes from one server to the next: it was written once for all servers.
 * @param version That of the list, which the next request goes on from.
 */
function loosened(body: unknown, version: string | undefined): unknown {
  const loose = looseAt(body, '');
  if (!isRecord(loose) || !isRecord(loose['metadata']) || version === undefined) return loose;
  return { ...loose, metadata: { ...loose['metadata'], resourceVersion: version } };
}

/** Fields, or parts of texts, that every server makes itself. */
function looseAt(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => looseAt(item, name));
  // The paths of owned fields name what they are about.
  if (isRecord(value) && Object.keys(value).some((field) => field.includes('uid-x'))) return '…';
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, looseAt(item, field)]));
  if (['uid', 'resourceVersion', 'continue', 'creationTimestamp', 'time'].includes(name)) return '…';
  if (name === 'cells' && typeof value === 'string' && /^(\d+[smhd])+$/.test(value)) return '…';
  return value;
}

/** Something that was done as the administrator. */
function stepOf(text: string): RecordedStep {
  const [, method = '', target = '', body = ''] = /^(\S+) (\S+)(?: (.*))?$/s.exec(text) ?? [];
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const headers = { Authorization: 'Bearer <admin>', 'Content-Type': type };
  return {
    did: text,
    as: 'admin',
    request: { method, path: target, headers, ...(body !== '' && { body: JSON.parse(body) as unknown }) },
    response: { status: method === 'POST' ? 201 : 200 },
  };
}
