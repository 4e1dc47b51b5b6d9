import type { KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';
import type { RecordedRequest } from './exchange';
import type { Placeholders } from './placeholders';

/** A server in the state that a recording began with. */
export interface Replayed {
  readonly lab: KubernetesLab;
  readonly placeholders: Placeholders;
}

/** Sends a recorded request. @throws Error if it names something that wasn't seen yet. */
export async function send(
  { method, path: recordedPath, headers, body, bodyBase64 }: RecordedRequest,
  as: string,
  { lab, placeholders }: Replayed,
  signal?: AbortSignal,
): Promise<Response> {
  const target = placeholders.fill(recordedPath);
  const text =
    body === undefined || body === null ? undefined : typeof body === 'string' ? bodyText(body) : JSON.stringify(body);
  const filled = text === undefined ? undefined : placeholders.fill(text);
  if (target === undefined || (text !== undefined && filled === undefined))
    throw new Error('a placeholder is not bound');
  const authorization = authorizationOf(headers['Authorization'], as, lab.key);
  const sent = {
    'User-Agent': 'oracle/1.0',
    ...headers,
    ...(authorization !== undefined && { Authorization: authorization }),
  };
  if (authorization === undefined) Reflect.deleteProperty(sent, 'Authorization');
  const bytes = bodyBase64 !== undefined ? Buffer.from(bodyBase64, 'base64') : filled && Buffer.from(expanded(filled));
  return fetch(`${lab.url}${target}`, {
    method,
    headers: sent,
    redirect: 'manual',
    ...(signal && { signal }),
    ...(bytes !== undefined && { body: bytes }),
  });
}

/** Large bodies are described. */
function bodyText(body: string): string {
  return body.startsWith('(valid JSON with') ? `{}${' '.repeat(3_200_000)}` : body;
}

/** Repeated letters are described too. */
function expanded(text: string): string {
  return text.replaceAll(/"a\*(\d+)"/g, (_all, times: string) => `"${'a'.repeat(Number(times))}"`);
}

function authorizationOf(header: string | undefined, as: string, key: string): string | undefined {
  if (header === undefined) return undefined;
  if (header.endsWith(' tok-admin')) return header.replace('tok-admin', key);
  return header
    .replace(/<(\w+)>/, (_all, user: string) => (user === 'admin' ? key : `tok-${user}`))
    .replace('tok-badtoken', `bad-${as}`);
}
