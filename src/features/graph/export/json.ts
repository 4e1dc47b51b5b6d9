import type { GraphEdge, GraphNode, Judgement } from '../protocol/elements';
import type { Graph } from '../protocol/state';

/** The format version. Increased whenever the format loses a field. */
const VERSION = 1;

/** A judgment with ISO 8601 times. */
type PlainJudgement = Omit<Judgement, 'since'> & { readonly since?: string };

/**
 * The content of a graph's JSON export: everything known, including what is hidden or filtered out. Times are ISO 8601
 * in UTC.
 */
export interface GraphFile {
  readonly format: 'calico-stars-graph';
  readonly version: typeof VERSION;
  /** The name of the cluster. */
  readonly cluster: string;
  /** When the collector reported this. */
  readonly observedAt: string;
  readonly nodes: readonly GraphNode[];
  /** Directed. One edge per pair of nodes, with all its probes. */
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly kind: GraphEdge['kind'];
    /** `unknown` means never measured. */
    readonly state: GraphEdge['state'];
    /** What policy says, and how the measurement compares to it. */
    readonly judgement?: PlainJudgement;
    /** The ports that policy allows where nothing is measured. */
    readonly ports?: GraphEdge['ports'];
    /** Whether it is allowed only between some of the workloads. */
    readonly partly?: GraphEdge['partly'];
    readonly probes: readonly (Omit<GraphEdge['probes'][number], 'judgement' | 'since'> & {
      readonly judgement?: PlainJudgement;
      readonly since?: string;
    })[];
  }[];
}

/** Converts a graph to a file, without transient state such as previews and the rule at the cursor. */
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
      .map(({ from, to, kind, state, judgement, ports, partly, probes }) => ({
        from,
        to,
        kind,
        state,
        ...(judgement && { judgement: plain(judgement) }),
        ...(ports && { ports }),
        ...(partly && { partly }),
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
