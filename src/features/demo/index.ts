// The demo feature's exports for other features.
export { registerDemo } from './commands';
export { Demo, DEMO_IDENTITY } from './demo';
export { DEMO_NAME } from '../../app/demo-name';
export { isOneOfSeveral, KnownClusters } from './known-clusters';
export { demoProgress } from './progress';
export { DEMO_NETWORKS } from './steps';
