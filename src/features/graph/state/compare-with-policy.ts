import { roundMilliseconds } from '../../../cluster/collector/probe-command';
import { compiledOf } from '../../../cluster/analysis/compiled';
import { appNamed, dataOf } from '../../../cluster/model/indexes';
import type { Agreements, Moment } from './measurement-history';
import { expectations, flowsOf, type EdgeFlow } from './flows';
import { likelyReasons } from './likely-reasons';
import type { GraphEdge, GraphNode, GraphProbe, Judgement } from '../protocol/elements';
import type { Graph } from '../protocol/state';
import type { Scope } from './scope';

/** The gravest first: an edge is as its worst probe is. */
const GRAVITY: readonly Judgement['agreement'][] = ['open', 'blocked', 'late', 'pending', 'unmeasured', 'agrees'];

/** Adds to each probe since when it is as it is, what policy says of it, and how what was measured stands to that. */
export function judged(graph: Graph, scope: Scope, agreements: Agreements, policySince: number): Graph {
  const { policy } = scope;
  const flows = policy ? flowsOf(graph, scope) : new Map<GraphProbe, EdgeFlow>();
  const expectedOf = policy && expectations(flows.values(), compiledOf(policy));
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const moment: Moment = { at: graph.observedAt, policySince };
  const judgedProbe = (edge: GraphEdge, probe: GraphProbe): GraphProbe => {
    const standing = agreements.note({ from: edge.from, to: edge.to, url: probe.url, state: probe.state }, moment.at);
    const { since, changes } = standing;
    const noted = { ...probe, ...(since !== undefined && { since }), changes };
    const flow = flows.get(probe);
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    if (!flow || !from || !to || !expectedOf) return noted;
    const judgement = standing.judge(expectedOf(flow), roundOf(edge, from, scope), moment);
    return { ...noted, judgement: { ...judgement, reasons: [...likelyReasons(judgement, flow, from, to, scope)] } };
  };
  const edges = graph.edges.map((edge): GraphEdge => {
    const probes = edge.probes.map((probe) => judgedProbe(edge, probe));
    const judgements = probes.flatMap(({ judgement }) => judgement ?? []);
    const [worst] = judgements.sort((a, b) => GRAVITY.indexOf(a.agreement) - GRAVITY.indexOf(b.agreement));
    return { ...edge, probes, ...(worst && { judgement: worst }) };
  });
  agreements.sweep(moment.at);
  return { ...graph, edges };
}

/** A probe's period and the collector's after it; the collector alone measures whom it reaches, and who asks it tells at once. */
function roundOf({ kind }: GraphEdge, { app }: GraphNode, { snapshot, collector }: Scope): number {
  if (kind === 'access') return 0;
  const probe = app === undefined ? undefined : appNamed(app, dataOf(snapshot.marathon));
  const fetching = roundMilliseconds(collector?.command);
  return kind === 'fetch' ? fetching : fetching + roundMilliseconds(probe?.command);
}
