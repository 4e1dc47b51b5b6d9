import type { Effect } from '../../cluster/analysis/policy-impact';
import { Emitter, type Disposable } from '../../base/emitter';
import type { Session } from '../../cluster/connection/session';
import type { Draft } from './draft';

/** A draft with what it would do to the cluster as it is now. */
export interface Preview {
  readonly draft: Draft;
  readonly effect: Effect;
}

/** A draft, with its preview once somebody has asked for it. */
interface PreviewEntry {
  readonly draft: Draft;
  preview: Preview | undefined;
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
  readonly #drafts = new Map<object, PreviewEntry>();
  readonly #subscription: Disposable;
  #current: Preview | undefined;

  /** @param report hears of listeners that throw. */
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

  /** The preview of an owner's draft, whether or not it is the one that counts. */
  of(owner: object): Preview | undefined {
    const entry = this.#drafts.get(owner);
    return entry && this.#previewOf(entry);
  }

  /** Puts a draft in place of the owner's former one. */
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
