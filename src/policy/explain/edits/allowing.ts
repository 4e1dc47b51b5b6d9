import { judge, passes, type CompiledModel, type Stage } from '../../verdict';
import type { Flow } from '../../model/flow';
import { nearMissesAt, type NearMiss } from '../misses';
import { byEffect, withEdits, withEffect, type FlowEdits } from './effect';
import { newPort } from './new-port';
import { newRule } from './new-rule';
import type { PolicyEdit } from './object-edit';

/**
 * Returns the least edits that would allow a denied flow, those first that open the least. Each denying endpoint has at
 * most two: a port more in a rule that only misses the port, and a rule more for just this flow. Supported are
 * NetworkPolicies of Kubernetes, its cluster-wide policies of all versions, and policies of Calico v3. An endpoint that
 * no such policy isolates has none, and then there are no edits.
 */
export function allowingEdits(flow: Flow, model: CompiledModel): readonly FlowEdits[] {
  const denied = judge(flow, model).enforced.stages.filter(({ outcome }) => outcome === 'deny');
  const ways = denied.map((stage) => waysAt(stage, model));
  if (denied.length === 0 || ways.some(({ length }) => length === 0)) return [];
  const version = denied[0]?.packet.version ?? 4;
  // The endpoints' edits don't depend on each other: the least of each, then one that differs at one of them.
  const least = ways.map(([first]) => first).filter((way) => way !== undefined);
  const choices = [least, ...ways.flatMap((own, index) => own.slice(1).map((way) => least.with(index, way)))];
  return choices
    .map((chosen) => ({ chosen, after: withEdits(model, chosen) }))
    .filter(({ after }) => passes(judge(flow, after).enforced))
    .map(({ chosen, after }) => withEffect(chosen, model, after, version))
    .sort(byEffect);
}

function waysAt(stage: Stage, model: CompiledModel): readonly PolicyEdit[] {
  const tier = stage.tiers.at(-1);
  if (tier?.outcome !== 'deny') return [];
  const ports = nearMissesAt(stage, model).flatMap((miss: NearMiss) => newPort(miss) ?? []);
  const decider = tier.by === 'rule' ? tier.policies.at(-1) : undefined;
  const rule = decider
    ? newRule('allow', decider.policy, stage, decider.decided?.index)
    : tier.policies.map(({ policy }) => newRule('allow', policy, stage, undefined)).find((edit) => edit !== undefined);
  return [...ports.slice(0, 1), ...(rule ? [rule] : [])];
}
