/** Runs work beside each other, a few at a time, from when it is started. */
export class Queue {
  readonly #waiting: (() => Promise<void>)[] = [];
  #running: Promise<unknown> = Promise.resolve();
  #count = 0;

  constructor(private readonly width: number) {}

  /** Adds work to be done when the queue is started. @param run is given an id of its own. */
  add<T>(run: (id: string) => Promise<T>): Promise<T> {
    const id = `case-${(this.#count += 1)}`;
    const result = new Promise<T>((resolve, reject) => {
      this.#waiting.push(() => run(id).then(resolve, reject));
    });
    // Whoever declared it hears of its failure later.
    result.catch(() => undefined);
    return result;
  }

  start(): void {
    this.#running = Promise.all(Array.from({ length: this.width }, () => this.#work()));
  }

  /** Resolves when all is done. */
  async end(): Promise<void> {
    await this.#running;
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await next();
  }
}
