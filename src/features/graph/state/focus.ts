import { compiledOf } from '../../../cluster/analysis/compiled';
import type { RulePlace } from '../../../app/preview/rule-focus';
import { flowOf } from '../../explanation';
import { bothHalves, type CompiledPolicy, type Half } from '../../../policy/verdict';
import { flowsOf, type EdgeFlow } from './flows';
import type { GraphEdge } from '../protocol/elements';
import type { Graph } from '../protocol/state';
import type { Scope } from './scope';

/** How many tasks of one end are asked for whether a rule decides about them. */
const MOST = 8;

/** Lights up the edges that a rule decides. */
export function withFocus(graph: Graph, scope: Scope, place: RulePlace | undefined): Graph {
  const { policy } = scope;
  if (!policy || !place) return graph;
  const compiled = compiledOf(policy);
  const flows = flowsOf(graph, scope);
  return {
    ...graph,
    edges: graph.edges.map((edge): GraphEdge => {
      const lit = edge.probes.some((probe) => {
        const flow = flows.get(probe);
        return flow && decides(place, flow, compiled);
      });
      return lit ? { ...edge, lit } : edge;
    }),
  };
}

function decides(
  { profile, direction, position }: RulePlace,
  { from, to, port }: EdgeFlow,
  policy: CompiledPolicy,
): boolean {
  const concerned = (parties: readonly string[], own: boolean) =>
    (own ? parties.filter((party) => policy.endpoints.get(party)?.profiles.includes(profile)) : parties).slice(0, MOST);
  const sources = concerned(from, direction === 'outbound');
  const destinations = concerned(to, direction === 'inbound');
  return sources.some((source) =>
    destinations.some((destination) => {
      const judged = bothHalves(flowOf({ from: source, to: destination, protocol: 'tcp', port }, policy), policy);
      return isDecidedBy(direction === 'outbound' ? judged.source : judged.destination, profile, position);
    }),
  );
}

function isDecidedBy(half: Half | undefined, profile: string, position: number): boolean {
  const step = half?.profiles.at(-1);
  const rule = step?.rules.at(-1);
  return half?.reason === 'rule' && step?.profile === profile && rule?.position === position;
}
