import { compiledOf } from '../../../src/cluster/analysis/compiled';
import { LayoutModel } from '../../../src/cluster/etcd/model';
import { isRecord, parseJson } from '../../../src/base/json';
import { judge } from '../../../src/policy/verdict';
import type { Outcome } from '../cases';

/** A file of cases/policy: a state of etcd with questions. */
export interface EtcdState {
  readonly keys?: Readonly<Record<string, unknown>>;
  readonly ask: readonly Question[];
}

interface Question {
  readonly from: string;
  readonly to: string;
  readonly protocol?: string;
  readonly port?: number;
  /** Missing if the state itself is what matters. */
  readonly right?: 'allowed' | 'denied';
}

/** Answers the questions about a state, decoded from its keys in etcd as the extension does it. */
export function replayEtcdState(name: string, { keys = {}, ask }: EtcdState): Outcome[] {
  const stored = Object.entries(keys).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value: typeof value === 'string' ? value : JSON.stringify(value), revision: '1' }],
  );
  const state = new LayoutModel(stored, true);
  const { model } = compiledOf(state.data.policy);
  const ids = [...model.directory].map(({ endpoint }) => endpoint.id);
  const party = (end: string) => {
    const id = ids.find((candidate) => candidate === end || candidate.endsWith(`/${end}`));
    return id === undefined ? { address: end } : { endpoint: id };
  };
  return ask.map((question, index): Outcome => {
    const id = `${name}#${index}`;
    const right = question.right ?? rightOf(question, keys);
    if (right === undefined) return { id, skipped: 'no answer is given' };
    if (right === 'not in force')
      return state.isInForce ? { id, failure: 'is in force, although Ready is not true' } : { id };
    const { from, to, protocol = 'tcp', port = 80 } = question;
    const flow = { source: party(from), destination: party(to), protocol, destinationPort: port };
    const { outcome, because } = judge(flow, model).enforced;
    return outcome === right
      ? { id }
      : { id, failure: `${from} to ${to}:${port} is ${outcome} ${because ?? ''}, not ${right}` };
  });
}

/**
 * What follows from Felix's rules for a question without an answer: it waits until `Ready` is true, and drops
 * everything from and to an endpoint whose networks it can't read.
 */
function rightOf(
  { from, to }: Question,
  keys: Readonly<Record<string, unknown>>,
): 'denied' | 'not in force' | undefined {
  if ((keys['/calico/v1/Ready'] ?? 'true') !== 'true') return 'not in force';
  const unreadable = Object.entries(keys).some(([key, value]) => {
    const endpoint = typeof value === 'string' ? parseJson(value) : value;
    if (!key.includes('/workload/') || !isRecord(endpoint) || !Array.isArray(endpoint['ipv4_nets'])) return false;
    const nets: readonly unknown[] = endpoint['ipv4_nets'];
    return nets.includes(null) && [from, to].some((end) => nets.includes(`${end}/32`) || key.endsWith(`/${end}`));
  });
  return unreadable ? 'denied' : undefined;
}
