// The connection feature's exports for other features.
export { Connector } from './connector';
export { Consent } from './consent';
export { ContextKeys } from './context-keys';
export { CredentialStore } from './credential-store';
export { followKubeconfigs } from './follow-kubeconfig';
export { followSettings } from './follow-settings';
export { LastCluster } from './last-cluster';
export { registerConnection } from './register';
export { resumeWhenVisible } from './resume';
export { StatusBar } from './status-bar';
