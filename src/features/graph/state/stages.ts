import type { GraphEdge, GraphNode, GraphProbe } from '../protocol/elements';
import type { Banner, Graph, GraphPreview } from '../protocol/state';

/*
 * A graph is made in stages. The first turns what was observed into nodes and edges; each further one finds out facts
 * about these and changes nothing; `assemble` joins all of it in one pass.
 */

/** Something that is asked for on an edge, as it was measured. */
export type ObservedProbe = Omit<GraphProbe, 'judgement' | 'since'>;

export type ObservedNode = Omit<GraphNode, 'note' | 'compared'>;

export interface ObservedEdge extends Omit<GraphEdge, 'probes' | 'judgement' | 'lit' | 'preview' | 'compared'> {
  readonly probes: readonly ObservedProbe[];
}

/** What a collector's answer shows. */
export interface ObservedGraph {
  /** When the collector reported this, in milliseconds since the epoch. */
  readonly observedAt: number;
  readonly nodes: readonly ObservedNode[];
  readonly edges: readonly ObservedEdge[];
}

/** Why nodes are silent. */
export interface SilenceFacts {
  /** A sentence on what keeps a node silent, by its id. */
  readonly notes: ReadonlyMap<string, string>;
  readonly banner?: Banner | undefined;
}

/** Since when each probe is as it is, and how that compares with policy. */
export type PolicyFacts = ReadonlyMap<ObservedProbe, Pick<GraphProbe, 'since' | 'changes' | 'judgement'>>;

/** The edges that the rule under the cursor decides. */
export type FocusFacts = ReadonlySet<ObservedEdge>;

/** What a change that is being worked on would do. */
export interface PreviewFacts {
  readonly edges: ReadonlyMap<ObservedEdge, NonNullable<GraphEdge['preview']>>;
  /** Edges that nothing probes. */
  readonly ghosts: readonly GraphEdge[];
  readonly summary: GraphPreview;
}

/** What the stages found out. */
export interface GraphFacts {
  readonly silence: SilenceFacts;
  readonly policy: PolicyFacts;
  readonly focus: FocusFacts;
  readonly preview: PreviewFacts | undefined;
}

/** Worst first: an edge is as its worst probe is. */
const SEVERITY = ['open', 'blocked', 'late', 'pending', 'unmeasured', 'agrees'] as const;

/** Joins what was observed with what the stages found out about it. */
export function assemble({ observedAt, nodes, edges }: ObservedGraph, facts: GraphFacts): Graph {
  const { silence, preview } = facts;
  const shown = edges.map((edge) => assembleEdge(edge, facts));
  return {
    kind: 'graph',
    observedAt,
    nodes: nodes.map((node) => {
      const note = silence.notes.get(node.id);
      return note === undefined ? node : { ...node, note };
    }),
    edges: preview ? [...shown, ...preview.ghosts] : shown,
    ...(silence.banner && { banner: silence.banner }),
    ...(preview && { preview: preview.summary }),
  };
}

function assembleEdge(edge: ObservedEdge, { policy, focus, preview }: GraphFacts): GraphEdge {
  const probes = edge.probes.map((probe): GraphProbe => ({ ...probe, ...policy.get(probe) }));
  const judgements = probes.flatMap(({ judgement }) => judgement ?? []);
  const [worst] = judgements.sort((a, b) => SEVERITY.indexOf(a.agreement) - SEVERITY.indexOf(b.agreement));
  const effect = preview?.edges.get(edge);
  return {
    ...edge,
    probes,
    ...(worst && { judgement: worst }),
    ...(focus.has(edge) && { lit: true }),
    ...(effect && { preview: effect }),
  };
}
