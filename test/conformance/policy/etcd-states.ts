import { readKeys, translateCalicoV1 } from '../../../src/policy/calico1/translate';
import { CompiledModel, judge } from '../../../src/policy/verdict';
import { DEFAULT_SETTINGS } from '../../../src/policy/calico3/translate';
import { composeModel } from '../../../src/policy/model/compose';
import type { Outcome } from '../cases';

/** A file of cases/policy: a state of etcd with questions. */
export interface EtcdState {
  readonly keys?: Readonly<Record<string, unknown>>;
  readonly ask: readonly {
    readonly from: string;
    readonly to: string;
    readonly protocol?: string;
    readonly port?: number;
    /** Missing if there is no answer. */
    readonly right?: 'allowed' | 'denied';
  }[];
}

/** Answers the questions about a state, read from its keys in etcd. */
export function replayEtcdState(name: string, { keys = {}, ask }: EtcdState): Outcome[] {
  const entries = Object.entries(keys).flatMap(([key, value]): (readonly [string, string])[] =>
    value === null ? [] : [[key, typeof value === 'string' ? value : JSON.stringify(value)]],
  );
  const model = new CompiledModel(composeModel([translateCalicoV1(readKeys(entries))], DEFAULT_SETTINGS));
  const ids = [...model.directory].map(({ endpoint }) => endpoint.id);
  const party = (end: string) => {
    const id = ids.find((candidate) => candidate === end || candidate.endsWith(`/${end}`));
    return id === undefined ? { address: end } : { endpoint: id };
  };
  return ask.map(({ from, to, protocol = 'tcp', port = 80, right }, index) => {
    const id = `${name}#${index}`;
    const { outcome, because } = judge(
      { source: party(from), destination: party(to), protocol, destinationPort: port },
      model,
    ).enforced;
    if (right === undefined) return { id, skipped: 'no answer is given' };
    return outcome === right
      ? { id }
      : { id, failure: `${from} to ${to}:${port} is ${outcome} ${because ?? ''}, not ${right}` };
  });
}
