import * as l10n from '@vscode/l10n';
import type { Connection } from '../../cluster/connection/session';
import { isOneOfSeveral } from '../demo';

/**
 * Returns what the tree's view says about whose rows it shows. VS Code hides the description of a view that is alone in
 * its container, so the title names the cluster if it could be another.
 * @param known The names of the clusters that can be connected.
 */
export function headingOf(
  connection: Connection,
  known: readonly string[],
): { readonly title: string; readonly description: string } {
  const plainly = l10n.t('Cluster');
  if (connection.state === 'disconnected') return { title: plainly, description: '' };
  const { name } = connection.definition;
  return isOneOfSeveral(name, known)
    ? { title: l10n.t('Cluster {0}', name), description: '' }
    : { title: plainly, description: name };
}
