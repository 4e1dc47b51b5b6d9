import { judge, type Verdict } from '../../../src/policy/verdict';
import type { Outcome } from '../cases';
import { compiled } from './cluster';
import { Faults, flowIn, outcomeOf, type RecordedFlow } from './flows';

/** A line of kubernetes.jsonl: a reported problem and the correct answer. */
export interface KubernetesCase {
  readonly id: string;
  readonly objects: readonly unknown[];
  readonly flows: readonly AskedFlow[];
  readonly undefinedFlows?: readonly (RecordedFlow & { readonly calico?: boolean })[];
  readonly fixedObjects?: readonly unknown[];
  readonly fixedFlows?: readonly AskedFlow[];
}

interface AskedFlow extends RecordedFlow {
  readonly allowed: boolean;
  /** After committing the staged policies. */
  readonly pending?: boolean;
  /** As Calico reports it. */
  readonly calicoPending?: boolean;
}

/** Compares the three answers; if implementations differ, with Calico's. */
export function replayKubernetesCase(test: KubernetesCase): Outcome[] {
  const { id, objects, flows, undefinedFlows = [], fixedObjects, fixedFlows = [] } = test;
  const disputed = undefinedFlows.flatMap(({ calico, ...flow }) =>
    calico === undefined ? [] : [{ ...flow, allowed: calico }],
  );
  return [
    ...replay(id, objects, [...flows, ...disputed]),
    ...(fixedObjects ? replay(`${id} fixed`, [...objects.filter(isNoPolicy), ...fixedObjects], fixedFlows) : []),
  ];
}

function replay(id: string, objects: readonly unknown[], flows: readonly AskedFlow[]): Outcome[] {
  const model = compiled(objects);
  return flows.map((flow, index) => {
    const { enforced, pending, committed } = judge(flowIn(objects, flow), model);
    const faults = new Faults();
    const compare = (what: string, { outcome }: Verdict, wanted: boolean | undefined) => {
      if (wanted !== undefined) faults.same(what, outcome, wanted ? 'allowed' : 'denied');
    };
    compare('the verdict', enforced, flow.allowed);
    compare('pending', pending, flow.calicoPending);
    compare('committed', committed, flow.pending);
    return outcomeOf(`${id}#${index}`, flow, enforced, faults.found);
  });
}

/** A fix replaces the policies, and keeps the other objects. */
function isNoPolicy(object: unknown): boolean {
  return ['v1', 'discovery.k8s.io/v1'].includes((object as { readonly apiVersion: string }).apiVersion);
}
