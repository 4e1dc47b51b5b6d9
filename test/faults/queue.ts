/** Runs work concurrently, a few items at a time, after it is started. */
export class Queue {
  readonly #waiting: (() => Promise<void>)[] = [];
  #running: Promise<unknown> = Promise.resolve();
  #count = 0;

  constructor(private readonly width: number) {}

  /**
   * Adds work for when the queue is started.
   * @param run Gets an ID of its own.
   */
  add<T>(run: (id: string) => Promise<T>): Promise<T> {
    const id = `case-${(this.#count += 1)}`;
    const result = new Promise<T>((resolve, reject) => {
      this.#waiting.push(() => run(id).then(resolve, reject));
    });
    // The caller that declared it learns about its failure later.
    result.catch(() => undefined);
    return result;
  }

  start(): void {
    this.#running = Promise.all(Array.from({ length: this.width }, () => this.#work()));
  }

  /** Resolves when all work is done. */
  async end(): Promise<void> {
    await this.#running;
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await next();
  }
}
