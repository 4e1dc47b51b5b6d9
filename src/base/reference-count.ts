import type { Disposable } from './emitter';

/** Counts the users of a resource that is expensive while in use. */
export class ReferenceCount {
  #users = 0;

  /**
   * @param begin Called when the first user arrives.
   * @param end Called when the last user is gone.
   */
  constructor(
    private readonly begin: () => void,
    private readonly end: () => void,
  ) {}

  get inUse(): boolean {
    return this.#users > 0;
  }

  /** Uses the resource until the returned disposable is disposed. Repeated disposal has no effect. */
  use(): Disposable {
    this.#users += 1;
    if (this.#users === 1) this.begin();
    let live = true;
    return {
      dispose: () => {
        if (!live) return;
        live = false;
        this.#users -= 1;
        if (this.#users === 0) this.end();
      },
    };
  }
}
