// The demo feature's exports for other features.
export { registerDemo } from './commands';
export { Demo, DEMO_IDENTITY, DEMO_NAME } from './demo';
export { isOneOfSeveral, KnownClusters } from './known-clusters';
export { demoProgress } from './progress';
export { DEMO_NETWORKS } from './steps';
