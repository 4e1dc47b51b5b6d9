import * as l10n from '@vscode/l10n';
import { compiledOf } from '../../cluster/analysis/compiled';
import { dataOf, networksOf } from '../../cluster/model/indexes';
import { hostEndpointsOf } from '../../cluster/model/host-endpoints';
import { knownPorts } from '../../cluster/model/known-ports';
import { reachOf } from '../../cluster/analysis/reach';
import { unknownServices } from '../../cluster/analysis/unknown-services';
import type { Network, PolicyData, Snapshot } from '../../cluster/model/snapshot';
import { lastAnswerOf } from '../../cluster/model/staleness';
import { ANYONE_OUTSIDE, workloadsOf, type Workload } from '../../cluster/model/workloads';
import { writtenProfiles } from '../../cluster/model/written-profiles';
import { MeasurementHistory, staleGraph, unconnected, type GraphConnection } from '../graph';
import { displayName } from '../../policy/calico1/names';
import type { Reachability } from '../../policy/reach';
import { measuredPairs } from './measured';
import { isOffered, type EmptyState, type MatrixState, type Measurement, type Party, type Question } from './protocol';

type Connected = Extract<GraphConnection, { state: 'connected' }>;

/**
 * Returns the matrix of a cluster, or else the reason why there is none.
 * @param asked The user's question; defaults to the port on which most workloads listen.
 * @param measurementHistory The history of measurements, which distinguishes outdated ones from contradictions.
 */
export function matrixState(
  connection: GraphConnection,
  asked?: Question,
  measurementHistory = new MeasurementHistory(),
): MatrixState {
  switch (connection.state) {
    case 'disconnected':
      return asEmpty(unconnected.noCluster());
    case 'connecting':
      return asEmpty(unconnected.connecting(connection.name));
    case 'failed':
      return asEmpty(unconnected.clusterFailed(connection.name, connection.failure));
    case 'connected':
      return connectedState(connection, asked, measurementHistory);
  }
}

/** The default question: TCP on the port on which most workloads listen. */
export function firstQuestion(snapshot: Snapshot): Question {
  const [most] = knownPorts(snapshot).toSorted((a, b) => b.listeners.size - a.listeners.size);
  return { protocol: 'tcp', port: most?.port ?? 80 };
}

/** The policy's answer to a question, for all workloads and anyone outside. */
export function answerTo({ protocol, port }: Question, policy: PolicyData): Reachability {
  return reachOf(compiledOf(policy), { protocol, ports: [port], outside: [ANYONE_OUTSIDE] });
}

function connectedState(
  connection: Connected,
  asked: Question | undefined,
  measurementHistory: MeasurementHistory,
): MatrixState {
  const { name, snapshot } = connection;
  const policy = dataOf(snapshot.policy);
  if (!policy)
    return asEmpty(
      snapshot.policy.state === 'failed'
        ? unconnected.clusterFailed(name, snapshot.policy.failure)
        : unconnected.connecting(name),
    );
  if (workloadsOf(snapshot).length === 0) return noWorkloads(snapshot);
  const question = asked ?? firstQuestion(snapshot);
  if (!compiledOf(policy).model.model.inForce) return notInForce();
  const reach = answerTo(question, policy);
  const unevaluated = reach.layers.get(question.port)?.unevaluated;
  const parties = partiesOf(snapshot, reach);
  const services = unevaluated ? unknownServices(policy) : [];
  return {
    kind: 'matrix',
    question,
    ports: knownPorts(snapshot).map(({ port, users }) => ({ port, users: [...users] })),
    parties,
    allowed: setsOf(reach.layers.get(question.port)?.allowed),
    ...(unevaluated && { unevaluated: setsOf(unevaluated) }),
    ...(services.length > 0 && { unknownServices: services.slice(0, NAMED_SERVICES) }),
    measured:
      question.protocol === 'tcp' ? measurements(connection, question.port, reach, parties, measurementHistory) : [],
    observedAt: lastAnswerOf(snapshot)?.at ?? null,
    ...staleGraph(snapshot, name),
  };
}

/** Maximum number of services that are named. */
const NAMED_SERVICES = 5;

/** The panel's cluster is not connected. Another one's matrix would be taken for its own. */
export function notConnected(cluster: string): EmptyState {
  return {
    kind: 'empty',
    reason: 'no-cluster',
    title: l10n.t('{0} is not connected', cluster),
    detail: l10n.t('This is the reachability matrix of {0}.', cluster),
    actions: [{ id: 'connect here', title: l10n.t('Connect to {0}', cluster), command: 'connect', cluster }],
  };
}

function notInForce(): EmptyState {
  return {
    kind: 'empty',
    reason: 'cluster-failed',
    title: l10n.t('This policy is not in force'),
    detail: l10n.t('Felix waits until /calico/v1/Ready is true, so connections can’t be evaluated.'),
    actions: [{ id: 'refresh', title: l10n.t('Refresh'), command: 'refresh' }],
  };
}

function noWorkloads(snapshot: Snapshot): EmptyState {
  const withNetworks = networksOf(snapshot).length === 0;
  return {
    kind: 'empty',
    reason: 'not-launched',
    title: l10n.t('There are no workloads yet'),
    detail: l10n.t(
      'The matrix shows which workloads can connect to each other.{0}',
      withNetworks
        ? l10n.t(' Create networks first, because tasks join them.')
        : l10n.t(' Launch a group whose tasks join a Calico network.'),
    ),
    actions: [
      ...(withNetworks
        ? [{ id: 'createDemoNetworks', title: l10n.t('Create Demo Networks'), command: 'createDemoNetworks' } as const]
        : []),
      { id: 'launchGroup', title: l10n.t('Launch Group…'), command: 'launchGroup' },
    ],
  };
}

/** Without a matrix, the graph's reasons apply. */
function asEmpty({ reason, title, detail, actions }: ReturnType<typeof unconnected.connecting>): EmptyState {
  return {
    kind: 'empty',
    reason: reason === 'no-cluster' || reason === 'cluster-failed' ? reason : 'connecting',
    title,
    detail,
    actions: actions.filter(isOffered),
  };
}

const lists = new WeakMap<
  readonly Workload[],
  { readonly population: Reachability['population']; readonly networks: readonly Network[]; readonly parties: Party[] }
>();

/** Returns the rows and columns. Returns the same list until a member is added, removed or changes its class. */
function partiesOf(snapshot: Snapshot, { population }: Reachability): Party[] {
  const workloads = workloadsOf(snapshot);
  const networks = networksOf(snapshot);
  const before = lists.get(workloads);
  if (before?.population === population && before.networks === networks) return before.parties;
  const policy = dataOf(snapshot.policy);
  const shown = (profiles: readonly string[]) =>
    writtenProfiles(profiles, policy).map((profile) => displayName(profile, networks));
  const parties = [
    ...workloads.map(({ endpoint, name, app, namespace, owner, profiles, addresses }): Party => ({
      id: endpoint,
      kind: 'workload',
      name,
      ...(owner !== undefined && { app: `${namespace ?? ''}/${owner}` }),
      ...(app !== undefined && { app }),
      ...(namespace !== undefined && { namespace }),
      profiles: shown(profiles),
      addresses: [...addresses],
      class: population.classOf(endpoint) ?? NOBODY,
    })),
    ...hostEndpointsOf(snapshot).map(({ endpoint, name, profiles, addresses }): Party => ({
      id: endpoint,
      kind: 'host',
      name,
      profiles: shown(profiles),
      addresses: [...addresses],
      class: population.classOf(endpoint) ?? NOBODY,
    })),
    {
      id: ANYONE_OUTSIDE,
      kind: 'outside',
      name: l10n.t('Anyone outside'),
      profiles: [],
      addresses: [],
      class: population.classOf(ANYONE_OUTSIDE) ?? NOBODY,
    } satisfies Party,
  ];
  lists.set(workloads, { population, networks, parties });
  return parties;
}

/** The class of parties without an address, which reach nothing. */
const NOBODY = -1;

const encoded = new WeakMap<object, string[]>();

/** Encodes sets of classes, once for each list. */
function setsOf(rows: readonly Int32Array[] = []): string[] {
  let sets = encoded.get(rows);
  if (!sets)
    encoded.set(
      rows,
      (sets = rows.map(({ buffer, byteOffset, byteLength }) =>
        Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
      )),
    );
  return sets;
}

function measurements(
  { snapshot, collector, policySince }: Connected,
  port: number,
  reach: Reachability,
  parties: readonly Party[],
  measurementHistory: MeasurementHistory,
): Measurement[] {
  const observation = lastAnswerOf(snapshot);
  if (!observation) return [];
  const places = new Map(parties.map(({ id }, place) => [id, place]));
  return measuredPairs(snapshot, port, collector).flatMap(({ from, to, state, round }): Measurement[] => {
    const [source, destination] = [places.get(from), places.get(to)];
    if (source === undefined || destination === undefined) return [];
    if (!reach.evaluates(from, to, port)) return [];
    const expected = reach.allows(from, to, port) ? 'allowed' : 'denied';
    const { agreement } = measurementHistory
      .update({ from, to, url: String(port), state }, observation.at)
      .judge(expected, round, { at: observation.at, policySince });
    return [{ from: source, to: destination, state, outdated: agreement === 'pending' }];
  });
}
