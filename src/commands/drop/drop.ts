import type { Drop } from '../../tree/dragPlan';
import type { Acting } from '../context';
import { allowTraffic } from './allowTraffic';
import { moveRules } from './moveRules';

export { allowTraffic };

/** Does what dropping rows of the tree asks for. */
export function doDrop(context: Acting, drop: Drop): Promise<void> {
  return drop.kind === 'move' ? moveRules(context, drop.rules, drop.to) : allowTraffic(context, drop.from, drop.to);
}
