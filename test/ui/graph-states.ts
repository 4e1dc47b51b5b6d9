import example from '../unit/collector/responses-example.json';
import { parseResponses } from '../../src/cluster/collector/answers';
import type { Observation, ObservedResource, Snapshot } from '../../src/cluster/snapshot';
import { graphState } from '../../src/graph/model';
import type { Graph } from '../../src/graph/protocol';

/** A snapshot of nothing but an observation. */
export function observed(resources: readonly ObservedResource[], at = Date.now()): Snapshot {
  const observation: Observation = { state: 'answered', at, resources };
  return { policy: { state: 'loading' }, marathon: { state: 'absent' }, networks: { state: 'loading' }, observation };
}

/** The graph of some resources, as the panel would send it. */
export function graphOf(resources: readonly ObservedResource[], at = Date.now()): Graph {
  const state = graphState({ state: 'connected', name: 'test', policySince: 0, snapshot: observed(resources, at) });
  if (state.kind !== 'graph') throw new Error(`no graph: ${state.reason}`);
  return state;
}

/** What star-collect answers to `GET /responses/example`. */
export function exampleResources(): ObservedResource[] {
  const responses = parseResponses(JSON.stringify(example)) ?? new Map<string, null>();
  return [...responses].map(([id, answer]) => ({ id, ...(answer && { url: answer.url }), targets: answer?.targets ?? null }));
}
