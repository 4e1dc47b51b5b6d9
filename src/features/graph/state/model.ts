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
import { computedGraph, isComputable, type ComputedGraph, type Expanded } from './computed/computed-graph';
import { hasUnmeasured, withMeasurements } from './computed/with-measurements';
import { workloadGroups } from './computed/workload-groups';
import { observedGraph } from './observed';
import type { Content, EmptyState, GraphState } from '../protocol/state';
import { scopeOf, type Scope } from './scope';
import { staleGraph } from './stale-graph';
import { assemble, type GraphFacts } from './stages';
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
  /** What to show; by default, what is measured, and what policy allows for workloads that the collector doesn't know. */
  readonly content?: Content | undefined;
  /** The history of measurements, to judge them. */
  readonly measurementHistory: MeasurementHistory;
  readonly preview?: Pick<Preview, 'draft' | 'effect'> | undefined;
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
  const scope = scopeOf(snapshot, collector);
  const answer = answerOf(connection, scope);
  if (answer && answer.resources.length > 0) return answeredState(answer, connection, scope, overlay);
  const none = withoutAnswer(answer, connection, scope);
  if (!isComputable(scope)) return none;
  const isWanted = overlay.content !== undefined && overlay.content !== 'measured';
  if (!isWanted && !isNotMissed(none, snapshot))
    return { ...none, actions: [...none.actions, ...empty.showAllowed(none)] };
  const computed = computedGraph(scope, connection.policySince, overlay.expanded);
  if (!computed) return none;
  return {
    ...assemble(computed, factsOf(computed, scope, overlay)),
    ...empty.withoutMeasurements(none),
    ...staleGraph(snapshot, connection.name),
    content: { shown: 'allowed', isChoosable: isWanted },
  };
}

/** Lays what the collector measured over what policy allows, as chosen. */
function answeredState(
  answer: Answer,
  { name, snapshot, policySince }: Connected,
  scope: Scope,
  overlay: Overlay,
): GraphState {
  const measured = observedGraph(answer, scope);
  const probeFlows = flowsOf(measured, scope);
  // The history goes on while something else is shown.
  const policy = compareWithPolicy(measured, probeFlows, scope, overlay.measurementHistory, policySince);
  const groups = workloadGroups(scope);
  const shown = overlay.content ?? (isComplete(snapshot) && hasUnmeasured(groups, measured) ? 'both' : 'measured');
  const computed = shown === 'measured' ? undefined : computedGraph(scope, policySince, overlay.expanded);
  const stale = staleGraph(snapshot, name);
  const content = { shown: computed ? shown : 'measured', isChoosable: !groups.isEmpty } as const;
  if (computed && shown === 'allowed')
    return { ...assemble(computed, factsOf(computed, scope, overlay)), ...stale, content };
  const graph = computed
    ? withMeasurements(measured, computed)
    : { ...measured, flows: NO_FLOWS, lacksServices: false };
  const facts = {
    silence: { ...empty.withoutServices(graph), ...silenceOf(measured, scope) },
    policy,
    focus: decidedEdges(
      graph,
      (edge) => graph.flows.get(edge) ?? edge.probes.flatMap((probe) => probeFlows.get(probe) ?? []),
      scope,
      overlay.focus,
    ),
    preview: previewOf(graph, scope, overlay.preview),
  };
  return { ...assemble(graph, facts), ...stale, content };
}

const NO_FLOWS: ComputedGraph['flows'] = new Map();

/** The facts of a graph without measurements. */
function factsOf(graph: ComputedGraph, scope: Scope, { preview, focus }: Overlay): GraphFacts {
  return {
    silence: { notes: new Map(), ...empty.withoutServices(graph) },
    policy: new Map(),
    focus: decidedEdges(graph, (edge) => graph.flows.get(edge) ?? [], scope, focus),
    preview: previewOf(graph, scope, preview),
  };
}

/** Whether all apps are known, and with them the workloads that the collector knows. */
function isComplete({ marathon }: Snapshot): boolean {
  return marathon.state !== 'loading';
}

/** Returns why there are no measurements. */
function withoutAnswer(answer: Answer | undefined, connection: Connected, scope: Scope): EmptyState {
  if (answer) return empty.noResources();
  const { observation } = connection.snapshot;
  if (observation.state === 'not-a-collector') return empty.notACollector(observation);
  return notRunning(connection, scope) ?? unanswered(connection, scope);
}

/** Whether nobody waits for measurements: there is no collector, it was switched off, or few clusters have one. */
function isNotMissed({ reason }: EmptyState, { isKubernetes }: Snapshot): boolean {
  return isKubernetes === true || reason === 'no-collector' || reason === 'not-launched' || reason === 'not-running';
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
  const app = scope.collector?.owner.app;
  if (!app)
    return empty.notLaunched(
      snapshot.networks.state === 'ready' && scope.networks.every(({ driver }) => driver !== CALICO),
    );
  if (app.running > 0) return undefined;
  const group = siblings(app, data.apps);
  const deployment = data.deployments.find(({ affectedApps }) => group.some(({ id }) => affectedApps.includes(id)));
  return app.instances === 0 && !deployment ? empty.notRunning(app) : empty.deploying(group, deployment);
}

function unanswered(connection: Connected, scope: Scope): EmptyState {
  const { observation } = connection.snapshot;
  const { collector } = connection;
  if (observation.state === 'loading') return empty.asking();
  if (observation.state !== 'unreachable') return collector ? empty.asking() : withoutCollector(connection);
  const { failure } = observation;
  // Policy drops packets silently, so a refused connection was not blocked.
  const missing = failure.kind === 'unreachable' ? undefined : missingForCollector(collector, scope);
  return missing ? empty.collectorBlocked(missing) : empty.collectorUnreachable(failure);
}

/** Returns why nothing is drawn without a collector: policy is not known, or there are no workloads. */
function withoutCollector({ name, snapshot: { policy, isKubernetes } }: Connected): EmptyState {
  if (policy.state === 'loading') return empty.connecting(name);
  if (policy.state === 'failed' && !policy.data) return empty.clusterFailed(name, policy.failure);
  return isKubernetes ? empty.noPods() : empty.noCollector();
}

function siblings(app: App, apps: readonly App[]): readonly App[] {
  const group = app.id.slice(0, app.id.lastIndexOf('/') + 1);
  return apps.filter(({ id }) => id.startsWith(group));
}
