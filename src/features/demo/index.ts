/** What other features use of this one. */

export { DEMO_IDENTITY, DEMO_NAME, type Demo } from './demo';
export { demoProgress } from './progress';
export { DEMO_NETWORKS } from './steps';
