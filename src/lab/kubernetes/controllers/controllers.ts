import type { Store } from '../store/store';
import { collectGarbage, reconcileNamespaces } from './cleaning';
import { schedule } from './nodes';
import { reconcileServices } from './services';
import { reconcileDeployments, reconcileReplicaSets } from './workloads';
import { Writer } from './writer';

/** How often the controllers may act on their own changes before they wait for others. */
const MOST_ROUNDS = 20;

/** Runs all controllers after every change, until nothing is left to do. Returns a function that stops them. */
export function runControllers(store: Store): () => void {
  const manager = new Writer(store, 'kube-controller-manager');
  const scheduler = new Writer(store, 'kube-scheduler');
  let timer: NodeJS.Immediate | undefined;
  const run = (): void => {
    timer = undefined;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const { revision } = store;
      collectGarbage(manager);
      reconcileNamespaces(manager);
      reconcileDeployments(manager);
      reconcileReplicaSets(manager);
      schedule(scheduler);
      reconcileServices(manager);
      if (store.revision !== revision) continue;
      // Their own changes woke them, and are dealt with.
      clearImmediate(timer);
      timer = undefined;
      return;
    }
  };
  const wake = (): void => {
    timer ??= setImmediate(run);
  };
  const stop = store.onChange(wake);
  wake();
  return () => {
    stop();
    clearImmediate(timer);
  };
}
