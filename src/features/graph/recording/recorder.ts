import { dataOf, networksOf } from '../../../cluster/model/indexes';
import type { PolicyData } from '../../../cluster/model/snapshot';
import type { GraphConnection } from '../state/model';
import type { GraphState } from '../protocol/state';
import { Recording } from './recording';
import { ruleChanges } from './rule-changes';

/** Maximum number of clusters whose recordings are kept. */
const CLUSTERS = 3;

interface Followed {
  readonly recording: Recording;
  policy: PolicyData | undefined;
}

/** Records the graphs of the clusters that tabs show. */
export class Recorder {
  readonly #followed = new Map<string, Followed>();

  /** Returns the recording of a cluster, if any. @param id The cluster's identity. */
  of(id: string | undefined): Recording | undefined {
    return id === undefined ? undefined : this.#followed.get(id)?.recording;
  }

  /** Records a graph. @param id The cluster's identity. @param now Milliseconds since the epoch. */
  see(id: string, connection: GraphConnection, state: GraphState, now: number): void {
    if (connection.state !== 'connected') {
      this.pause();
      return;
    }
    const followed = this.#follow(id, connection.name);
    const { recording } = followed;
    if (state.kind === 'graph') recording.see(state, now);
    else recording.pause();
    const policy = dataOf(connection.snapshot.policy);
    if (!policy || policy === followed.policy) return;
    if (followed.policy)
      recording.mark({
        at: Math.min(now, connection.policySince),
        changes: ruleChanges(followed.policy, policy, networksOf(connection.snapshot)),
      });
    followed.policy = policy;
  }

  /** Interrupts the recording, because no tab shows a graph. */
  pause(): void {
    for (const { recording } of this.#followed.values()) recording.pause();
  }

  #follow(id: string, name: string): Followed {
    let followed = this.#followed.get(id);
    if (!followed) {
      followed = { recording: new Recording(name), policy: undefined };
      this.#followed.set(id, followed);
      const [oldest] = this.#followed.keys();
      if (this.#followed.size > CLUSTERS && oldest !== undefined) this.#followed.delete(oldest);
    }
    return followed;
  }
}
