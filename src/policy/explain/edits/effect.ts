import { changesOf, type ConnectivityChange } from '../../reach';
import { CompiledModel } from '../../verdict';
import type { ObjectEdit, PolicyEdit } from './object-edit';

/** Edits that would change the verdict on a flow, in the language of each object, with everything they open and close. */
export interface FlowEdits {
  readonly edits: readonly ObjectEdit[];
  readonly changes: readonly ConnectivityChange[];
}

/** Returns edits with everything that they open and close for an IP version. @param after The model with the edits. */
export function withEffect(
  chosen: readonly PolicyEdit[],
  model: CompiledModel,
  after: CompiledModel,
  version: 4 | 6,
): FlowEdits {
  const changes = changesOf({ model, view: 'enforced' }, { model: after, view: 'enforced' }, version);
  return { edits: chosen.flatMap(({ edits }) => edits), changes };
}

/** Returns a model with edited policies. */
export function withEdits(model: CompiledModel, edits: readonly PolicyEdit[]): CompiledModel {
  // Two edits may be of one policy: of an endpoint that sends to another one of the same kind.
  const policies = model.model.policies.map((policy) =>
    edits
      .filter(({ before }) => before === policy)
      .reduce(
        (changed, { after }) => ({
          ...changed,
          ...(after.ingress !== policy.ingress && { ingress: after.ingress }),
          ...(after.egress !== policy.egress && { egress: after.egress }),
        }),
        policy,
      ),
  );
  return new CompiledModel({ ...model.model, policies }, model);
}

/** Compares edits by how many pairs of endpoints they open and close; an address outside counts as one. */
export function byEffect(a: FlowEdits, b: FlowEdits): number {
  return sizeOf(a) - sizeOf(b);
}

function sizeOf({ changes }: FlowEdits): number {
  const count = (group: ConnectivityChange['from']) => (group.kind === 'workloads' ? group.members.length : 1);
  return changes.reduce((sum, { from, to }) => sum + count(from) * count(to), 0);
}
