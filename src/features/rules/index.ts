// The rules feature's exports for other features.
export { registerRules } from './register';
