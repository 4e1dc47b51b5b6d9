// What the rest of the extension uses of applications, groups and deployments of Marathon.
export { registerGroupCommands } from './groups';
