import type { Effect } from '../../cluster/analysis/policy-impact';
import { Emitter, type Disposable } from '../../base/emitter';
import { finished, inSlices } from '../../base/time-slices';
import type { ClusterSession, Connection } from '../../cluster/connection/session';
import type { Sessions } from '../../cluster/connection/sessions';
import { dataOf } from '../../cluster/model/indexes';
import type { Part, PolicyData, Snapshot } from '../../cluster/model/snapshot';
import type { Draft } from './draft';

/** A draft and its effect on the current state of its cluster. */
export interface Preview {
  readonly draft: Draft;
  /** The cluster's session. */
  readonly session: PreviewedSession;
  readonly effect: Effect;
}

/** The session of a cluster with drafts. */
type PreviewedSession = Pick<ClusterSession, 'connection' | 'snapshot'>;

/** A draft, with its preview once that was requested. */
interface PreviewEntry {
  readonly draft: Draft;
  readonly session: PreviewedSession | undefined;
  /** The last one that was calculated: perhaps of an earlier draft of the owner, or of an earlier state. */
  preview: Preview | undefined;
  isCurrent: boolean;
  /** Ends the calculation in slices, if one runs. */
  calculation: AbortController | undefined;
}

/** The number of endpoints up to which effects are calculated at once, which takes no longer than a slice. */
const SMALL = 500;

/** Calico's first data model has a preview in the midst of what a person types, and its clusters are smaller. */
function isLarge({ policy }: Snapshot): boolean {
  const data = dataOf(policy);
  return data?.resources !== undefined && data.endpoints.length > SMALL;
}

/**
 * Calculates what the pending drafts would open and close. The most recently changed draft is current. When it is
 * withdrawn, the previous one becomes current again. Follows changes of the clusters.
 *
 * In large clusters, the calculation takes place in slices, and another draft of the owner ends it. Until it is done, the
 * owner's last preview stays.
 */
export class Previews implements Disposable {
  readonly #changed: Emitter<Preview | undefined>;
  /** Fires with the new current preview, or undefined if there is none. */
  readonly onDidChange: Emitter<Preview | undefined>['event'];
  /** By owner, the most recent last. */
  readonly #drafts = new Map<object, PreviewEntry>();
  readonly #policies = new WeakMap<PreviewedSession, Part<PolicyData> | undefined>();
  readonly #subscription: Disposable;
  #current: Preview | undefined;

  /**
   * @param report Called with errors thrown by listeners.
   * @param inSlicesFor Whether a cluster is so large that effects are calculated in slices.
   */
  constructor(
    private readonly sessions: Pick<Sessions, 'all' | 'current' | 'onDidChange'>,
    private readonly report: (error: unknown) => void,
    private readonly inSlicesFor = isLarge,
  ) {
    this.#changed = new Emitter(report);
    this.onDidChange = this.#changed.event;
    this.#subscription = sessions.onDidChange((session) => {
      const policy = session.snapshot?.policy;
      if (this.#policies.get(session) === policy) return;
      this.#policies.set(session, policy);
      const drafts = [...this.#drafts.values()].filter((entry) => entry.session === session);
      for (const entry of drafts) {
        endCalculation(entry);
        entry.isCurrent = false;
        if (!session.snapshot) entry.preview = undefined;
      }
      if (drafts.length > 0) this.#update();
    });
  }

  get current(): Preview | undefined {
    return this.#current;
  }

  /** Returns the preview of an owner's draft, whether or not it is the current one. */
  of(owner: object): Preview | undefined {
    const entry = this.#drafts.get(owner);
    return entry && this.#previewOf(entry);
  }

  /** Returns the preview of the latest draft in the cluster of a connection. */
  currentIn(connection: Connection): Preview | undefined {
    const latest = [...this.#drafts.values()].findLast(({ session }) => session?.connection === connection);
    return latest && this.#previewOf(latest);
  }

  /** Replaces the owner's draft. @param connection That of its cluster, by default the current one. */
  show(owner: object, draft: Draft, connection?: Connection): void {
    const session = this.sessions.all.find((known) => known.connection === connection) ?? this.sessions.current;
    const before = this.#drafts.get(owner);
    if (before) endCalculation(before);
    const preview = before?.session === session ? before?.preview : undefined;
    this.#drafts.delete(owner);
    this.#drafts.set(owner, { draft, session, preview, isCurrent: false, calculation: undefined });
    if (session) this.#policies.set(session, session.snapshot?.policy);
    this.#update();
  }

  /** Withdraws the owner's draft. */
  hide(owner: object): void {
    const entry = this.#drafts.get(owner);
    if (!entry) return;
    endCalculation(entry);
    this.#drafts.delete(owner);
    this.#update();
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const entry of this.#drafts.values()) endCalculation(entry);
    this.#changed.dispose();
  }

  #previewOf(entry: PreviewEntry): Preview | undefined {
    const snapshot = entry.session?.snapshot;
    if (entry.isCurrent || entry.calculation || !snapshot) return entry.preview;
    const work = entry.draft.calculate(snapshot);
    if (!this.inSlicesFor(snapshot)) this.#put(entry, finished(work));
    else this.#calculate(entry, work).catch(this.report);
    return entry.preview;
  }

  async #calculate(entry: PreviewEntry, work: Generator<undefined, Effect | undefined>): Promise<void> {
    const end = new AbortController();
    entry.calculation = end;
    try {
      const effect = await inSlices(work, end.signal);
      if (end.signal.aborted) return;
      this.#put(entry, effect);
    } finally {
      if (entry.calculation === end) entry.calculation = undefined;
    }
    this.#update();
  }

  #put(entry: PreviewEntry, effect: Effect | undefined): void {
    const { draft, session } = entry;
    entry.isCurrent = effect !== undefined;
    entry.preview = session && effect && { draft, session, effect };
  }

  #update(): void {
    const latest = [...this.#drafts.values()].at(-1);
    this.#current = latest && this.#previewOf(latest);
    this.#changed.fire(this.#current);
  }
}

function endCalculation(entry: PreviewEntry): void {
  entry.calculation?.abort();
  entry.calculation = undefined;
}
