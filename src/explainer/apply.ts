import { ClusterError } from '../cluster/errors';
import { networksOf } from '../cluster/joins';
import type { Connected } from '../commands/context';
import { editProfile } from '../commands/policyEdit';
import { sameJson } from '../policy/equality';
import { displayName } from '../policy/names';
import type { PlannedChange } from './changes';

/**
 * Makes a planned change in the cluster, if the rules are still those that it was planned on.
 * @throws ClusterError when they are not, saying how far it got.
 */
export async function applyChange(cluster: Connected, { lists }: PlannedChange): Promise<void> {
  for (const [done, { profile, direction, before, after }] of lists.entries()) {
    const outcome = await editProfile(cluster, profile, (current) => (sameJson(current[direction], before) ? { kind: 'changed', profile: { ...current, [direction]: after } } : { kind: 'not-found' }));
    if (outcome === 'changed') continue;
    const name = displayName(profile, networksOf(cluster.store.snapshot));
    throw new ClusterError('conflict', `The ${direction} rules of ${name} were changed by somebody else meanwhile. ${done === 0 ? 'Nothing was changed.' : 'The change before this one was made.'}`, 'Look at the explanation of how it is now, and try again.');
  }
}
