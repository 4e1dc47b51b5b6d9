import type { Disposable } from './emitter';

/** Collects disposables. Disposing of it disposes of all of them once, in the order in which they were added. */
export class Disposables implements Disposable {
  readonly #held: Disposable[];

  constructor(held: readonly Disposable[] = []) {
    this.#held = [...held];
  }

  dispose(): void {
    for (const item of this.#held.splice(0)) item.dispose();
  }
}
