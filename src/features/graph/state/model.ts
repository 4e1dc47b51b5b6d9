import type { CollectorAddress } from '../../../cluster/collector/address';
import { dataOf } from '../../../cluster/model/indexes';
import { isCollectorLost, lastAnswerOf } from '../../../cluster/model/staleness';
import type { Answer, App, Failure, Snapshot } from '../../../cluster/model/snapshot';
import type { Preview } from '../../../app/preview/previews';
import type { RulePlace } from '../../../app/preview/rule-focus';
import { MeasurementHistory } from './facts/measurement-history';
import { silenceOf } from './facts/silence';
import * as empty from './empty';
import { flowsOf } from './flows';
import { decidedEdges } from './facts/focus';
import { compareWithPolicy } from './facts/compare-with-policy';
import { missingForCollector } from './facts/missing-rule';
import { computedGraph, type Expanded } from './computed/computed-graph';
import { observedGraph } from './observed';
import type { EmptyState, GraphState } from '../protocol/state';
import { scopeOf, type Scope } from './scope';
import { staleGraph } from './stale-graph';
import { assemble } from './stages';
import { previewOf } from './facts/preview';

/** The graph's input from the cluster. */
export type GraphConnection =
  | { readonly state: 'disconnected' }
  | { readonly state: 'connecting'; readonly name: string }
  | { readonly state: 'failed'; readonly name: string; readonly failure: Failure }
  | {
      readonly state: 'connected';
      readonly name: string;
      readonly snapshot: Snapshot;
      /** When its policy last changed, in milliseconds since the epoch. */
      readonly policySince: number;
      readonly collector?: CollectorAddress;
    };

/** What the graph shows in addition to the cluster. */
export interface Overlay {
  /** The history of measurements, to judge them. */
  readonly measurementHistory: MeasurementHistory;
  readonly preview?: Preview | undefined;
  readonly focus?: RulePlace | undefined;
  /** The groups of workloads that are not collapsed, by their IDs. */
  readonly expanded?: Expanded | undefined;
}

type Connected = Extract<GraphConnection, { state: 'connected' }>;

/** The Docker network driver of Calico. */
const CALICO = 'calico';

/** Returns the graph of a cluster, or else the reason why there is none and what to do about it. */
export function graphState(
  connection: GraphConnection,
  overlay: Overlay = { measurementHistory: new MeasurementHistory() },
): GraphState {
  switch (connection.state) {
    case 'disconnected':
      return empty.noCluster();
    case 'connecting':
      return empty.connecting(connection.name);
    case 'failed':
      return empty.clusterFailed(connection.name, connection.failure);
    case 'connected':
      return connectedState(connection, overlay);
  }
}

/** Results of the collector take precedence over Marathon, because the collector may run elsewhere. */
function connectedState(connection: Connected, overlay: Overlay): GraphState {
  const { snapshot, collector } = connection;
  const { measurementHistory, preview, focus } = overlay;
  const { observation } = snapshot;
  const scope = scopeOf(snapshot, collector);
  const answer = answerOf(connection, scope);
  if (answer) {
    if (answer.resources.length === 0) return empty.noResources();
    const graph = observedGraph(answer, scope);
    const flows = flowsOf(graph, scope);
    const facts = {
      silence: silenceOf(graph, scope),
      policy: compareWithPolicy(graph, flows, scope, measurementHistory, connection.policySince),
      focus: decidedEdges(graph, ({ probes }) => probes.flatMap((probe) => flows.get(probe) ?? []), scope, focus),
      preview: previewOf(graph, scope, preview),
    };
    return { ...assemble(graph, facts), ...staleGraph(snapshot) };
  }
  if (observation.state === 'not-a-collector') return empty.notACollector(observation);
  const none = notRunning(connection, scope) ?? unanswered(connection, scope);
  const isWithoutCollector = none.reason === 'no-collector' || none.reason === 'not-launched';
  return (isWithoutCollector ? withoutCollector(connection, scope, overlay) : undefined) ?? none;
}

/** Returns what policy allows, if there are workloads. */
function withoutCollector(
  { snapshot, policySince }: Connected,
  scope: Scope,
  { preview, focus, expanded }: Overlay,
): GraphState | undefined {
  const graph = computedGraph(scope, policySince, expanded);
  if (!graph) return undefined;
  const facts = {
    silence: { notes: new Map() },
    policy: new Map(),
    focus: decidedEdges(graph, (edge) => graph.flows.get(edge) ?? [], scope, focus),
    preview: previewOf(graph, scope, preview),
  };
  return { ...assemble(graph, facts), ...staleGraph(snapshot) };
}

/**
 * Returns the collector's answer, or the last one while it is not responding although it runs and policy lets it be
 * reached: the picture stays.
 */
function answerOf(connection: Connected, scope: Scope): Answer | undefined {
  const last = lastAnswerOf(connection.snapshot);
  if (!isCollectorLost(connection.snapshot)) return last;
  if (notRunning(connection, scope)) return undefined;
  return unanswered(connection, scope).reason === 'collector-blocked' ? undefined : last;
}

/** Returns why the collector doesn't run, according to Marathon; undefined if it runs or the reason is unknown. */
function notRunning({ name, snapshot }: Connected, scope: Scope): EmptyState | undefined {
  const { marathon } = snapshot;
  if (marathon.state === 'loading') return empty.connecting(name);
  const data = dataOf(marathon);
  if (marathon.state === 'failed' && !data) return empty.clusterFailed(name, marathon.failure);
  if (!data) return undefined;
  const app = scope.collector;
  if (!app)
    return empty.notLaunched(
      snapshot.networks.state === 'ready' && scope.networks.every(({ driver }) => driver !== CALICO),
    );
  if (app.running > 0) return undefined;
  const group = siblings(app, data.apps);
  const deployment = data.deployments.find(({ affectedApps }) => group.some(({ id }) => affectedApps.includes(id)));
  return app.instances === 0 && !deployment ? empty.notRunning(app) : empty.deploying(group, deployment);
}

function unanswered({ snapshot: { observation }, collector }: Connected, scope: Scope): EmptyState {
  if (observation.state === 'loading') return empty.asking();
  if (observation.state !== 'unreachable') return collector ? empty.asking() : empty.noCollector();
  const { failure } = observation;
  // Policy drops packets silently, so a refused connection was not blocked.
  const missing = failure.kind === 'unreachable' ? undefined : missingForCollector(collector, scope);
  return missing ? empty.collectorBlocked(missing) : empty.collectorUnreachable(failure);
}

function siblings(app: App, apps: readonly App[]): readonly App[] {
  const group = app.id.slice(0, app.id.lastIndexOf('/') + 1);
  return apps.filter(({ id }) => id.startsWith(group));
}
