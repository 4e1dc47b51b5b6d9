import * as l10n from '@vscode/l10n';
import type { GraphEdge } from '../../../src/features/graph/protocol/elements';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { ByEdge } from './by-edge';
import { differing } from './incremental';

/** Maximum number of changes that are listed one by one. */
const LISTED = 3;

/** Describes the changes between two graphs for screen readers. Empty without changes. */
export function newsOf(before: Pick<Graph, 'nodes' | 'edges'>, after: Pick<Graph, 'nodes' | 'edges'>): string {
  if (before.edges === after.edges) return '';
  const old = new ByEdge<GraphEdge>();
  for (const edge of differing(before.edges, after.edges)) old.set(edge, edge);
  const changed = differing(after.edges, before.edges).filter(
    (edge) => edge.kind === 'probe' && (old.get(edge)?.state ?? edge.state) !== edge.state,
  );
  if (changed.length > LISTED) {
    const lit = changed.filter(({ state }) => state === 'reachable').length;
    return l10n.t('{0} connections are now reachable, {1} no longer are.', lit, changed.length - lit);
  }
  const names = new Map(after.nodes.map(({ id, name }) => [id, name]));
  return changed.map((edge) => sentence(edge, (id) => names.get(id) ?? id)).join(' ');
}

function sentence({ from, to, state }: GraphEdge, name: (id: string) => string): string {
  switch (state) {
    case 'reachable':
      return l10n.t('{0} is now reachable from {1}.', name(to), name(from));
    case 'unreachable':
      return l10n.t('{0} is no longer reachable from {1}.', name(to), name(from));
    case 'unknown':
    case 'allowed':
    case 'denied':
      return l10n.t('It is unknown whether {1} can reach {0}.', name(from), name(to));
  }
}
