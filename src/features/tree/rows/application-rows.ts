import * as l10n from '@vscode/l10n';
import { podCount } from '../../../app/text/counts';
import { formatTime } from '../../../base/age';
import { dataOf } from '../../../cluster/model/indexes';
import type { App, Snapshot, TaskState } from '../../../cluster/model/snapshot';
import { shortName } from '../../../cluster/model/workload-naming';
import { BAD, BUSY, GOOD, WARNING } from './colors';
import type { Row } from './row';

/** The row of a group: running and wanted instances, and its pods. */
export function groupRow(id: string, snapshot: Snapshot): Row | undefined {
  const marathon = dataOf(snapshot.marathon);
  if (!marathon?.groups.includes(id)) return undefined;
  const apps = marathon.apps.filter((app) => app.id.startsWith(`${id}/`));
  const pods = (marathon.pods ?? []).filter((pod) => pod.id.startsWith(`${id}/`)).length;
  const running = apps.reduce((sum, app) => sum + app.running, 0);
  const wanted = apps.reduce((sum, app) => sum + app.instances, 0);
  const deploying =
    marathon.deployments.some(({ affectedApps, affectedPods = [] }) =>
      [...affectedApps, ...affectedPods].some((affected) => affected.startsWith(`${id}/`)),
    ) || apps.some(({ deployments }) => deployments.length > 0);
  const parts = [
    ...(deploying ? [l10n.t('deploying')] : []),
    ...(apps.length > 0 || pods === 0 ? [l10n.t('{0} of {1} running', running, wanted)] : []),
    ...(pods > 0 ? [podCount(pods)] : []),
  ];
  return {
    label: id,
    description: parts.join(', '),
    icon: deploying ? 'sync~spin' : 'folder',
    ...(deploying && { color: BUSY }),
    expand: 'expanded',
  };
}

/** The row of an app: running instances, and why some don't run. */
export function appRow(app: App): Row {
  const deploying = app.deployments.length > 0;
  const healthy = app.running >= app.instances;
  return {
    label: shortName(app.id),
    description:
      app.staged > 0
        ? l10n.t('{0} of {1} running, {2} starting', app.running, app.instances, app.staged)
        : l10n.t('{0} of {1} running', app.running, app.instances),
    tooltip: [
      app.id,
      ...(app.image === undefined ? [] : [l10n.t('Image {0}', app.image)]),
      ...(app.networks.length > 0 ? [l10n.t('Network {0}', app.networks.join(', '))] : []),
      ...(app.lastFailure && !healthy
        ? [
            l10n.t(
              'Last failure on {0}: {1} ({2})',
              app.lastFailure.host,
              app.lastFailure.message,
              app.lastFailure.state,
            ),
          ]
        : []),
    ],
    icon: deploying ? 'sync~spin' : healthy ? 'package' : 'warning',
    ...(deploying ? { color: BUSY } : healthy ? {} : { color: WARNING }),
    expand: app.tasks.length > 0 ? 'collapsed' : 'none',
  };
}

/** The row of a pod (Marathon 1.4 or later): several containers that run as a unit. */
export function podRow(id: string, snapshot: Snapshot): Row | undefined {
  const pod = dataOf(snapshot.marathon)?.pods?.find((candidate) => candidate.id === id);
  if (!pod) return undefined;
  const wanted =
    pod.instances === undefined
      ? ''
      : pod.instances === 1
        ? l10n.t(', 1 instance')
        : l10n.t(', {0} instances', pod.instances);
  return {
    label: shortName(id),
    description: `pod${wanted}`,
    tooltip: [
      l10n.t('Pod {0}', id),
      ...(pod.containers.length > 0 ? [l10n.t('Containers {0}', pod.containers.join(', '))] : []),
      ...(pod.networks.length > 0 ? [l10n.t('Network {0}', pod.networks.join(', '))] : []),
    ],
    icon: 'layers',
    expand: 'none',
  };
}

/** The row of a deployment: its step and actions. */
export function deploymentRow(id: string, snapshot: Snapshot): Row | undefined {
  const deployment = dataOf(snapshot.marathon)?.deployments.find((candidate) => candidate.id === id);
  if (!deployment) return undefined;
  const affected = [
    ...deployment.affectedApps,
    ...(deployment.affectedPods ?? []).map((pod) => l10n.t('the pod {0}', pod)),
  ];
  return {
    label: l10n.t('Deploying, step {0} of {1}', deployment.currentStep, deployment.totalSteps),
    ...(deployment.actions.length > 0 && { description: deployment.actions.join(', ') }),
    tooltip: [l10n.t('Deployment {0}', id), l10n.t('Affects {0}', affected.join(', '))],
    icon: 'sync~spin',
    color: BUSY,
    expand: 'none',
  };
}

interface TaskIcon {
  readonly icon: string;
  readonly color?: string;
}

const STARTING: TaskIcon = { icon: 'loading~spin', color: BUSY };
const FAILED: TaskIcon = { icon: 'error', color: BAD };
const GONE: TaskIcon = { icon: 'debug-disconnect', color: BAD };

const ICONS: Readonly<Record<TaskState, TaskIcon>> = {
  staging: STARTING,
  starting: STARTING,
  running: { icon: 'vm-running', color: GOOD },
  killing: { icon: 'loading~spin', color: WARNING },
  killed: { icon: 'circle-slash' },
  finished: { icon: 'pass' },
  failed: FAILED,
  error: FAILED,
  dropped: FAILED,
  // Its agent doesn't answer. The task may still run, but Mesos can't know.
  unreachable: { icon: 'debug-disconnect', color: WARNING },
  lost: GONE,
  gone: GONE,
  unknown: { icon: 'question', color: WARNING },
};

/** The row of a task: its addresses, and its state in Mesos. */
export function taskRow(id: string, snapshot: Snapshot, now: number): Row | undefined {
  const task = dataOf(snapshot.marathon)
    ?.apps.flatMap(({ tasks }) => tasks)
    .find((candidate) => candidate.id === id);
  if (!task) return undefined;
  const { state, addresses, host, startedAt } = task;
  const starting = state === 'staging' || state === 'starting';
  return {
    label: addresses.join(', ') || (starting ? l10n.t('no address yet') : l10n.t('no address')),
    description: host === '' ? state : l10n.t('{0} on {1}', state, host),
    tooltip: [
      l10n.t('Task {0}', id),
      ...(state === 'unreachable' ? [l10n.t('Its agent is not responding, so its state is unknown.')] : []),
      ...(startedAt === undefined ? [] : [l10n.t('Started at {0}', formatTime(Date.parse(startedAt), now))]),
    ],
    ...ICONS[state],
    expand: 'none',
  };
}
