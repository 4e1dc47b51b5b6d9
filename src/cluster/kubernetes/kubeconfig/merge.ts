import * as l10n from '@vscode/l10n';
import type { KubeContext } from './context';
import type { ContextEntry, Entry, KubeFile } from './parse';

/** The contexts of one or more kubeconfig files. */
export interface Kubeconfig {
  /** In the order of the files. */
  readonly contexts: readonly KubeContext[];
  /** The name of the current context. May name none of the contexts. */
  readonly current?: string;
  readonly problems: readonly KubeconfigProblem[];
}

/** Why a file or one of its contexts can't be used, as a sentence for the person. */
export interface KubeconfigProblem {
  readonly file: string;
  /** The unusable context; undefined if it is about the file. */
  readonly context?: string;
  readonly message: string;
}

interface Found<T> {
  readonly entry: Entry<T>;
  readonly file: string;
}

/**
 * Merges files as kubectl does: of equal names the first file's entry counts, as a whole, and so does the first current
 * context (client-go's `clientcmd`).
 */
export function mergeKubeconfigs(files: readonly KubeFile[]): Kubeconfig {
  const clusters = firstOf(files, ({ clusters }) => clusters);
  const users = firstOf(files, ({ users }) => users);
  const contexts: KubeContext[] = [];
  const problems: KubeconfigProblem[] = files.flatMap(({ path: file, problems: found }) =>
    found.map((message) => ({ file, message })),
  );
  for (const [name, { entry, file }] of firstOf(files, ({ contexts: named }) => named)) {
    const context = contextOf(name, file, entry);
    if (typeof context === 'string') problems.push({ file, context: name, message: context });
    else contexts.push(context);
  }
  const current = files.find((file) => file.current !== undefined)?.current;
  return { contexts, ...(current !== undefined && { current }), problems };

  function contextOf(name: string, file: string, entry: Entry<ContextEntry>): KubeContext | string {
    if ('problem' in entry) return entry.problem;
    const { cluster, user, namespace } = entry.value;
    const where = clusters.get(cluster);
    if (!where) return l10n.t('Its cluster “{0}” does not exist.', cluster);
    if ('problem' in where.entry) return l10n.t('Its cluster “{0}” can’t be used: {1}', cluster, where.entry.problem);
    // Without a user, requests are anonymous.
    const who = user === '' ? undefined : users.get(user);
    if (!who && user !== '') return l10n.t('Its user “{0}” does not exist.', user);
    if (who && 'problem' in who.entry) return l10n.t('Its user “{0}” can’t be used: {1}', user, who.entry.problem);
    return {
      name,
      cluster: where.entry.value,
      user: who && 'value' in who.entry ? who.entry.value : { name: '' },
      ...(namespace !== undefined && { namespace }),
      file,
    };
  }
}

function firstOf<T>(
  files: readonly KubeFile[],
  of: (file: KubeFile) => ReadonlyMap<string, Entry<T>>,
): ReadonlyMap<string, Found<T>> {
  const found = new Map<string, Found<T>>();
  for (const file of files) {
    for (const [name, entry] of of(file)) if (!found.has(name)) found.set(name, { entry, file: file.path });
  }
  return found;
}
