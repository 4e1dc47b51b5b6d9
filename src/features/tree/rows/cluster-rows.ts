import * as l10n from '@vscode/l10n';
import { placeOf, type ClusterDefinition } from '../../../cluster/connection/definition';
import type { Connection } from '../../../cluster/connection/session';
import { staleParts } from '../../../cluster/model/staleness';
import { BAD, WARNING } from './colors';
import type { Row } from './row';

/** Returns the content of a cluster's root. @param definition Undefined if the cluster is in no settings any more. */
export function clusterRow(name: string, connection: Connection, definition: ClusterDefinition | undefined): Row {
  const shown = connection.state === 'disconnected' ? definition : connection.definition;
  const { production } = shown ?? {};
  const { state, icon, color, lines } = stateOf(connection);
  const description = [
    ...(state === '' ? [] : [state]),
    ...(production === undefined
      ? []
      : [production === 'read-only' ? l10n.t('production, read-only') : l10n.t('production')]),
  ].join(' · ');
  return {
    label: name,
    ...(description !== '' && { description }),
    tooltip: [name, ...lines, ...(shown ? [placeOf(shown)] : [])],
    icon,
    ...(color !== undefined && { color }),
    ...(color === undefined && production !== undefined && { color: BAD }),
    expand: connection.state === 'connected' ? 'expanded' : 'collapsed',
  };
}

/** Returns the content of the row that says why a cluster has no rows; undefined if it has some. */
export function connectionRow(connection: Connection): Row | undefined {
  switch (connection.state) {
    case 'disconnected':
      return { label: l10n.t('Not connected'), description: l10n.t('click to connect'), icon: 'plug', expand: 'none' };
    case 'connecting':
      return { label: l10n.t('Connecting…'), icon: 'loading~spin', expand: 'none' };
    case 'failed': {
      const { message, advice } = connection.failure;
      return {
        label: message,
        tooltip: [message, ...(advice === undefined ? [] : [advice]), l10n.t('Click to try again.')],
        icon: 'warning',
        color: WARNING,
        expand: 'none',
      };
    }
    case 'connected':
      return undefined;
  }
}

interface State extends Pick<Row, 'color'> {
  readonly state: string;
  readonly icon: string;
  readonly lines: readonly string[];
}

/** Ages are left out: a change of the root would refresh all rows below it. */
function stateOf(connection: Connection): State {
  switch (connection.state) {
    case 'disconnected':
      return { state: l10n.t('not connected'), icon: 'debug-disconnect', lines: [l10n.t('Not connected')] };
    case 'connecting':
      return { state: l10n.t('connecting…'), icon: 'loading~spin', lines: [l10n.t('Connecting…')] };
    case 'failed':
      return {
        state: l10n.t('not reached'),
        icon: 'warning',
        color: WARNING,
        lines: [connection.failure.message],
      };
    case 'connected': {
      const stale = staleParts(connection.store.snapshot);
      return stale.length > 0
        ? {
            state: l10n.t('out of date'),
            icon: 'warning',
            color: WARNING,
            lines: stale.map((part) => part.failure.message),
          }
        : { state: '', icon: 'server-environment', lines: [l10n.t('Connected')] };
    }
  }
}
