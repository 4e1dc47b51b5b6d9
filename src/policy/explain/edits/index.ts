import { changesOf, type ConnectivityChange } from '../../reach';
import { CompiledModel, judge, passes, type Stage } from '../../verdict';
import type { Flow } from '../../model/flow';
import { nearMissesAt, type NearMiss } from '../misses';
import { newPort } from './new-port';
import { newRule } from './new-rule';
import type { ObjectEdit, PolicyEdit } from './object-edit';

export type { ObjectEdit } from './object-edit';

/** Edits that would allow a denied flow, in the language of each object, with everything that they open and close. */
export interface AllowingEdits {
  /** One for each endpoint that denies the flow. */
  readonly edits: readonly ObjectEdit[];
  readonly changes: readonly ConnectivityChange[];
}

/**
 * Returns the least edits that would allow a denied flow, those first that open the least. Each denying endpoint has at
 * most two: a port more in a rule that only misses the port, and a rule more for just this flow. Supported are
 * NetworkPolicies of Kubernetes, its cluster-wide policies of all versions, and policies of Calico v3. An endpoint that
 * no such policy isolates has none, and then there are no edits.
 */
export function allowingEdits(flow: Flow, model: CompiledModel): readonly AllowingEdits[] {
  const denied = judge(flow, model).enforced.stages.filter(({ outcome }) => outcome === 'deny');
  const ways = denied.map((stage) => waysAt(stage, model));
  if (denied.length === 0 || ways.some(({ length }) => length === 0)) return [];
  const version = denied[0]?.packet.version ?? 4;
  // The endpoints' edits don't depend on each other: the least of each, then one that differs at one of them.
  const least = ways.map(([first]) => first).filter((way) => way !== undefined);
  const choices = [least, ...ways.flatMap((own, index) => own.slice(1).map((way) => least.with(index, way)))];
  return choices
    .flatMap((chosen): AllowingEdits[] => {
      const after = withEdits(model, chosen);
      if (!passes(judge(flow, after).enforced)) return [];
      const changes = changesOf({ model, view: 'enforced' }, { model: after, view: 'enforced' }, version);
      return [{ edits: chosen.map(({ edit }) => edit), changes }];
    })
    .sort((a, b) => sizeOf(a) - sizeOf(b));
}

function waysAt(stage: Stage, model: CompiledModel): readonly PolicyEdit[] {
  const tier = stage.tiers.at(-1);
  if (tier?.outcome !== 'deny') return [];
  const ports = nearMissesAt(stage, model).flatMap((miss: NearMiss) => newPort(miss) ?? []);
  const decider = tier.by === 'rule' ? tier.policies.at(-1) : undefined;
  const rule = decider
    ? newRule(decider.policy, stage, decider.decided?.index)
    : tier.policies.map(({ policy }) => newRule(policy, stage, undefined)).find((edit) => edit !== undefined);
  return [...ports.slice(0, 1), ...(rule ? [rule] : [])];
}

function withEdits(model: CompiledModel, edits: readonly PolicyEdit[]): CompiledModel {
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

/** How many pairs of endpoints an edit opens and closes; an address outside counts as one. */
function sizeOf({ changes }: AllowingEdits): number {
  const count = (group: ConnectivityChange['from']) => (group.kind === 'workloads' ? group.members.length : 1);
  return changes.reduce((sum, { from, to }) => sum + count(from) * count(to), 0);
}
