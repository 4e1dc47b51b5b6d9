import type { Effect } from '../cluster/effect';
import { Emitter, type Disposable } from '../cluster/events';
import type { Session } from '../cluster/session';
import type { Draft } from './draft';

/** A draft with what it would do to the cluster as it is now. */
export interface Preview {
  readonly draft: Draft;
  readonly effect: Effect;
}

/**
 * What would open and close if the drafts that are being worked on were in force. The one that changed last counts;
 * when it is withdrawn, the one before it does. Follows the cluster.
 */
export class Previews implements Disposable {
  readonly #changed: Emitter<Preview | undefined>;
  /** Fires with the preview that counts now, or with undefined when there is none any more. */
  readonly onDidChange: Emitter<Preview | undefined>['event'];
  /** By their owners, the latest last. */
  readonly #drafts = new Map<object, Draft>();
  readonly #subscription: Disposable;
  #current: Preview | undefined;

  /** @param report hears of listeners that throw. */
  constructor(private readonly session: Pick<Session, 'snapshot' | 'onDidChangeSnapshot'>, report: (error: unknown) => void) {
    this.#changed = new Emitter(report);
    this.onDidChange = this.#changed.event;
    let policy = session.snapshot?.policy;
    this.#subscription = session.onDidChangeSnapshot((snapshot) => {
      if (snapshot?.policy === policy) return;
      policy = snapshot?.policy;
      if (this.#drafts.size > 0) this.#update();
    });
  }

  get current(): Preview | undefined {
    return this.#current;
  }

  /** Puts a draft in place of the owner's former one. */
  show(owner: object, draft: Draft): void {
    this.#drafts.delete(owner);
    this.#drafts.set(owner, draft);
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

  #update(): void {
    const draft = [...this.#drafts.values()].at(-1);
    const { snapshot } = this.session;
    const effect = draft && snapshot && draft.effectIn(snapshot);
    this.#current = draft && effect && { draft, effect };
    this.#changed.fire(this.#current);
  }
}
