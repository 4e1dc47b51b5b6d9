import type { GraphEdge, GraphGroup, GraphNode, GraphProbe } from '../protocol/elements';
import type { Banner, Graph, GraphPreview } from '../protocol/state';

/*
 * A graph is made in stages. The first turns the observation into nodes and edges. Each further stage finds out facts
 * about these and changes nothing. `assemble` joins everything in one pass.
 */

/** A probed URL of an edge, and its result. */
export type ObservedProbe = Omit<GraphProbe, 'judgement' | 'since'>;

export type ObservedNode = Omit<GraphNode, 'note' | 'compared'>;

export interface ObservedEdge extends Omit<GraphEdge, 'probes' | 'judgement' | 'lit' | 'preview' | 'compared'> {
  readonly probes: readonly ObservedProbe[];
}

/** The content of a collector's answer. */
export interface ObservedGraph {
  /** When the collector reported this, in milliseconds since the epoch. */
  readonly observedAt: number;
  readonly nodes: readonly ObservedNode[];
  readonly edges: readonly ObservedEdge[];
  /** The expanded groups. Absent where nothing is collapsed. */
  readonly groups?: readonly GraphGroup[];
}

/** Why nodes are silent. */
export interface SilenceFacts {
  /** Sentences on why nodes are silent, by node ID. */
  readonly notes: ReadonlyMap<string, string>;
  readonly banner?: Banner | undefined;
}

/** Since when each probe has its state, and how that compares with policy. */
export type PolicyFacts = ReadonlyMap<ObservedProbe, Pick<GraphProbe, 'since' | 'changes' | 'judgement'>>;

/** The edges that the rule at the cursor decides. */
export type FocusFacts = ReadonlySet<ObservedEdge>;

/** The effect of a previewed change. */
export interface PreviewFacts {
  readonly edges: ReadonlyMap<ObservedEdge, NonNullable<GraphEdge['preview']>>;
  /** Edges that are not probed. */
  readonly ghosts: readonly GraphEdge[];
  readonly summary: GraphPreview;
}

/** The results of all stages. */
export interface GraphFacts {
  readonly silence: SilenceFacts;
  readonly policy: PolicyFacts;
  readonly focus: FocusFacts;
  readonly preview: PreviewFacts | undefined;
}

/** Worst first: an edge has the state of its worst probe. */
const SEVERITY = ['open', 'blocked', 'late', 'pending', 'unmeasured', 'agrees'] as const;

/** Joins the observation with the results of the stages. */
export function assemble({ observedAt, nodes, edges, groups }: ObservedGraph, facts: GraphFacts): Graph {
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
    ...(groups && { groups: [...groups] }),
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
