import * as l10n from '@vscode/l10n';
import type { Connected } from '../../../app/commands';
import { ClusterError } from '../../../cluster/connection/errors';
import type { ObjectChange } from '../../../cluster/connection/rights';

/**
 * Makes sure that the person may make a change, before they are asked anything about it.
 * @throws ClusterError `forbidden` if the cluster says that they may not.
 */
export async function requireRight({ cluster }: Pick<Connected, 'cluster'>, change: ObjectChange): Promise<void> {
  const refusal = await cluster.rights?.ask(change);
  if (refusal !== undefined)
    throw new ClusterError(
      'forbidden',
      refusal,
      l10n.t('Nothing was changed. Ask an administrator of the cluster for that right.'),
    );
}
