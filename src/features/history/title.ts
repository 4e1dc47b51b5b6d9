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

/** Returns the title of a comparison. @param cluster The cluster to name, if it could be another. */
export function differenceTitle(states: string, cluster?: string): string {
  return cluster === undefined ? states : l10n.t('{0} in {1}', states, cluster);
}
