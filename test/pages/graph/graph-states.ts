import assert from 'node:assert/strict';
import example from '../../unit/collector/responses-example.json';
import { parseResponses } from '../../../src/cluster/collector/answers';
import type { Observation, ObservedResource, Snapshot } from '../../../src/cluster/model/snapshot';
import { graphState } from '../../../src/features/graph/state/model';
import type { Graph } from '../../../src/features/graph/protocol/state';
import { recordingText } from '../../../src/features/graph/recording/file';
import { Recording } from '../../../src/features/graph/recording/recording';

/** A snapshot with only an observation. */
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

/** star-collect's answer to `GET /responses/example`. */
export function exampleResources(): ObservedResource[] {
  const responses = parseResponses(JSON.stringify(example)) ?? new Map<string, null>();
  return [...responses].map(([id, answer]) => ({
    id,
    ...(answer && { url: answer.url }),
    targets: answer?.targets ?? null,
  }));
}

/** Stars of three teams, each probing the next two. */
export function teams(stars: number): Graph {
  const url = (index: number) => `http://10.0.0.${index % stars}:9000/status`;
  const graph = graphOf(
    Array.from({ length: stars }, (_, index) => ({
      id: `n${index}`,
      url: url(index),
      targets: [1, 2].map((step) => ({ url: url(index + step), reachable: step === 1 })),
    })),
  );
  return {
    ...graph,
    nodes: graph.nodes.map((node, index) =>
      node.kind === 'probe' ? { ...node, profiles: [{ id: `team-${index % 3}`, name: `team-${index % 3}` }] } : node,
    ),
  };
}

/**
 * Stars that each probe the next ones, at square distances; a third of the targets are unreachable.
 * @param one The state of the very first edge.
 */
export function ring(stars: number, degree: number, one = true): ObservedResource[] {
  const url = (index: number) => `http://192.168.${index >> 8}.${index & 255}:9000/status`;
  return Array.from({ length: stars }, (_, index) => ({
    id: `n${String(index).padStart(4, '0')}`,
    url: url(index),
    targets: Array.from({ length: degree }, (__, step) => ({
      url: url((index + step * step + 1) % stars),
      reachable: index + step === 0 ? one : (index + step) % 3 > 0,
    })),
  }));
}

/** The file of a recording with one graph. */
export function recordedOnce(graph: Graph): string {
  const at = Date.parse('2026-01-01T12:00:00Z');
  const recording = new Recording('Prague');
  recording.see({ ...graph, observedAt: at }, at);
  return recordingText(recording) ?? assert.fail('nothing was recorded');
}
