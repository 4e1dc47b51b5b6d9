// The applications feature's exports for other features.
export { registerGroupCommands } from './groups';
