import * as l10n from '@vscode/l10n';
import { formatTime } from '../../../base/age';
import { dataOf } from '../../../cluster/model/indexes';
import type { Snapshot, TaskState } from '../../../cluster/model/snapshot';
import { BAD, BUSY, GOOD, WARNING } from './colors';
import type { Row } from './row';

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
