// The networks feature's exports for other features.
export { registerNetworkCommands } from './commands';
