import * as l10n from '@vscode/l10n';
import type { Connected } from '../../../app/commands';
import { ClusterError } from '../../../cluster/connection/errors';
import type { ObjectChange, Rights } from '../../../cluster/connection/rights';
import type { Item } from '../../../app/text/window';

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

/** Marks the choices that the person may not make, with the reason. */
export function withRefusals<T extends Item>(
  items: readonly T[],
  rights: Rights | undefined,
  changeOf: (item: T) => ObjectChange,
): Promise<readonly T[]> {
  return Promise.all(
    items.map(async (item): Promise<T> => {
      const refusal = await rights?.ask(changeOf(item));
      return refusal === undefined ? item : { ...item, description: l10n.t('read-only'), detail: refusal };
    }),
  );
}
