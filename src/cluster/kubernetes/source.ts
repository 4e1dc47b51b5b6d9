import * as l10n from '@vscode/l10n';
import { pause } from '../../base/backoff';
import { sameJson } from '../../base/json';
import { ClusterError, isClusterError } from '../connection/errors';
import { problemOf } from '../connection/problem';
import type { Deliver, Source } from '../connection/source';
import type { Failure } from '../model/snapshot';
import type { KubernetesApi } from './api/client';
import { discover, type ServedApis } from './api/discovery';
import { ListFollower, POLL } from './follower';
import type { StoredObject } from './objects';
import type { ResourceName, ServedResource } from './resources';

/** Everything that is read of a cluster. Parts that have not changed are the same as before. */
export interface KubernetesData {
  readonly apis: ServedApis;
  /** The objects of every resource that the server has, in the order in which they were first seen. */
  readonly objects: ReadonlyMap<ResourceName, readonly StoredObject[]>;
}

export interface KubernetesSourceOptions {
  /** The namespaces to read. Needed by those who may not list the objects of all. Defaults to all. */
  readonly namespaces?: readonly string[];
  /** What the server was just found to have, so that it need not be asked again at first. */
  readonly apis?: ServedApis;
}

/** Milliseconds during which changes are collected. */
const GATHER = 20;

/** Milliseconds of silence after which the server is asked whether it is still there, and between two looks. */
const LISTEN = 5_000;

/** Milliseconds between two looks at what the server has: custom resources come and go. */
const REDISCOVER = 60_000;

/**
 * Follows all objects of a cluster that policy depends on. A resource that can't be read affects only itself and is
 * reported as a problem. The source fails if the server can't be had, or none of the resources.
 */
export class KubernetesSource implements Source<KubernetesData> {
  /** Kept between two times of following, so that these go on where they stopped. */
  readonly #followers = new Map<string, ListFollower>();
  readonly #lists = new Map<ResourceName, List>();
  #discovered: ServedApis | undefined;
  #changed: () => void = () => undefined;
  #vanished: () => void = () => undefined;

  constructor(
    private readonly api: KubernetesApi,
    private readonly options: KubernetesSourceOptions = {},
  ) {
    this.#discovered = options.apis;
  }

  /** Delivers everything once all resources have answered, and again after changes. */
  async follow(deliver: Deliver<KubernetesData>, signal: AbortSignal): Promise<void> {
    const end = new AbortController();
    const either = AbortSignal.any([signal, end.signal]);
    let fail: (error: unknown) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (fail = reject));
    // Nothing awaits it while the APIs are asked for.
    failed.catch(() => undefined);
    try {
      const running = new Following(this.api, this.#discovered ?? (await discover(this.api, signal)));
      this.#discovered = undefined;
      let pending: NodeJS.Timeout | undefined;
      const publish = () => {
        pending = undefined;
        if (either.aborted) return;
        // Nothing catches errors thrown by a timer.
        try {
          this.#publish(running, deliver);
        } catch (error) {
          fail(error);
        }
      };
      this.#changed = () => {
        pending ??= setTimeout(publish, GATHER);
      };
      const start = () => this.#start(running, either, fail);
      start();
      await Promise.race([failed, this.#rediscover(running, start, either), this.#listen(either)]);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#changed = () => undefined;
      end.abort();
    }
  }

  /** Starts to follow what the server has, and ends following what it has no more. */
  #start(running: Following, signal: AbortSignal, fail: (error: unknown) => void): void {
    const wanted = new Map<string, readonly [ServedResource, string | undefined]>();
    for (const resource of running.apis.resources.values()) {
      const { type, apiVersion, name } = resource;
      const isSplit = type.isNamespaced || type.kind === 'Namespace';
      for (const namespace of isSplit ? (this.options.namespaces ?? [undefined]) : [undefined])
        wanted.set(`${name} ${apiVersion} ${namespace ?? ''}`, [resource, namespace]);
    }
    for (const key of [...this.#followers.keys()].filter((known) => !wanted.has(known))) {
      running.stop(key);
      this.#followers.delete(key);
    }
    for (const [key, [resource, namespace]] of wanted) {
      let follower = this.#followers.get(key);
      if (!follower) {
        const events = { changed: () => this.#changed(), vanished: () => this.#vanished() };
        this.#followers.set(key, (follower = new ListFollower(this.api, resource, namespace, events)));
      }
      running.start(key, follower, signal, fail);
    }
  }

  /** Looks regularly, and when a resource has vanished, at what the server has. */
  async #rediscover(running: Following, start: () => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const vanished = new AbortController();
      this.#vanished = () => vanished.abort();
      await pause(REDISCOVER, AbortSignal.any([signal, vanished.signal]));
      if (isOver(signal)) return;
      // The lists notice themselves if the server can't be had.
      const apis = await discover(this.api, signal).catch(() => undefined);
      if (!apis || sameApis(apis, running.apis)) continue;
      running.apis = apis;
      start();
      this.#changed();
    }
  }

  /** Notices within seconds that the connection is dead, which the watches alone would not for minutes. */
  async #listen(signal: AbortSignal): Promise<void> {
    while (await pause(LISTEN, signal)) if (this.api.silence > LISTEN) await this.api.ping(signal);
  }

  #publish(running: Following, deliver: Deliver<KubernetesData>): void {
    const followers = [...this.#followers.values()];
    if (!followers.every(({ isSettled }) => isSettled)) return;
    const [first] = followers;
    if (first?.failure !== undefined && followers.every(({ failure }) => failure !== undefined))
      throw advised(first.failure, first);
    const objects = new Map<ResourceName, readonly StoredObject[]>();
    for (const name of running.apis.resources.keys()) {
      const of = followers.filter(({ resource }) => resource.name === name);
      const state = of
        .map(({ resource, namespace, revision }) => `${resource.apiVersion} ${namespace ?? ''} ${revision}`)
        .join();
      let list = this.#lists.get(name);
      if (list?.state !== state) {
        list = { state, objects: of.flatMap((follower) => [...follower.objects]) };
        this.#lists.set(name, list);
      }
      objects.set(name, list.objects);
    }
    deliver({ apis: running.apis, objects }, [...running.apis.problems, ...followers.flatMap(problemsOf)]);
  }
}

/** The type checker assumes that a signal that had not aborted a moment ago never will. */
function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}

/** The objects of a resource, and the state of its followers that they show. */
interface List {
  readonly state: string;
  readonly objects: readonly StoredObject[];
}

/** The followers that run, each of which can be ended alone. */
class Following {
  readonly #ends = new Map<string, AbortController>();

  constructor(
    readonly api: KubernetesApi,
    public apis: ServedApis,
  ) {}

  start(key: string, follower: ListFollower, signal: AbortSignal, fail: (error: unknown) => void): void {
    if (this.#ends.has(key)) return;
    const end = new AbortController();
    this.#ends.set(key, end);
    follower.follow(AbortSignal.any([signal, end.signal])).catch(fail);
  }

  stop(key: string): void {
    this.#ends.get(key)?.abort();
    this.#ends.delete(key);
  }
}

function sameApis(a: ServedApis, b: ServedApis): boolean {
  return sameJson(summaryOf(a), summaryOf(b));
}

function summaryOf({ version, resources, calico, problems }: ServedApis): unknown {
  return [
    version ?? '',
    calico,
    problems.map(({ message }) => message),
    [...resources.values()].map(({ name, apiVersion, verbs }) => [name, apiVersion, [...verbs].sort()]),
  ];
}

function problemsOf(follower: ListFollower): readonly Failure[] {
  const { resource, failure, deafness, tooDeep } = follower;
  const { name } = resource;
  const unread =
    tooDeep === 0
      ? []
      : [
          {
            kind: 'unexpected-answer' as const,
            message:
              tooDeep === 1
                ? l10n.t('One object of {0} can’t be read.', name)
                : l10n.t('{0} objects of {1} can’t be read.', tooDeep, name),
          },
        ];
  if (failure !== undefined) return [...unread, withAdvice(problemOf(failure, consequence(resource)), follower)];
  if (deafness === undefined) return unread;
  return [...unread, problemOf(deafness, l10n.t('Changes of {0} are seen every {1} s.', name, POLL / 1_000))];
}

function withAdvice(problem: Failure, follower: ListFollower): Failure {
  return problem.kind === 'forbidden' ? { ...problem, advice: adviceFor(follower) } : problem;
}

function advised(error: unknown, follower: ListFollower): unknown {
  return isClusterError(error) && error.kind === 'forbidden'
    ? new ClusterError(error.kind, error.message, adviceFor(follower), error.detail, { cause: error })
    : error;
}

/** Those who may not list the objects of all namespaces may be able to list those of some. */
function adviceFor({ resource: { name, type }, namespace }: ListFollower): string {
  if (namespace !== undefined && type.kind === 'Namespace')
    return l10n.t('Ask an administrator for the right to list and watch the namespace {0}.', namespace);
  if (namespace !== undefined)
    return l10n.t('Ask an administrator for the right to list and watch {0} in the namespace {1}.', name, namespace);
  return type.isNamespaced || type.kind === 'Namespace'
    ? l10n.t(
        'Ask an administrator for the right to list and watch {0}, or name the namespaces that you may read under “namespaces” of this cluster in your settings.',
        name,
      )
    : l10n.t('Ask an administrator for the right to list and watch {0}.', name);
}

function consequence({ name, type }: ServedResource): string {
  return type.role === 'policy' || type.role === 'set'
    ? l10n.t('What {0} decide is not taken into account.', name)
    : l10n.t('{0} are not shown, or not their current state.', name);
}
