import * as l10n from '@vscode/l10n';
import { isClusterError } from '../connection/errors';
import { problemOf } from '../connection/problem';
import type { App, Deployment, Failure, MarathonData, Pod } from '../model/snapshot';
import {
  appsAnswer,
  deploymentsAnswer,
  groupAnswer,
  groupIds,
  infoAnswer,
  podsAnswer,
  toApps,
  toDeployment,
  toDeployments,
  toPods,
} from './answers';
import type { MarathonApi } from './api';
import { OptionalRequest, type Answered } from './optional-request';

const EMBED = ['apps.tasks', 'apps.counts', 'apps.deployments', 'apps.lastTaskFailure'];

/** Maximum number of items named in a problem. */
const NAMED = 5;

/** What the snapshot contains from Marathon, and the problems of unavailable parts. */
export interface Loaded {
  readonly data: MarathonData;
  readonly problems: readonly Failure[];
}

/** Reads Marathon. Only the list of apps is required; other failures are reported as problems. */
export class MarathonLoader {
  readonly #info: OptionalRequest<string>;
  readonly #groups: OptionalRequest<readonly string[]>;
  readonly #deployments: OptionalRequest<readonly unknown[]>;
  readonly #pods: OptionalRequest<readonly unknown[]>;

  constructor(private readonly api: MarathonApi) {
    this.#info = new OptionalRequest(async (signal) => (await api.get('/v2/info', infoAnswer, signal)).version);
    this.#groups = new OptionalRequest(async (signal) => groupIds(await api.get('/v2/groups', groupAnswer, signal)));
    this.#deployments = new OptionalRequest((signal) => api.get('/v2/deployments', deploymentsAnswer, signal));
    this.#pods = new OptionalRequest((signal) => api.get('/v2/pods', podsAnswer, signal));
  }

  /** @throws ClusterError if the apps can't be read. */
  async load(signal?: AbortSignal): Promise<Loaded> {
    const [listed, info, groups, deployments, pods] = await Promise.all([
      this.api.get('/v2/apps', appsAnswer, signal, { params: { embed: EMBED } }),
      this.#info.ask(signal),
      this.#groups.ask(signal),
      this.#deployments.ask(signal),
      this.#pods.ask(signal),
    ]);
    const unreadable: string[] = [];
    const note = (what: string) => unreadable.push(what);
    const apps = toApps(listed.apps, note);
    const pod = 'value' in pods ? toPods(pods.value, note) : [];
    const running: readonly Deployment[] =
      'value' in deployments ? toDeployments(deployments.value, note).map(toDeployment) : [];
    return {
      data: {
        ...('value' in info && { version: info.value }),
        apps,
        groups: 'value' in groups ? groups.value : groupsOf([...apps, ...pod]),
        deployments: running,
        ...(pod.length > 0 && { pods: pod }),
      },
      problems: [
        ...lossOf(info, l10n.t('Its version is unknown, so features are detected instead.')),
        ...lossOf(groups, l10n.t('Groups are derived from their apps.')),
        ...lossOf(deployments, l10n.t('Deployments are not shown.')),
        ...(isWithoutPods(pods) ? [] : lossOf(pods, l10n.t('Pods are not shown.'))),
        ...oddities(unreadable),
      ],
    };
  }
}

function lossOf(answered: Answered<unknown>, consequence: string): readonly Failure[] {
  return 'error' in answered ? [problemOf(answered.error, consequence)] : [];
}

/** Pods exist from 1.4 on. Earlier versions answer with a page, with 405 or with 500. */
function isWithoutPods(pods: Answered<unknown>): boolean {
  return (
    'error' in pods &&
    isClusterError(pods.error) &&
    !['unauthorized', 'forbidden', 'timeout', 'unreachable'].includes(pods.error.kind)
  );
}

/** Derives the groups from apps and pods, for when the list of groups is unavailable. */
function groupsOf(things: readonly Pick<App | Pod, 'id'>[]): readonly string[] {
  const groups = new Set<string>();
  for (const { id } of things) {
    for (let end = id.lastIndexOf('/'); end > 0; end = id.lastIndexOf('/', end - 1)) groups.add(id.slice(0, end));
  }
  return [...groups].sort();
}

function oddities(unreadable: readonly string[]): readonly Failure[] {
  if (unreadable.length === 0) return [];
  const more = unreadable.length > NAMED ? l10n.t(', and {0} more', unreadable.length - NAMED) : '';
  return [
    {
      kind: 'unexpected-answer',
      message: l10n.t(
        'Marathon returned definitions that can’t be read: {0}{1}. Everything else is shown.',
        unreadable.slice(0, NAMED).join(', '),
        more,
      ),
    },
  ];
}
