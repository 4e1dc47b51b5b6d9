import * as l10n from '@vscode/l10n';
import { ClusterError } from '../../cluster/connection/errors';
import type { Connected } from '../../app/commands';
import { editProfile } from '../../app/policy-edit';
import { editPolicyRules } from '../../app/tier-edit';
import { sameJson } from '../../base/json';
import { resourceName, writtenKind } from '../../policy/resources';
import { ownerName, type PlannedChange } from './changes';
import { storeEdited } from './object-changes';

/**
 * Applies a planned change if the rules are still those it was planned for.
 * @throws ClusterError if they are not, including what was already changed.
 */
export async function applyChange(cluster: Connected, { lists, objects }: PlannedChange): Promise<void> {
  for (const [done, { profile, policy, direction, before, after }] of lists.entries()) {
    const outcome = policy
      ? await editPolicyRules(cluster, policy, direction, (rules) =>
          sameJson(rules, before) ? { kind: 'changed', rules: after } : { kind: 'not-found' },
        )
      : await editProfile(cluster, profile, (current) =>
          sameJson(current[direction], before)
            ? { kind: 'changed', profile: { ...current, [direction]: after } }
            : { kind: 'not-found' },
        );
    if (outcome === 'changed') continue;
    const name = ownerName({ profile, ...(policy && { policy }) }, cluster.store.snapshot);
    throw new ClusterError(
      'conflict',
      l10n.t(
        'Someone else changed the {0} rules of {1} in the meantime. {2}',
        direction,
        name,
        done === 0 ? l10n.t('Nothing was changed.') : l10n.t('The previous change was made.'),
      ),
      l10n.t('Review the updated explanation and try again.'),
    );
  }
  for (const [done, object] of objects.entries()) {
    if ((await storeEdited(cluster, object)) === 'changed') continue;
    const { id } = object.stored;
    throw new ClusterError(
      'conflict',
      l10n.t(
        'Someone else changed the {0} {1} in the meantime. {2}',
        writtenKind(id.kind),
        resourceName(id),
        done === 0 ? l10n.t('Nothing was changed.') : l10n.t('The previous change was made.'),
      ),
      l10n.t('Review the updated explanation and try again.'),
    );
  }
}
