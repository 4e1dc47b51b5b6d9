import * as l10n from '@vscode/l10n';
import type { StoredResource } from '../../policy/resources';
import type { DockerClient } from '../docker/client';
import type { RestoredText, TextChange, TextObject } from '../etcd/change';
import type { CalicoDatastore } from '../etcd/datastore';
import type { TextReplacement } from '../etcd/texts';
import type { MarathonClient } from '../marathon/client';
import type { MarathonSource } from '../marathon/source';
import type { ContextChange } from '../kubernetes';
import type { Disposable, Emitter } from '../../base/emitter';
import { ClusterError } from './errors';
import type { Rights } from './rights';
import type { ClusterSources } from './store';
import type { WriteGuard } from './write-guard';

/** The result of a replacement. `stored` returns the object as it is stored now, if it still is as written. */
export type Replaced =
  | { readonly kind: 'done'; readonly stored?: () => Promise<StoredResource | undefined> }
  | Extract<RestoredText, { readonly kind: 'moved-on' }>;

/** Where objects that are one text each are written. All methods throw {@link ClusterError}. */
export interface ObjectStore {
  /** Fires after each change written by this client, not for changes by others. */
  readonly onDidWrite: Emitter<TextChange>['event'];
  /** How many objects can change at one moment, so that no one sees some of them without the others. */
  readonly mostAtOnce: number;
  /** Returns the current text of an object, read now; undefined if there is none. */
  present(object: TextObject, signal?: AbortSignal): Promise<string | undefined>;
  /**
   * Replaces `expected` with `wanted` if the object still is as expected. undefined means no such object.
   * @param options.revision The revision that it must have, too.
   */
  replace(
    object: TextObject,
    expected: string | undefined,
    wanted: string | undefined,
    options?: {
      /** The ID of the recorded change that this undoes, for the history. */
      readonly undoes?: string;
      readonly signal?: AbortSignal;
      readonly revision?: string | undefined;
    },
  ): Promise<Replaced>;
  /** Makes several replacements at one moment, or none of them if one of the objects is not as expected. */
  replaceAll(verb: string, replacements: readonly TextReplacement[], signal?: AbortSignal): Promise<boolean>;
}

/** The clients of a cluster, and the sources that its store follows. */
export interface OpenCluster {
  readonly objects: ObjectStore;
  /** What the person may change; absent where nobody tells. */
  readonly rights?: Rights;
  /** Calico's data in etcd; absent in Kubernetes. */
  readonly datastore?: CalicoDatastore;
  readonly marathon?: { readonly client: MarathonClient; readonly source: MarathonSource };
  /** Empty if no Docker host is configured. */
  readonly docker: readonly DockerClient[];
  readonly sources: ClusterSources;
  /** Reports when the context that the cluster was opened by changes or disappears; absent without a kubeconfig. */
  readonly followContext?: (report: (change: ContextChange) => void) => Disposable;
  /** Checks every write. */
  readonly guard: WriteGuard;
  close(): void;
}

/**
 * Returns the datastore of a cluster with etcd.
 * @throws ClusterError for a cluster of Kubernetes.
 */
export function datastoreOf({ datastore }: Pick<OpenCluster, 'datastore'>): CalicoDatastore {
  if (datastore) return datastore;
  throw new ClusterError(
    'invalid',
    l10n.t('This is a Kubernetes cluster, which has no profiles of Calico on Mesos.'),
    l10n.t('Create a policy instead, or connect to a cluster with etcd.'),
  );
}
