import * as l10n from '@vscode/l10n';
import type { Connection } from '../../cluster/connection/session';

/**
 * Returns what the tree's view says about whose rows it shows.
 * @param several Whether each cluster has a root, which names it.
 */
export function headingOf(
  connection: Connection,
  several: boolean,
): { readonly title: string; readonly description: string } {
  if (several) return { title: l10n.t('Clusters'), description: '' };
  return {
    title: l10n.t('Cluster'),
    description: connection.state === 'disconnected' ? '' : connection.definition.name,
  };
}
