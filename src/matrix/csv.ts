import type { CollectorAddress } from '../cluster/collector/address';
import { dataOf } from '../cluster/joins';
import type { Snapshot } from '../cluster/snapshot';
import { SOMEBODY, workloadsOf } from '../cluster/workloads';
import { measuredPairs } from './measured';
import { answerTo } from './model';
import type { Question } from './protocol';

const COLUMNS = ['from', 'to', 'protocol', 'port', 'expected', 'measured', 'age'];

/**
 * The whole matrix as comma-separated values (RFC 4180), one line for each ordered pair, with a heading. Ages are in
 * whole seconds at the time `now`.
 */
export function* csvOf(snapshot: Snapshot, question: Question, collector: CollectorAddress | undefined, now: number): Generator<string> {
  yield line(COLUMNS);
  const policy = dataOf(snapshot.policy);
  if (!policy) return;
  const reach = answerTo(question, policy);
  const { protocol, port } = question;
  const { observation } = snapshot;
  const measured = new Map((protocol === 'tcp' ? measuredPairs(snapshot, port, collector) : []).map(({ from, to, state }) => [`${from} ${to}`, state]));
  const age = observation.state === 'answered' ? String(Math.max(0, Math.round((now - observation.at) / 1000))) : '';
  const parties = [...workloadsOf(snapshot).map(({ endpoint, name }) => ({ endpoint, name })), { endpoint: SOMEBODY, name: 'Anyone outside' }];
  for (const from of parties) {
    for (const to of parties) {
      if (from === to) continue;
      const state = measured.get(`${from.endpoint} ${to.endpoint}`);
      const expected = reach.allows(from.endpoint, to.endpoint, port) ? 'allowed' : 'denied';
      yield line([from.name, to.name, protocol, protocol === 'icmp' ? '' : String(port), expected, state === 'unknown' ? 'not measured yet' : (state ?? ''), state === undefined ? '' : age]);
    }
  }
}

function line(values: readonly string[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

/** Spreadsheets take a text that begins like this for a formula, also within quotes; an apostrophe makes it a text. */
const FORMULA = /^[=+\-@\t\r]/;

function field(value: string): string {
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
