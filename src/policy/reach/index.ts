/** Which ends can connect, by the model of policy: all pairs, on given ports or on all, and the effect of a change. */
export { changesOf, type ConnectivityChange } from './all-ports/changes';
export { Connectivity } from './all-ports/connectivity';
export type { Group } from './all-ports/groups';
export { rangesOf, type OpenRange } from './all-ports/kinds';
export { formatCell } from './all-ports/networks';
export { intersection, setBit, transpose, wordsFor, type Bits } from './bits';
export type { Class } from './classes/grouping';
export {
  endsOf,
  reachability,
  reachabilityInTurn,
  type Ends,
  type Reachability,
  type ReachabilityOptions,
} from './ports/reachability';
