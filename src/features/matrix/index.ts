// What the rest of the extension uses of the reachability matrix.
export { measuredPairs } from './measured';
export { registerMatrix } from './register';
