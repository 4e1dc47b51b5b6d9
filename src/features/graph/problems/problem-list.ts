import * as l10n from '@vscode/l10n';
import { formatTime } from '../../../base/age';
import type { GraphNode, GraphProbe } from '../protocol/elements';
import type { Graph } from '../protocol/state';

/** What decides: a profile by its stored name, or a policy as the graph names it. */
export type Decider =
  { readonly kind: 'profile'; readonly profile: string } | { readonly kind: 'policy'; readonly policy: string };

/** A connection that contradicts policy, for the Problems panel. */
export interface Problem {
  readonly at: Decider;
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
  const at = deciderOf(from, to);
  if (!at) return undefined;
  const blocked = judgement.agreement === 'blocked';
  const since = judgement.since === undefined ? '' : l10n.t(' since {0}', formatTime(judgement.since, Date.now()));
  const how = blocked
    ? l10n.t('allowed by policy but not observed{0}', since)
    : l10n.t('observed{0} but not allowed by policy', since);
  return {
    at,
    code: blocked ? 'allowed-not-seen' : 'seen-not-allowed',
    message: l10n.t('{0} → {1} ({2}) is {3}. {4}', from.name, to.name, url, how, judgement.reasons.join(' ')).trim(),
  };
}

/** The destination's profile or first policy, whose rules about peers decide; else the source's. */
function deciderOf(from: GraphNode, to: GraphNode): Decider | undefined {
  const profile = to.profiles[0]?.id ?? from.profiles[0]?.id;
  if (profile !== undefined) return { kind: 'profile', profile };
  const policy = to.policies?.inbound[0] ?? from.policies?.outbound[0];
  return policy === undefined ? undefined : { kind: 'policy', policy };
}
