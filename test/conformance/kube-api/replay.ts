import path from 'node:path';
import { parse } from 'yaml';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';
import { readCases, type Outcome } from '../cases';
import { differences } from './compare';
import { meant, untrimmed } from './meant';
import type { Exchange, RecordedRequest } from './exchange';
import { Placeholders } from './placeholders';
import { replayWatch } from './watches';

/** The users of the recorded servers; the name is the token too. */
const USERS = [
  { name: 'editor', uid: 'uid-of-editor', groups: ['editors'], token: 'tok-editor' },
  { name: 'viewer', uid: 'uid-of-viewer', groups: [], token: 'tok-viewer' },
  { name: 'nobody', uid: 'uid-of-nobody', groups: [], token: 'tok-nobody' },
  { name: 'impersonator', uid: 'uid-of-impersonator', groups: [], token: 'tok-impersonator' },
];

/** A server in the state that a recording began with. */
export interface Replayed {
  readonly lab: KubernetesLab;
  readonly placeholders: Placeholders;
}

/** Replays a file of exchanges against the embedded API server. */
export async function replayKubeApi(file: string): Promise<Outcome[]> {
  const name = path.basename(file, '.jsonl');
  const lab = await startKubernetes({ users: USERS, controllers: false });
  try {
    if (name !== 'setup') await replayAll(path.join(path.dirname(file), 'setup.jsonl'), lab);
    if (name === 'watch-too-old') await writeBefore(lab);
    if (name.startsWith('crd')) await ownTiers(lab);
    return await replayAll(file, lab);
  } finally {
    await lab.close();
  }
}

/** What had been written before this recording began. */
async function writeBefore(lab: KubernetesLab): Promise<void> {
  for (const name of ['b1', 'after-revoke']) {
    await send(
      {
        method: 'POST',
        path: '/apis/networking.k8s.io/v1/namespaces/client/networkpolicies',
        headers: { Authorization: 'Bearer <admin>', 'Content-Type': 'application/json' },
        body: { metadata: { name }, spec: { podSelector: {} } },
      },
      'admin',
      { lab, placeholders: new Placeholders() },
    );
  }
}

/** The recorded server's tiers were made by hand, in another order; the lab has made its own. */
async function ownTiers(lab: KubernetesLab): Promise<void> {
  for (const name of ['kube-admin', 'default', 'kube-baseline']) {
    await send(
      {
        method: 'PATCH',
        path: `/apis/projectcalico.org/v3/tiers/${name}`,
        headers: { Authorization: 'Bearer <admin>', 'Content-Type': 'application/json-patch+json' },
        body: [{ op: 'replace', path: '/metadata/managedFields/0/manager', value: 'oracle' }],
      },
      'admin',
      { lab, placeholders: new Placeholders() },
    );
  }
}

async function replayAll(file: string, lab: KubernetesLab): Promise<Outcome[]> {
  const placeholders = new Placeholders();
  const outcomes: Outcome[] = [];
  for (const exchange of readCases<Exchange | { readonly group: string; readonly exchanges: number }>(file)) {
    if (!('request' in exchange)) continue;
    const { id } = exchange;
    if (id === 'watch-too-old-009-from-old') lab.compact();
    const skipped = meant(exchange);
    try {
      const replayOne = exchange.response.events || exchange.response.end !== undefined ? replayWatch : replayExchange;
      const failure = await replayOne(exchange, { lab, placeholders });
      outcomes.push({ id, ...(skipped !== undefined ? { skipped } : failure !== undefined && { failure }) });
    } catch (error) {
      outcomes.push({ id, failure: error instanceof Error ? error.message : String(error) });
    }
  }
  return outcomes;
}

async function replayExchange(exchange: Exchange, replayed: Replayed): Promise<string | undefined> {
  const response = await send(exchange.request, exchange.as, replayed);
  const text = await response.text();
  const { response: recorded } = exchange;
  const found: string[] = [];
  if (response.status !== recorded.status)
    found.push(`status ${response.status} instead of ${recorded.status}: ${text.slice(0, 200)}`);
  const type = response.headers.get('content-type') ?? '';
  const recordedType = recorded.headers?.['Content-Type'];
  if (recordedType !== undefined && recordedType !== type && !String(recordedType).includes('protobuf'))
    found.push(`type ${type} instead of ${String(recordedType)}`);
  const warnings = [recorded.headers?.['Warning'] ?? []].flat().join(', ');
  if ((response.headers.get('warning') ?? '') !== warnings)
    found.push(`warning ${response.headers.get('warning') ?? 'missing'}`);
  if (found.length === 0 && recorded.body !== undefined && recorded.body !== null)
    found.push(
      ...differences(recordedBody(recorded.body, type), untrimmed(exchange, bodyOf(text, type)), replayed.placeholders),
    );
  return found.length > 0 ? found.slice(0, 4).join('; ') : undefined;
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
    ...headers,
    'User-Agent': 'oracle/1.0',
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

function recordedBody(body: unknown, type: string): unknown {
  return typeof body === 'string' && type.startsWith('application/yaml') ? (parse(body) as unknown) : body;
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

function bodyOf(text: string, type: string): unknown {
  if (type.startsWith('application/yaml')) return parse(text) as unknown;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
