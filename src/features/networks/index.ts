// What the rest of the extension uses of Docker networks.
export { registerNetworkCommands } from './commands';
