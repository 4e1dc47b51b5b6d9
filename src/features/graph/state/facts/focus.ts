import { compiledOf } from '../../../../cluster/analysis/compiled';
import type { RulePlace } from '../../../../app/preview/rule-focus';
import { flowOf } from '../../../explanation';
import { decidingRule } from '../../../../policy/calico1/rule-place';
import { judge, type CompiledModel } from '../../../../policy/verdict';
import type { EdgeFlow } from '../flows';
import type { Scope } from '../scope';
import type { FocusFacts, ObservedEdge, ObservedGraph } from '../stages';

/** Maximum number of tasks per end that are evaluated. */
const MOST = 8;

const NONE: FocusFacts = new Set();

/**
 * Returns the edges that a rule decides.
 * @param flowsOn The connections of an edge.
 */
export function decidedEdges(
  { edges }: Pick<ObservedGraph, 'edges'>,
  flowsOn: (edge: ObservedEdge) => readonly EdgeFlow[],
  { policy }: Scope,
  place: RulePlace | undefined,
): FocusFacts {
  if (!policy || !place) return NONE;
  const { model } = compiledOf(policy);
  return new Set(edges.filter((edge) => flowsOn(edge).some((flow) => decides(place, flow, model))));
}

function decides(
  { profile, direction, position }: RulePlace,
  { from, to, protocol = 'tcp', port }: EdgeFlow,
  model: CompiledModel,
): boolean {
  const has = (party: string) => model.directory.member(party)?.endpoint.profiles.includes(profile);
  const concerned = (parties: readonly string[], own: boolean) => (own ? parties.filter(has) : parties).slice(0, MOST);
  const sources = concerned(from, direction === 'outbound');
  const destinations = concerned(to, direction === 'inbound');
  return sources.some((source) =>
    destinations.some((destination) => {
      const asked = flowOf({ from: source, to: destination, protocol, port }, model);
      const way = direction === 'outbound' ? 'egress' : 'ingress';
      const stage = judge(asked, model).enforced.stages.find(
        ({ endpoint, direction: own }) => endpoint.kind === 'workload' && own === way,
      );
      const decided = decidingRule(stage);
      return decided?.profile === profile && decided.position === position;
    }),
  );
}
