/** Who may talk to whom, over the model of policy: all pairs, on one port or on all, and what a change does to it. */
export { changesOf } from './changes';
export { Connectivity } from './connectivity';
export type { Group } from './groups';
export { formatCell } from './networks';
