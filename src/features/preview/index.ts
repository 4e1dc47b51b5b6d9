/** What other features use of this one. */

export { effectInALine, effectInLines } from './words';
