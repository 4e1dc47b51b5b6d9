import { roundMilliseconds } from '../cluster/collector/probe-command';
import { compiledOf } from '../cluster/compiled';
import { appNamed, dataOf } from '../cluster/joins';
import type { Agreements, Moment } from './agreements';
import { expectations, flowsOf } from './flows';
import { likelyReasons } from './likely-reasons';
import type { Graph, GraphEdge, GraphNode } from './protocol';
import type { Scope } from './scope';

/** Adds to each edge what policy says of it, and how what was measured stands to that. */
export function judged(graph: Graph, scope: Scope, agreements: Agreements, policySince: number): Graph {
  const { policy } = scope;
  if (!policy) return graph;
  const flows = flowsOf(graph, scope);
  const expectedOf = expectations(flows.values(), compiledOf(policy));
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const moment: Moment = { at: graph.observedAt, policySince };
  agreements.keep(graph.edges);
  return {
    ...graph,
    edges: graph.edges.map((edge): GraphEdge => {
      const flow = flows.get(edge);
      const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
      if (!flow || !from || !to) return edge;
      const judgement = agreements.judge(edge, expectedOf(flow), roundOf(edge, from, scope), moment);
      return { ...edge, judgement: { ...judgement, reasons: [...likelyReasons(judgement, flow, from, to, scope)] } };
    }),
  };
}

/** A probe's period and the collector's after it; the collector alone measures whom it reaches. */
function roundOf({ kind }: GraphEdge, { app }: GraphNode, { snapshot, collector }: Scope): number {
  const probe = app === undefined ? undefined : appNamed(app, dataOf(snapshot.marathon));
  const fetching = roundMilliseconds(collector?.command);
  return kind === 'fetch' ? fetching : fetching + roundMilliseconds(probe?.command);
}
