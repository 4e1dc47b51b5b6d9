import { compiledOf } from '../../../../cluster/analysis/compiled';
import type { RulePlace } from '../../../../app/preview/rule-focus';
import { flowOf } from '../../../explanation';
import { bothHalves, type CompiledPolicy, type Half } from '../../../../policy/verdict';
import type { EdgeFlow, ProbeFlows } from '../flows';
import type { Scope } from '../scope';
import type { FocusFacts, ObservedEdge, ObservedGraph } from '../stages';

/** How many tasks of one end are asked for whether a rule decides about them. */
const MOST = 8;

const NONE: FocusFacts = new Set();

/** The edges that a rule decides. */
export function decidedEdges(
  { edges }: ObservedGraph,
  flows: ProbeFlows,
  { policy }: Scope,
  place: RulePlace | undefined,
): FocusFacts {
  if (!policy || !place) return NONE;
  const compiled = compiledOf(policy);
  const isDecided = ({ probes }: ObservedEdge) =>
    probes.some((probe) => {
      const flow = flows.get(probe);
      return flow && decides(place, flow, compiled);
    });
  return new Set(edges.filter(isDecided));
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
