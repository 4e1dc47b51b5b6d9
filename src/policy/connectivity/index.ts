/** Which ends can connect, by the model of policy: all pairs, on one port or on all, and the effect of a change. */
export { changesOf } from './changes';
export { Connectivity } from './connectivity';
export type { Group } from './groups';
export { formatCell } from './networks';
