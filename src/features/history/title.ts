import * as l10n from '@vscode/l10n';

/**
 * Returns the title of a history.
 * @param of The displayed name of the object, if not of the whole cluster.
 */
export function historyTitle(cluster: string, of?: string): string {
  return of === undefined
    ? l10n.t('Policy History of {0}', cluster)
    : l10n.t('Policy History of {0} in {1}', of, cluster);
}
