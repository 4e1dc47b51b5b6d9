import type { GraphEdge, GraphNode, Judgement } from '../protocol/elements';
import type { Graph } from '../protocol/state';

/** The version of the form; one that reads less must not be given the same number. */
const VERSION = 1;

/** A judgement with its time as ISO 8601 writes it. */
type PlainJudgement = Omit<Judgement, 'since'> & { readonly since?: string };

/** What a graph's file of JSON holds: all that is known, also what is hidden or filtered out on the page. Times are in UTC, as ISO 8601 writes them. */
export interface GraphFile {
  readonly format: 'calico-stars-graph';
  readonly version: typeof VERSION;
  /** The name of the cluster. */
  readonly cluster: string;
  /** When the collector gave this. */
  readonly observedAt: string;
  readonly nodes: readonly GraphNode[];
  /** Directed; one for each pair of nodes, with all that is asked for on the way. */
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly kind: GraphEdge['kind'];
    /** `unknown` was never measured. */
    readonly state: GraphEdge['state'];
    /** What policy says of it, and how the measurement stands to that. */
    readonly judgement?: PlainJudgement;
    readonly probes: readonly (Omit<GraphEdge['probes'][number], 'judgement' | 'since'> & {
      readonly judgement?: PlainJudgement;
      readonly since?: string;
    })[];
  }[];
}

/** A graph as a file; what is only of the moment, previews and the rule under the cursor, stays away. */
export function graphFile(
  { observedAt, nodes, edges }: Pick<Graph, 'observedAt' | 'nodes' | 'edges'>,
  cluster: string,
): GraphFile {
  return {
    format: 'calico-stars-graph',
    version: VERSION,
    cluster,
    observedAt: time(observedAt),
    nodes,
    edges: edges
      .filter(({ kind }) => kind !== 'ghost')
      .map(({ from, to, kind, state, judgement, probes }) => ({
        from,
        to,
        kind,
        state,
        ...(judgement && { judgement: plain(judgement) }),
        probes: probes.map(({ judgement: own, since, ...probe }) => ({
          ...probe,
          ...(own && { judgement: plain(own) }),
          ...(since !== undefined && { since: time(since) }),
        })),
      })),
  };
}

function plain({ since, ...judgement }: Judgement): PlainJudgement {
  return { ...judgement, ...(since !== undefined && { since: time(since) }) };
}

function time(at: number): string {
  return new Date(at).toISOString();
}
