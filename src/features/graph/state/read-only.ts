import * as l10n from '@vscode/l10n';
import type { GraphAction, GraphState } from '../protocol/state';

/** What applies to a cluster that is not connected, too. */
const OF_ANY_CLUSTER: ReadonlySet<GraphAction['command']> = new Set([
  'refresh',
  'editCluster',
  'openLog',
  'showAllowed',
]);

/**
 * Adapts the state of a cluster that isn't the connected one. Commands apply to the connected cluster, so the only
 * actions are to connect to this one, to edit its settings and to retry.
 */
export function readOnly(state: GraphState, cluster: string): GraphState {
  const connect: GraphAction = {
    id: 'connect here',
    title: l10n.t('Connect to {0}', cluster),
    command: 'connect',
    cluster,
  };
  if (state.kind === 'empty') {
    if (state.reason === 'no-cluster' || state.reason === 'unknown-cluster') return state;
    return {
      ...state,
      actions: [...state.actions.filter(({ command }) => OF_ANY_CLUSTER.has(command)), connect],
    };
  }
  const { title, detail, ...banner } = state.banner ?? {
    reason: 'read-only' as const,
    title: l10n.t('You are viewing {0}', cluster),
    detail: l10n.t('Rules can be opened and changed only in the connected cluster.'),
  };
  return { ...state, banner: { ...banner, title, detail, actions: [connect] } };
}
