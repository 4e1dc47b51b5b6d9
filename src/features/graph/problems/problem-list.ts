import * as l10n from '@vscode/l10n';
import { formatTime } from '../../../base/age';
import type { GraphNode, GraphProbe } from '../protocol/elements';
import type { Graph } from '../protocol/state';

/** A connection that contradicts policy, for the Problems panel. */
export interface Problem {
  /** The stored name of the profile whose rules decide. */
  readonly profile: string;
  readonly code: 'allowed-not-seen' | 'seen-not-allowed';
  readonly message: string;
}

/** Returns the probes that contradict policy. A late measurement is not a problem yet. */
export function problemsOf({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): readonly Problem[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges.flatMap((edge) => {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    return from && to ? edge.probes.flatMap((probe) => problemOf(probe, from, to) ?? []) : [];
  });
}

function problemOf({ judgement, url }: GraphProbe, from: GraphNode, to: GraphNode): Problem | undefined {
  if (judgement?.agreement !== 'blocked' && judgement?.agreement !== 'open') return undefined;
  // The destination's profile, whose rules about peers decide.
  const profile = to.profiles[0]?.id ?? from.profiles[0]?.id;
  if (profile === undefined) return undefined;
  const blocked = judgement.agreement === 'blocked';
  const since = judgement.since === undefined ? '' : l10n.t(' since {0}', formatTime(judgement.since, Date.now()));
  const how = blocked
    ? l10n.t('allowed by policy but not observed{0}', since)
    : l10n.t('observed{0} but not allowed by policy', since);
  return {
    profile,
    code: blocked ? 'allowed-not-seen' : 'seen-not-allowed',
    message: l10n.t('{0} → {1} ({2}) is {3}. {4}', from.name, to.name, url, how, judgement.reasons.join(' ')).trim(),
  };
}
