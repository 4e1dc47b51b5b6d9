// The history feature's exports for other features.
export { describeBetween, editsBetween } from './describe';
export { registerHistory } from './register';
export { sameState } from './undo';
