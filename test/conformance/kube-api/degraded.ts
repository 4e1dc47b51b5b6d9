import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Exchange, RecordedRequest } from './exchange';

/** A command of kubectl with a server that lacks something: a proxy changed the answers of a whole one. */
export interface DegradedCommand {
  readonly kubectl: string;
  readonly mode: string;
  readonly as: string;
  readonly args: readonly string[];
  /** `METHOD PATH [Accept: …; Content-Type: …] -> STATUS TYPE`; long paths are cut. */
  readonly requests: readonly string[];
}

/** Which answers were the proxy's own, by mode. */
const CHANGED: Readonly<Record<string, RegExp>> = {
  '415': /Content-Type: application\/vnd\.kubernetes\.protobuf/,
  'no-aggregated': /as=APIGroupDiscoveryList/,
  'no-openapi-v3': /\/openapi\//,
  'no-openapi': /\/openapi\//,
  'min-v3': /\/openapi\//,
  'min-v3-schema': /\/openapi\//,
  'v2-json': /\/openapi\//,
  'min-v2-protobuf': /\/openapi\//,
  'reject-sendInitialEvents': /resourceVersionMatch=/,
};

/** Commands of a series were recorded with one server. */
export function seriesOf({ mode }: DegradedCommand): string {
  return mode.replace('-schema', '');
}

/** Characters after which paths were cut. */
const LONGEST = 140;

/** An exchange of a degraded command, or why it can't be made. */
export type DegradedExchange =
  { readonly id: string; readonly exchange: Exchange } | { readonly id: string; readonly skipped: string };

/** The exchanges of a command, whose answers have a status and a type alone. */
export function degradedExchanges(command: DegradedCommand, folder: string): DegradedExchange[] {
  const { kubectl, mode, args, as, requests } = command;
  return requests.map((text, index) => {
    const id = `kubectl-${kubectl} ${mode} ${args.join(' ')} ${index + 1}`;
    const [, method = '', target = '', accept = '', type = '', status = '', answered = ''] =
      /^(\S+) (\S+) \[Accept: (.*); Content-Type: (.*)\] -> (\d+) ?(.*)$/.exec(text) ?? [];
    if (CHANGED[mode.split(',')[0] ?? '']?.test(text)) return { id, skipped: 'the proxy has changed the answer' };
    if (target.includes('<rv>') || target.length >= LONGEST)
      return { id, skipped: 'the path was not recorded as it was' };
    const body = bodyOf(method, type, args, folder);
    if (body === undefined && ['POST', 'PATCH', 'PUT'].includes(method))
      return { id, skipped: 'the body was not recorded' };
    const headers = {
      Authorization: `Bearer <${as}>`,
      ...(accept !== '' && { Accept: accept }),
      ...(type !== '' && { 'Content-Type': type }),
    };
    const request: RecordedRequest = { method, path: target, headers, ...(body !== undefined && { body }) };
    const response = {
      status: Number(status),
      isBrief: true as const,
      ...(answered !== '' && { headers: { 'Content-Type': answered } }),
      ...(/[?&]watch=true/.test(target) && { events: [] }),
    };
    return { id, exchange: { id: 'kubectl-degraded', as, request, response } };
  });
}

/** What kubectl sends: the object of a file, as JSON, or the options of a deletion. */
function bodyOf(method: string, type: string, args: readonly string[], folder: string): unknown {
  const dryRun = args.includes('--dry-run=server') ? { dryRun: ['All'] } : {};
  if (method === 'DELETE') return { propagationPolicy: 'Background', ...dryRun };
  const file = args[args.indexOf('-f') + 1];
  if (!['POST', 'PATCH', 'PUT'].includes(method) || type.includes('protobuf') || !args.includes('-f')) return undefined;
  return file === undefined ? undefined : (parse(readFileSync(path.join(folder, file), 'utf8')) as unknown);
}
