import * as l10n from '@vscode/l10n';
import type { App, Deployment, Failure, Observation } from '../../../cluster/model/snapshot';
import { demoNamed } from '../../../app/local-demos';
import { addRule } from './facts/silence';
import type { MissingRule } from './facts/missing-rule';
import type { Banner, EmptyState, GraphAction } from '../protocol/state';

/** A button that runs a command without arguments. */
const button = (command: Exclude<GraphAction['command'], 'addRule' | 'scaleApp'>, title: string): GraphAction => ({
  id: command,
  title,
  command,
});

const openLog = () => button('openLog', l10n.t('Open Log'));

/**
 * No cluster is connected.
 * @param last The window's previous cluster.
 */
export function noClusterAfter(last: string): EmptyState {
  return {
    ...noCluster(),
    detail: l10n.t('The last cluster of this window was {0}.', last),
    actions: [
      { id: `connect ${last}`, title: l10n.t('Connect to {0}', last), command: 'connect', cluster: last },
      ...noCluster().actions,
    ],
  };
}

export const noCluster = (): EmptyState => ({
  kind: 'empty',
  reason: 'no-cluster',
  title: l10n.t('No cluster is connected'),
  detail: l10n.t('Start the local demo, which needs nothing but VS Code, or connect to your own cluster.'),
  actions: [button('startDemo', l10n.t('Start Local Demo')), button('connect', l10n.t('Connect…'))],
});

export function connecting(name: string): EmptyState {
  return {
    kind: 'empty',
    reason: 'connecting',
    title: l10n.t('Connecting to {0}', name),
    detail: l10n.t('Waiting for the cluster’s first response.'),
    actions: [],
  };
}

/** @param name The cluster. The demo has no settings to edit. */
export function clusterFailed(name: string, failure: Failure): EmptyState {
  return {
    kind: 'empty',
    reason: 'cluster-failed',
    title: l10n.t('{0} is not responding', name),
    detail: sentences(failure),
    actions: [
      button('refresh', l10n.t('Try Again')),
      ...(demoNamed(name) ? [] : [{ ...button('editCluster', l10n.t('Edit Cluster…')), cluster: name }]),
      openLog(),
    ],
  };
}

/** @param withNetworks Whether the demo's networks don't exist yet. */
export function notLaunched(withNetworks: boolean): EmptyState {
  return {
    kind: 'empty',
    reason: 'not-launched',
    title: l10n.t('The stars are not running'),
    detail: l10n.t(
      'No Marathon app runs star-collect, which measures connectivity.{0}',
      withNetworks ? l10n.t(' Create the networks first, because the group’s tasks join them.') : '',
    ),
    actions: [
      ...(withNetworks ? [button('createDemoNetworks', l10n.t('Create Demo Networks'))] : []),
      button('launchGroup', l10n.t('Launch Group…')),
    ],
  };
}

/** @param apps The apps of the group, including the collector's. */
export function deploying(apps: readonly App[], deployment: Deployment | undefined): EmptyState {
  const total = apps.reduce((sum, { instances }) => sum + instances, 0);
  const done = apps.reduce((sum, { running, instances }) => sum + Math.min(running, instances), 0);
  const failure = apps.find(({ running, lastFailure }) => running === 0 && lastFailure)?.lastFailure;
  const step = deployment ? l10n.t(' Step {0} of {1}.', deployment.currentStep, deployment.totalSteps) : '';
  return {
    kind: 'empty',
    reason: 'deploying',
    title: l10n.t('Launching the stars'),
    detail: `${total === 1 ? l10n.t('{0} of 1 task is running.', done) : l10n.t('{0} of {1} tasks are running.', done, total)}${step}${
      failure ? l10n.t(' Last failure, on {0}: {1}', failure.host, failure.message) : ''
    }`,
    progress: { done, total },
    actions: failure ? [openLog()] : [],
  };
}

export function notRunning({ id }: App): EmptyState {
  return {
    kind: 'empty',
    reason: 'not-running',
    title: l10n.t('The collector is scaled to zero'),
    detail: l10n.t('The app {0} has no instances, so nothing measures connectivity.', id),
    actions: [{ id: `scaleApp ${id}`, title: l10n.t('Scale App…'), command: 'scaleApp', app: id }],
  };
}

/** Nothing is measured, and there are no workloads for which to show what policy allows. */
export const noCollector = (): EmptyState => ({
  kind: 'empty',
  reason: 'no-collector',
  title: l10n.t('There are no workloads'),
  detail: l10n.t(
    'The graph shows what policy allows between workloads. It also shows what star-collect measures, if you configure the collector’s address or a load balancer with a virtual host.',
  ),
  actions: [button('editCluster', l10n.t('Edit Cluster…'))],
});

/** The same in a Kubernetes cluster. */
export const noPods = (): EmptyState => ({
  kind: 'empty',
  reason: 'no-pods',
  title: l10n.t('There are no pods'),
  detail: l10n.t(
    'The graph shows what policy allows between pods. No pod is running in the namespaces that you are allowed to list.',
  ),
  actions: [button('refresh', l10n.t('Refresh'))],
});

export const asking = (): EmptyState => ({
  kind: 'empty',
  reason: 'asking',
  title: l10n.t('Connecting to the collector'),
  detail: l10n.t('Waiting for its first response.'),
  actions: [],
});

export function collectorBlocked(missing: MissingRule): EmptyState {
  const { name } = missing.profile;
  return {
    kind: 'empty',
    reason: 'collector-blocked',
    title: l10n.t('Policy blocks the collector'),
    detail: l10n.t(
      'Profile {0} has no inbound rule that allows connections to the collector from outside, so they are silently dropped. The missing rule:',
      name,
    ),
    rule: missing.text,
    actions: [addRule(missing, l10n.t('Add Rule to {0}', name))],
  };
}

export function collectorUnreachable(failure: Failure): EmptyState {
  return {
    kind: 'empty',
    reason: 'collector-unreachable',
    title: l10n.t('The collector is not responding'),
    detail: sentences(failure),
    actions: [openLog()],
  };
}

export function notACollector({ failure }: Extract<Observation, { state: 'not-a-collector' }>): EmptyState {
  return {
    kind: 'empty',
    reason: 'not-a-collector',
    title: l10n.t('This is not a collector'),
    detail: sentences(failure),
    actions: [openLog()],
  };
}

export const noResources = (): EmptyState => ({
  kind: 'empty',
  reason: 'no-resources',
  title: l10n.t('The collector has no targets'),
  detail: l10n.t('Its list of resources is empty. Launch it with a resources file that lists the probes.'),
  actions: [button('launchGroup', l10n.t('Launch Group…'))],
});

/** The action that shows what policy allows, where it takes long until something is measured. */
export function showAllowed({ reason }: EmptyState): readonly GraphAction[] {
  return reason === 'asking' || reason === 'connecting'
    ? []
    : [button('showAllowed', l10n.t('Show What Policy Allows'))];
}

/** Says in a graph of what policy allows why nothing is measured. Nothing if there is no collector. */
export function withoutMeasurements({ reason, title, detail, rule, actions }: EmptyState): {
  readonly banner?: Banner;
} {
  if (reason === 'no-collector' || reason === 'no-pods' || reason === 'not-launched' || reason === 'asking') return {};
  return { banner: { reason: 'no-measurements', title, detail, actions, ...(rule !== undefined && { rule }) } };
}

/** Says in a graph of what policy allows which rules it leaves out. */
export function withoutServices({ lacksServices }: { readonly lacksServices: boolean }): { readonly banner?: Banner } {
  if (!lacksServices) return {};
  return {
    banner: {
      reason: 'services-unknown',
      title: l10n.t('Rules for services are left out'),
      detail: l10n.t(
        'The endpoints of their services are not known, so more or fewer connections may be allowed than shown.',
      ),
      actions: [],
    },
  };
}

/** The panel's cluster isn't in the settings. */
export function unknownCluster(name: string): EmptyState {
  return {
    kind: 'empty',
    reason: 'unknown-cluster',
    title: l10n.t('{0} is not available', name),
    detail: l10n.t(
      'This panel shows the graph of a cluster that the settings no longer contain, or contain with other addresses.',
    ),
    actions: [button('connect', l10n.t('Connect…'))],
  };
}

/** The panel shows a local demo, which is stopped. */
export const demoStopped = (name: string): EmptyState => ({
  kind: 'empty',
  reason: 'no-cluster',
  title: l10n.t('The local demo is not running'),
  detail: l10n.t(
    'This panel shows the demo’s graph. Start it again: its state is kept unless the settings say otherwise.',
  ),
  actions: [{ ...button('connect', l10n.t('Start {0}', name)), cluster: name }],
});

function sentences({ message, advice }: Failure): string {
  return advice === undefined ? message : `${message} ${advice}`;
}
