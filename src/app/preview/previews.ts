import type { Effect } from '../../cluster/analysis/policy-impact';
import { Emitter, type Disposable } from '../../base/emitter';
import type { ClusterSession, Connection } from '../../cluster/connection/session';
import type { Sessions } from '../../cluster/connection/sessions';
import type { Part, PolicyData } from '../../cluster/model/snapshot';
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
  preview: Preview | undefined;
}

/**
 * Calculates what the pending drafts would open and close. The most recently changed draft is current. When it is
 * withdrawn, the previous one becomes current again. Follows changes of the clusters.
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

  /** @param report Called with errors thrown by listeners. */
  constructor(
    private readonly sessions: Pick<Sessions, 'all' | 'current' | 'onDidChange'>,
    report: (error: unknown) => void,
  ) {
    this.#changed = new Emitter(report);
    this.onDidChange = this.#changed.event;
    this.#subscription = sessions.onDidChange((session) => {
      const policy = session.snapshot?.policy;
      if (this.#policies.get(session) === policy) return;
      this.#policies.set(session, policy);
      const drafts = [...this.#drafts.values()].filter((entry) => entry.session === session);
      for (const entry of drafts) entry.preview = undefined;
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
    this.#drafts.delete(owner);
    this.#drafts.set(owner, { draft, session, preview: undefined });
    if (session) this.#policies.set(session, session.snapshot?.policy);
    this.#update();
  }

  /** Withdraws the owner's draft. */
  hide(owner: object): void {
    if (this.#drafts.delete(owner)) this.#update();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #previewOf(entry: PreviewEntry): Preview | undefined {
    const { draft, session } = entry;
    const effect = session?.snapshot && !entry.preview ? draft.effectIn(session.snapshot) : undefined;
    if (session && effect) entry.preview = { draft, session, effect };
    return entry.preview;
  }

  #update(): void {
    const latest = [...this.#drafts.values()].at(-1);
    this.#current = latest && this.#previewOf(latest);
    this.#changed.fire(this.#current);
  }
}
