import * as l10n from '@vscode/l10n';
import type { GraphAction, GraphState } from '../protocol/state';

/**
 * The state of a cluster that is looked at beside the connected one. Commands work in the connected cluster; so the one
 * thing to do here is to connect to this one, and to try again where it did not answer.
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
      actions: [...state.actions.filter(({ command }) => command === 'refresh' || command === 'openLog'), connect],
    };
  }
  const { title, detail, ...banner } = state.banner ?? {
    reason: 'read-only' as const,
    title: l10n.t('You are viewing {0}', cluster),
    detail: l10n.t('Rules can be opened and changed only in the connected cluster.'),
  };
  return { ...state, banner: { ...banner, title, detail, actions: [connect] } };
}
