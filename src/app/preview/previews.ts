import type { Effect } from '../../cluster/analysis/policy-impact';
import { Emitter, type Disposable } from '../../base/emitter';
import type { Session } from '../../cluster/connection/session';
import type { Draft } from './draft';

/** A draft and its effect on the current state of the cluster. */
export interface Preview {
  readonly draft: Draft;
  readonly effect: Effect;
}

/** A draft, with its preview once that was requested. */
interface PreviewEntry {
  readonly draft: Draft;
  preview: Preview | undefined;
}

/**
 * Calculates what the pending drafts would open and close. The most recently changed draft is current. When it is
 * withdrawn, the previous one becomes current again. Follows changes of the cluster.
 */
export class Previews implements Disposable {
  readonly #changed: Emitter<Preview | undefined>;
  /** Fires with the new current preview, or undefined if there is none. */
  readonly onDidChange: Emitter<Preview | undefined>['event'];
  /** By owner, the most recent last. */
  readonly #drafts = new Map<object, PreviewEntry>();
  readonly #subscription: Disposable;
  #current: Preview | undefined;

  /** @param report Called with errors thrown by listeners. */
  constructor(
    private readonly session: Pick<Session, 'snapshot' | 'onDidChangeSnapshot'>,
    report: (error: unknown) => void,
  ) {
    this.#changed = new Emitter(report);
    this.onDidChange = this.#changed.event;
    let policy = session.snapshot?.policy;
    this.#subscription = session.onDidChangeSnapshot((snapshot) => {
      if (snapshot?.policy === policy) return;
      policy = snapshot?.policy;
      for (const entry of this.#drafts.values()) entry.preview = undefined;
      if (this.#drafts.size > 0) this.#update();
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

  /** Replaces the owner's draft. */
  show(owner: object, draft: Draft): void {
    this.#drafts.delete(owner);
    this.#drafts.set(owner, { draft, preview: undefined });
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
    const { draft } = entry;
    const { snapshot } = this.session;
    const effect = snapshot && !entry.preview ? draft.effectIn(snapshot) : undefined;
    if (effect) entry.preview = { draft, effect };
    return entry.preview;
  }

  #update(): void {
    const latest = [...this.#drafts.values()].at(-1);
    this.#current = latest && this.#previewOf(latest);
    this.#changed.fire(this.#current);
  }
}
