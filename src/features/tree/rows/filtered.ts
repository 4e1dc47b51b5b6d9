import * as l10n from '@vscode/l10n';
import type { TreeNode } from '../../../app/tree-nodes';
import type { Snapshot } from '../../../cluster/model/snapshot';
import { namespacesOf } from './namespace-rows';
import type { Row } from './row';

/** Whether a row is shown: those of cluster-wide objects always are. @param namespaces Undefined for all. */
export function isShown(node: TreeNode, namespaces: readonly string[] | undefined): boolean {
  return namespaces === undefined || !('namespace' in node) || namespaces.includes(node.namespace);
}

/** Says on the row of all namespaces that only some are shown. */
export function filteredRow(row: Row, snapshot: Snapshot, namespaces: readonly string[] | undefined): Row {
  if (namespaces === undefined) return row;
  const all = [...namespacesOf(snapshot).keys()];
  const shown = all.filter((name) => namespaces.includes(name));
  return {
    ...row,
    description: l10n.t('{0} of {1}, filtered', shown.length, all.length),
    tooltip: [
      l10n.t('The tree shows the policies and pods of these namespaces, and what is cluster-wide:'),
      ...namespaces,
      l10n.t('“Show All Namespaces” ends this.'),
    ],
  };
}
