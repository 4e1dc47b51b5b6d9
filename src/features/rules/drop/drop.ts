import type { Drop } from '../../tree';
import type { Acting } from '../../../app/commands';
import { allowTraffic } from './allow-traffic';
import { moveRules } from './move-rules';

export { allowTraffic };

/** Applies the dropping of rows in the tree. */
export function doDrop(context: Acting, drop: Drop): Promise<void> {
  return drop.kind === 'move' ? moveRules(context, drop.rules, drop.to) : allowTraffic(context, drop.from, drop.to);
}
