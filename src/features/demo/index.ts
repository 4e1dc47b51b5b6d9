// The demo feature's exports for other features.
export { registerDemo } from './commands';
export { Demos } from './demos';
export { KnownClusters } from './known-clusters';
export { demoProgress, kubernetesDemoProgress } from './progress';
export { DEMO_NETWORKS } from './steps';
