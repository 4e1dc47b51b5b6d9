import type { Disposable } from './emitter';

/** Counts who uses something that is worth its cost only while somebody does. */
export class Usage {
  #users = 0;

  /**
   * @param begin called when the first user comes.
   * @param end called when the last one has gone.
   */
  constructor(
    private readonly begin: () => void,
    private readonly end: () => void,
  ) {}

  get inUse(): boolean {
    return this.#users > 0;
  }

  /** Uses it for as long as the returned disposable lives; disposing twice counts once. */
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
