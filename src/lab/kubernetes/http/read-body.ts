import type { IncomingMessage } from 'node:http';
import { parseAllDocuments } from 'yaml';
import { parseJson } from '../../json';
import type { Body } from '../api/body';
import { badRequest, StatusError } from '../status-error';
import { duplicateFields } from './duplicates';

/** The maximum size of a body, in bytes. */
const MOST = 3 * 1024 * 1024;

/** How often a document may refer to its anchors, which could otherwise make it grow without bounds. */
const MOST_ALIASES = 100;

/**
 * Reads the bytes of a body.
 * @throws StatusError 413 if it is too large.
 */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST) chunks.push(chunk);
    else if (size > 4 * MOST) request.destroy();
  }
  if (size > MOST) throw new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${MOST}`);
  return Buffer.concat(chunks);
}

/**
 * Parses a body of JSON.
 * @param kind What it should be, for the message.
 * @throws StatusError 400
 */
export function parseJsonBody(text: string, kind: string): Body {
  const refuse = (why: string): Error =>
    badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${why} (${text === '' ? '<empty>' : excerpt(text)})`,
    );
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw refuse(text === '' ? 'unexpected end of JSON input' : error instanceof Error ? error.message : 'invalid');
  }
  if (typeof value !== 'object' || Array.isArray(value))
    throw refuse(`json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value`);
  return { value, duplicates: duplicateFields(text).map((field) => `duplicate field ${JSON.stringify(field)}`) };
}

function excerpt(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)} ...` : text;
}

/**
 * Parses a body of YAML 1.1, of which the first document counts.
 * @throws StatusError 400
 */
export function parseYamlBody(text: string, refuse: (why: string) => Error): Body {
  // Without any content there is no document.
  const documents = parseAllDocuments(text, { version: '1.1', merge: true });
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (!document) return { value: null, duplicates: [] };
  const duplicates: string[] = [];
  for (const { code, message, linePos } of document.errors) {
    const line = linePos?.[0].line ?? 1;
    if (code !== 'DUPLICATE_KEY') throw refuse(`yaml: line ${line}: ${message.split('\n')[0] ?? ''}`);
    const key = /"?(\w+)"?/.exec(text.split('\n')[line - 1]?.slice((linePos?.[0].col ?? 1) - 1) ?? '')?.[1] ?? '';
    duplicates.push(`yaml: unmarshal errors:\n  line ${line}: key ${JSON.stringify(key)} already set in map`);
  }
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown, duplicates };
  } catch (error) {
    throw refuse(`yaml: ${error instanceof Error ? error.message : 'invalid'}`);
  }
}
