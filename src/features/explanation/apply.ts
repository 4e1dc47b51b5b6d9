import { ClusterError } from '../../cluster/connection/errors';
import { networksOf } from '../../cluster/model/indexes';
import type { Connected } from '../../app/commands';
import { editProfile } from '../../app/policy-edit';
import { sameJson } from '../../policy/calico1/equality';
import { displayName } from '../../policy/calico1/names';
import type { PlannedChange } from './changes';

/**
 * Makes a planned change in the cluster, if the rules are still those that it was planned on.
 * @throws ClusterError when they are not, saying how far it got.
 */
export async function applyChange(cluster: Connected, { lists }: PlannedChange): Promise<void> {
  for (const [done, { profile, direction, before, after }] of lists.entries()) {
    const outcome = await editProfile(cluster, profile, (current) =>
      sameJson(current[direction], before)
        ? { kind: 'changed', profile: { ...current, [direction]: after } }
        : { kind: 'not-found' },
    );
    if (outcome === 'changed') continue;
    const name = displayName(profile, networksOf(cluster.store.snapshot));
    throw new ClusterError(
      'conflict',
      `The ${direction} rules of ${name} were changed by somebody else meanwhile. ${done === 0 ? 'Nothing was changed.' : 'The change before this one was made.'}`,
      'Look at the explanation of how it is now, and try again.',
    );
  }
}
