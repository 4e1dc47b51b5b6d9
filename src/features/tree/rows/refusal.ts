import * as l10n from '@vscode/l10n';
import { resourceIn, type TreeNode } from '../../../app/tree-nodes';
import type { ObjectChange } from '../../../cluster/connection/rights';
import { dataOf } from '../../../cluster/model/indexes';
import { updateOf } from '../../../cluster/model/object-change';
import { resourceNamed } from '../../../cluster/model/resources';
import type { Snapshot } from '../../../cluster/model/snapshot';
import type { Row } from './row';

/** Returns the change that a row offers and that the person may not be permitted to make. */
export function changeOf(node: TreeNode, snapshot: Snapshot): ObjectChange | undefined {
  switch (node.kind) {
    case 'namespace':
      return { verb: 'update', kind: 'KubernetesNetworkPolicy', namespace: node.namespace };
    case 'resource': {
      const data = dataOf(snapshot.policy);
      const stored = data && resourceNamed(resourceIn(node), data);
      return stored && updateOf(stored);
    }
    default:
      return undefined;
  }
}

/** Marks a row as one that may not be changed. @param reason Why, as a sentence. */
export function refused(row: Row, reason: string): Row {
  const { description = '', tooltip = [] } = row;
  return {
    ...row,
    description: [...(description === '' ? [] : [description]), l10n.t('read-only')].join(' · '),
    tooltip: [...tooltip, reason],
  };
}
