/** What other features use of this one. */

export { measuredPairs } from './measured';
