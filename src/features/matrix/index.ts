// The matrix feature's exports for other features.
export { measuredPairs } from './measured';
export { registerMatrix } from './register';
