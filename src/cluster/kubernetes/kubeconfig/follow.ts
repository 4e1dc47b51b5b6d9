import { isDeepStrictEqual } from 'node:util';
import type { Disposable } from '../../../base/emitter';
import type { KubeContext } from './context';
import { readKubeconfig, watchKubeconfig, type KubeconfigPlace } from './files';

/** What became of a context that a cluster was connected by. */
export type ContextChange = 'changed' | 'gone';

/**
 * Reports when a context is no longer the one in use: its server or its credentials changed, or it is gone. Each state
 * is reported once.
 */
export function followContext(
  place: KubeconfigPlace,
  used: KubeContext,
  report: (change: ContextChange) => void,
): Disposable {
  let ended = false;
  let reported: ContextChange | undefined;
  const look = async () => {
    const { contexts, problems } = await readKubeconfig(place);
    const now = contexts.find(({ name }) => name === used.name);
    // A file that is being written, or has a mistake, says nothing.
    if (ended || (!now && problems.length > 0)) return;
    const isSame = now && isDeepStrictEqual([now.cluster, now.user], [used.cluster, used.user]);
    const change = isSame ? undefined : now ? 'changed' : 'gone';
    if (change !== undefined && change !== reported) report(change);
    reported = change;
  };
  const watch = watchKubeconfig(place, () => void look());
  return {
    dispose: () => {
      ended = true;
      watch.dispose();
    },
  };
}
