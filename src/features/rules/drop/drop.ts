import type { Drop } from '../../tree';
import type { Acting } from '../../../app/commands';
import { allowBetweenProfiles } from '../allow/allow-traffic';
import { movePolicyRules } from './move-policy-rules';
import { moveRules } from './move-rules';

export { allowTraffic } from '../allow/allow-traffic';

/** Applies the dropping of rows in the tree. */
export function doDrop(context: Acting, drop: Drop): Promise<void> {
  switch (drop.kind) {
    case 'move':
      return moveRules(context, drop.rules, drop.to);
    case 'move-in-policy':
      return movePolicyRules(context, drop);
    case 'allow':
      return allowBetweenProfiles(context, drop.from, drop.to);
  }
}
