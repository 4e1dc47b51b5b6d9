import path from 'node:path';
import { parse } from 'yaml';
import { isRecord } from '../../../src/base/json';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';
import { readCases, type Outcome } from '../cases';
import { differences } from './compare';
import { meant, untrimmed } from './meant';
import type { Exchange, RecordedAnswer } from './exchange';
import { degradedExchanges, seriesOf, type DegradedCommand } from './degraded';
import { exchangesOf, recordedBodies, type Command } from './kubectl';
import { Placeholders } from './placeholders';
import { send, type Replayed } from './send';
import { replayWatch } from './watches';

const COMPARED_HEADERS = [
  'Content-Type',
  'Warning',
  'Content-Encoding',
  'Cache-Control',
  'Retry-After',
  'X-Content-Type-Options',
];

/** What the lab answers with JSON. */
const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** The users of the recorded servers; the name is the token too. */
const USERS = [
  { name: 'editor', uid: 'uid-of-editor', groups: ['editors'], token: 'tok-editor' },
  { name: 'viewer', uid: 'uid-of-viewer', groups: [], token: 'tok-viewer' },
  { name: 'nobody', uid: 'uid-of-nobody', groups: [], token: 'tok-nobody' },
  { name: 'impersonator', uid: 'uid-of-impersonator', groups: [], token: 'tok-impersonator' },
];

/** Replays a file of exchanges, or of commands of kubectl, against the embedded API server. */
export async function replayKubeApi(file: string): Promise<Outcome[]> {
  const name = path.basename(file, '.jsonl');
  if (name === 'kubectl') return replayKubectl(file);
  if (name === 'kubectl-degraded') return replayDegraded(file);
  const lab = await startRecorded(name === 'setup' ? undefined : path.dirname(file));
  try {
    if (name === 'watch-too-old') await writeBefore(lab);
    if (name === 'crd' || name === 'auth') await ownTiers(lab);
    return await replayAll(file, lab);
  } finally {
    await lab.close();
  }
}

/**
 * Starts a server in the state that recordings begin with.
 * @param folder That of the recordings; without it, the server is empty.
 */
async function startRecorded(folder: string | undefined): Promise<KubernetesLab> {
  const lab = await startKubernetes({ users: USERS, controllers: false });
  if (folder !== undefined) await replayAll(path.join(folder, 'setup.jsonl'), lab);
  return lab;
}

/** Replays what each kubectl sent, one server after the other. */
async function replayKubectl(file: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const bodies = recordedBodies(file);
  let replayed: Replayed | undefined;
  for (const command of readCases<Command | { readonly group: string; readonly startState: string }>(file)) {
    if (!('args' in command)) {
      await replayed?.lab.close();
      const lab = await startRecorded(path.dirname(file));
      await ownTiers(lab);
      replayed = { lab, placeholders: new Placeholders() };
    } else if (replayed) outcomes.push(...(await replayCommand(command, bodies, replayed)));
  }
  await replayed?.lab.close();
  return outcomes;
}

async function replayCommand(
  command: Command,
  bodies: ReadonlyMap<string, unknown>,
  replayed: Replayed,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [index, exchange] of exchangesOf(command, bodies).entries()) {
    const outcome = await replayOne(exchange, replayed);
    outcomes.push({ ...outcome, id: `${command.id} ${index + 1} ${exchange.request.method} ${exchange.request.path}` });
  }
  return outcomes;
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

/** Replays what kubectls sent to servers that lack something, as far as it was recorded. */
async function replayDegraded(file: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const folder = path.dirname(file);
  let lab = await startRecorded(folder);
  let series = '';
  for (const command of readCases<DegradedCommand>(file)) {
    const own = seriesOf(command);
    if (own !== series) {
      await lab.close();
      lab = await startRecorded(folder);
      series = own;
    }
    for (const made of degradedExchanges(command, path.join(folder, 'kubectl-files'))) {
      if ('skipped' in made) outcomes.push(made);
      else
        outcomes.push({ ...(await replayOne(made.exchange, { lab, placeholders: new Placeholders() })), id: made.id });
    }
  }
  await lab.close();
  return outcomes;
}

async function replayAll(file: string, lab: KubernetesLab): Promise<Outcome[]> {
  const placeholders = new Placeholders();
  const outcomes: Outcome[] = [];
  for (const exchange of readCases<Exchange | { readonly group: string; readonly exchanges: number }>(file)) {
    if (!('request' in exchange)) continue;
    if (exchange.id === 'watch-too-old-009-from-old') lab.compact();
    outcomes.push(await replayOne(exchange, { lab, placeholders }));
  }
  return outcomes;
}

/** Makes a recorded request, and compares the answer. What is left out is made for what it does. */
async function replayOne(exchange: Exchange, replayed: Replayed): Promise<Outcome> {
  const { id, response } = exchange;
  const skipped = meant(exchange);
  if (skipped !== undefined && exchange.request.method === 'GET') return { id, skipped };
  try {
    const replay = response.events || response.end !== undefined ? replayWatch : replayExchange;
    const failure = await replay(exchange, replayed);
    return { id, ...(skipped !== undefined ? { skipped } : failure !== undefined && { failure }) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

async function replayExchange(exchange: Exchange, replayed: Replayed): Promise<string | undefined> {
  const response = await send(exchange.request, exchange.as, replayed);
  const text = await response.text();
  const { response: recorded } = exchange;
  const found: string[] = [];
  if (response.status !== recorded.status)
    found.push(`status ${response.status} instead of ${recorded.status}: ${text.slice(0, 200)}`);
  const type = response.headers.get('content-type') ?? '';
  found.push(...headerDifferences(recorded, response.headers));
  if (found.length === 0 && recorded.body !== undefined && recorded.body !== null)
    found.push(
      ...differences(recordedBody(recorded.body, type), untrimmed(exchange, bodyOf(text, type)), replayed.placeholders),
    );
  if (found.length === 0 && recorded.part)
    found.push(...differences(recorded.part, partOf(bodyOf(text, type), recorded.part), replayed.placeholders));
  return found.length > 0 ? found.slice(0, 4).join('; ') : undefined;
}

/** What of the headers matters to a client. Those of protobuf are left out: the lab answers JSON. */
function headerDifferences({ headers = {}, isBrief }: RecordedAnswer, actual: Headers): string[] {
  const names = isBrief ? ['Content-Type'] : COMPARED_HEADERS.filter((name) => !isUntold(name, headers));
  return names.flatMap((name) => {
    const wanted = [headers[name] ?? []].flat().join(', ');
    const given = actual.get(name) ?? '';
    if (given === wanted || wanted.startsWith(PROTOBUF) || (name === 'Content-Type' && wanted === '')) return [];
    return [`${name} ${given === '' ? 'missing' : given} instead of ${wanted === '' ? 'nothing' : wanted}`];
  });
}

/** The recordings of kubectl's requests have types and warnings alone. */
function isUntold(name: string, headers: object): boolean {
  return !('Cache-Control' in headers) && name !== 'Content-Type' && name !== 'Warning';
}

/** The fields of an answer that were recorded, without the others. */
function partOf(body: unknown, recorded: unknown): unknown {
  if (!isRecord(body) || !isRecord(recorded)) return body;
  return Object.fromEntries(Object.entries(recorded).map(([name, part]) => [name, partOf(body[name], part)]));
}

function recordedBody(body: unknown, type: string): unknown {
  return typeof body === 'string' && type.startsWith('application/yaml') ? (parse(body) as unknown) : body;
}

function bodyOf(text: string, type: string): unknown {
  if (type.startsWith('application/yaml')) return parse(text) as unknown;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
