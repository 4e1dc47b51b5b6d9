// What the rest of the extension uses of the policy history.
export { describeBetween, editsBetween } from './describe';
export { registerHistory } from './register';
export { sameState } from './undo';
