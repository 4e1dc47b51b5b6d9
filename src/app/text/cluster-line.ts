import * as l10n from '@vscode/l10n';
import type { ClusterDefinition } from '../../cluster/connection/definition';

/** Adds to the detail of a dialog which cluster it is about. */
export function inCluster(
  detail: string,
  { definition: { name } }: { readonly definition: Pick<ClusterDefinition, 'name'> },
): string {
  return `${detail}\n\n${l10n.t('Cluster: {0}', name)}`;
}
