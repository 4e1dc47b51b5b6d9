import * as l10n from '@vscode/l10n';
import type { CollectorAddress } from '../../cluster/collector/address';
import { compiledOf } from '../../cluster/analysis/compiled';
import { hostEndpointsOf } from '../../cluster/model/host-endpoints';
import { dataOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { ANYONE_OUTSIDE, workloadsOf } from '../../cluster/model/workloads';
import { csvField, END_OF_RECORD } from '../../base/text/csv';
import { measuredPairs } from './measured';
import { answerTo } from './model';
import type { Question } from './protocol';

const COLUMNS = ['from', 'to', 'protocol', 'port', 'expected', 'measured', 'age'];

/**
 * Yields the matrix as comma-separated values (RFC 4180), one line per ordered pair, with a header. Ages are in whole
 * seconds at `now`.
 */
export function* csvOf(
  snapshot: Snapshot,
  question: Question,
  collector: CollectorAddress | undefined,
  now: number,
): Generator<string> {
  yield `${COLUMNS.join(',')}${END_OF_RECORD}`;
  const policy = dataOf(snapshot.policy);
  if (!policy || !compiledOf(policy).model.model.inForce) return;
  const reach = answerTo(question, policy);
  const { protocol, port } = question;
  const { observation } = snapshot;
  const measured = new Map(
    (protocol === 'tcp' ? measuredPairs(snapshot, port, collector) : []).map(({ from, to, state }) => [
      `${from} ${to}`,
      state,
    ]),
  );
  const age = observation.state === 'answered' ? String(Math.max(0, Math.round((now - observation.at) / 1000))) : '';
  const outside = { endpoint: ANYONE_OUTSIDE, name: l10n.t('Anyone outside') };
  const parties = [...workloadsOf(snapshot), ...hostEndpointsOf(snapshot), outside].map(({ endpoint, name }) => ({
    endpoint,
    name: csvField(name),
  }));
  const asked = `${protocol},${protocol === 'icmp' ? '' : port}`;
  for (const from of parties) {
    for (const to of parties) {
      if (from === to) continue;
      const state = measured.size > 0 ? measured.get(`${from.endpoint} ${to.endpoint}`) : undefined;
      const expected = !reach.evaluates(from.endpoint, to.endpoint, port)
        ? 'not evaluated'
        : reach.allows(from.endpoint, to.endpoint, port)
          ? 'allowed'
          : 'denied';
      yield `${from.name},${to.name},${asked},${expected},${state === 'unknown' ? l10n.t('not measured yet') : (state ?? '')},${state === undefined ? '' : age}${END_OF_RECORD}`;
    }
  }
}

/** Lines per step. */
const STEP = 1_000;

/** Collects all lines step by step: a thousand workloads make a million lines. */
export function* gathered(lines: Iterable<string>): Generator<undefined, readonly string[]> {
  const all: string[] = [];
  for (const line of lines) {
    all.push(line);
    if (all.length % STEP === 0) yield;
  }
  return all;
}
