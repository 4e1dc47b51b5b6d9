import { roundMilliseconds } from '../../../../cluster/collector/probe-command';
import { compiledOf } from '../../../../cluster/analysis/compiled';
import type { MeasurementHistory, EvaluationTime } from './measurement-history';
import { expectations, type ProbeFlows } from '../flows';
import { likelyReasons } from './likely-reasons';
import type { ObservedEdge, ObservedGraph, ObservedNode, ObservedProbe, PolicyFacts } from '../stages';
import type { Scope } from '../scope';

type PolicyFact = PolicyFacts extends ReadonlyMap<unknown, infer Fact> ? Fact : never;

/** Finds out since when each probe has its state, what policy says about it, and how the measurement compares. */
export function compareWithPolicy(
  graph: ObservedGraph,
  flows: ProbeFlows,
  scope: Scope,
  measurementHistory: MeasurementHistory,
  policySince: number,
): PolicyFacts {
  const { policy } = scope;
  const expectedOf = policy && expectations(flows.values(), compiledOf(policy));
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const moment: EvaluationTime = { at: graph.observedAt, policySince };
  const facts = new Map<ObservedProbe, PolicyFact>();
  for (const edge of graph.edges) {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    for (const probe of edge.probes) {
      const record = measurementHistory.update(
        { from: edge.from, to: edge.to, url: probe.url, state: probe.state },
        moment.at,
      );
      const { since, changes } = record;
      const noted = { ...(since !== undefined && { since }), changes };
      const flow = flows.get(probe);
      const expected = flow && expectedOf?.(flow);
      if (!flow || !expected || !from || !to) {
        facts.set(probe, noted);
        continue;
      }
      const judgement = record.judge(expected, roundOf(edge, from, scope), moment);
      const reasons = [...likelyReasons(judgement, flow, from, to, scope)];
      facts.set(probe, { ...noted, judgement: { ...judgement, reasons } });
    }
  }
  measurementHistory.prune(moment.at);
  return facts;
}

/**
 * The probe's period plus the collector's. The collector's own requests take only its period, and whoever requests its
 * results gets them immediately.
 */
function roundOf({ kind }: ObservedEdge, { url }: ObservedNode, { targetAt, collector }: Scope): number {
  if (kind === 'access') return 0;
  const probe = url === undefined ? undefined : targetAt(url)?.owner;
  const fetching = roundMilliseconds(collector?.owner.command);
  return kind === 'fetch' ? fetching : fetching + roundMilliseconds(probe?.command);
}
