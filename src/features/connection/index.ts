// What the rest of the extension uses of connecting to clusters and their definitions.
export { Connector } from './connector';
export { Consent } from './consent';
export { ContextKeys } from './context-keys';
export { CredentialStore } from './credential-store';
export { followSettings } from './follow-settings';
export { LastCluster } from './last-cluster';
export { registerConnection } from './register';
export { resumeWhenVisible } from './resume';
export { StatusBar } from './status-bar';
