import type { Disposable } from './emitter';

/** What somebody holds until it is disposed of: one call ends all of it, in the order in which it began, and once. */
export class Disposables implements Disposable {
  readonly #held: Disposable[];

  constructor(held: readonly Disposable[] = []) {
    this.#held = [...held];
  }

  dispose(): void {
    for (const item of this.#held.splice(0)) item.dispose();
  }
}
