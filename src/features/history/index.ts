/** What other features use of this one. */

export { describeBetween, editsBetween } from './describe';
export { sameState } from './undo';
