import * as l10n from '@vscode/l10n';
import { isolationOf } from '../../../cluster/analysis/isolation';
import type { PolicyData } from '../../../cluster/model/snapshot';

/** Says in which directions an endpoint is isolated. @param id Its name in the model. */
export function isolationText(id: string, data: PolicyData): string {
  const [first, second] = isolationOf(id, data);
  if (first === undefined) return l10n.t('not isolated');
  if (second !== undefined) return l10n.t('isolated');
  return first === 'ingress' ? l10n.t('ingress isolated') : l10n.t('egress isolated');
}
