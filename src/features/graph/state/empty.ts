import type { App, Deployment, Failure, Observation } from '../../../cluster/model/snapshot';
import { addRule } from './banner';
import type { MissingRule } from './missing-rule';
import type { EmptyState, GraphAction } from '../protocol/state';

/** A button that runs a command without arguments. */
const button = (command: Exclude<GraphAction['command'], 'addRule' | 'scaleApp'>, title: string): GraphAction => ({
  id: command,
  title,
  command,
});

const OPEN_LOG = button('openLog', 'Open Log');

/** No cluster is connected. @param last the one that was, in this window. */
export function noClusterAfter(last: string): EmptyState {
  return {
    ...noCluster,
    detail: `This window was last connected to ${last}.`,
    actions: [
      { id: `connect ${last}`, title: `Connect to ${last}`, command: 'connect', cluster: last },
      ...noCluster.actions,
    ],
  };
}

export const noCluster: EmptyState = {
  kind: 'empty',
  reason: 'no-cluster',
  title: 'No cluster is connected',
  detail: 'Start the local demo, which needs nothing but this editor, or connect to a cluster of your own.',
  actions: [button('startDemo', 'Start Local Demo'), button('connect', 'Connect…')],
};

export function connecting(name: string): EmptyState {
  return {
    kind: 'empty',
    reason: 'connecting',
    title: `Connecting to ${name}`,
    detail: 'Waiting for the cluster’s first answer.',
    actions: [],
  };
}

export function clusterFailed(name: string, failure: Failure): EmptyState {
  return {
    kind: 'empty',
    reason: 'cluster-failed',
    title: `${name} does not answer`,
    detail: sentences(failure),
    actions: [button('refresh', 'Try Again'), OPEN_LOG],
  };
}

/** @param withNetworks whether the networks that the demo joins are still to be made. */
export function notLaunched(withNetworks: boolean): EmptyState {
  return {
    kind: 'empty',
    reason: 'not-launched',
    title: 'The stars are not launched',
    detail: `Nothing in Marathon runs star-collect, which gathers who reaches whom.${withNetworks ? ' Create the networks first: the group’s tasks join them.' : ''}`,
    actions: [
      ...(withNetworks ? [button('createDemoNetworks', 'Create Demo Networks')] : []),
      button('launchGroup', 'Launch Group…'),
    ],
  };
}

/** @param apps those that belong together, the collector's among them. */
export function deploying(apps: readonly App[], deployment: Deployment | undefined): EmptyState {
  const total = apps.reduce((sum, { instances }) => sum + instances, 0);
  const done = apps.reduce((sum, { running, instances }) => sum + Math.min(running, instances), 0);
  const failure = apps.find(({ running, lastFailure }) => running === 0 && lastFailure)?.lastFailure;
  const step = deployment ? ` Step ${deployment.currentStep} of ${deployment.totalSteps}.` : '';
  return {
    kind: 'empty',
    reason: 'deploying',
    title: 'Launching the stars',
    detail: `${done} of ${total} ${total === 1 ? 'task runs' : 'tasks run'}.${step}${failure ? ` The last failure, on ${failure.host}: ${failure.message}` : ''}`,
    progress: { done, total },
    actions: failure ? [OPEN_LOG] : [],
  };
}

export function notRunning({ id }: App): EmptyState {
  return {
    kind: 'empty',
    reason: 'not-running',
    title: 'The collector is scaled to nothing',
    detail: `The app ${id} has no instance, so nothing gathers who reaches whom.`,
    actions: [{ id: `scaleApp ${id}`, title: 'Scale App…', command: 'scaleApp', app: id }],
  };
}

export const noCollector: EmptyState = {
  kind: 'empty',
  reason: 'no-collector',
  title: 'No collector is configured',
  detail:
    'The graph shows what a star-collect has gathered. Give the cluster a collector’s address, or a load balancer’s with a virtual host.',
  actions: [button('editCluster', 'Edit Cluster…')],
};

export const asking: EmptyState = {
  kind: 'empty',
  reason: 'asking',
  title: 'Asking the collector',
  detail: 'Waiting for its first answer.',
  actions: [],
};

export function collectorBlocked(missing: MissingRule): EmptyState {
  const { name } = missing.profile;
  return {
    kind: 'empty',
    reason: 'collector-blocked',
    title: 'Policy blocks the collector',
    detail: `Profile ${name} has no inbound rule that lets anyone outside reach the collector, so each connection is dropped without a word. The missing rule:`,
    rule: missing.text,
    actions: [addRule(missing, `Add Rule to ${name}`)],
  };
}

export function collectorUnreachable(failure: Failure): EmptyState {
  return {
    kind: 'empty',
    reason: 'collector-unreachable',
    title: 'The collector does not answer',
    detail: sentences(failure),
    actions: [OPEN_LOG],
  };
}

export function notACollector({ failure }: Extract<Observation, { state: 'not-a-collector' }>): EmptyState {
  return {
    kind: 'empty',
    reason: 'not-a-collector',
    title: 'What answers is not a collector',
    detail: sentences(failure),
    actions: [OPEN_LOG],
  };
}

export const noResources: EmptyState = {
  kind: 'empty',
  reason: 'no-resources',
  title: 'The collector watches nothing',
  detail: 'It answers, but its list of resources is empty. Launch it with a resources file that names the probes.',
  actions: [button('launchGroup', 'Launch Group…')],
};

/** A panel is of a cluster that nobody can connect to. */
export function unknownCluster(name: string): EmptyState {
  return {
    kind: 'empty',
    reason: 'unknown-cluster',
    title: `There is no ${name}`,
    detail:
      'This panel shows the graph of a cluster that the settings do not name any more, or name with other addresses.',
    actions: [button('connect', 'Connect…')],
  };
}

/** A panel is of the local demo, which does not run. */
export const demoStopped: EmptyState = {
  kind: 'empty',
  reason: 'no-cluster',
  title: 'The local demo does not run',
  detail: 'This panel shows its graph. Start it again: what it held is kept, unless the settings say otherwise.',
  actions: [button('startDemo', 'Start Local Demo')],
};

function sentences({ message, advice }: Failure): string {
  return advice === undefined ? message : `${message} ${advice}`;
}
