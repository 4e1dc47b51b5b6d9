/** Ends a subscription, a timer or a connection. */
export interface Disposable {
  dispose(): void;
}

export type Listener<T> = (value: T) => void;

/**
 * A list of listeners. An error thrown by a listener is reported and affects neither the other listeners nor the
 * sender.
 */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<Listener<T>>();

  constructor(private readonly report: (error: unknown) => void) {}

  /** Subscribes a listener. Has the shape of a VS Code event, so that both can be used alike. */
  readonly event = (listener: Listener<T>): Disposable => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.report(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
