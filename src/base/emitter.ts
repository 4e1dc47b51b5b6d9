/** Ends something: a subscription, a timer, a connection. */
export interface Disposable {
  dispose(): void;
}

export type Listener<T> = (value: T) => void;

/** A list of listeners. A listener that throws is reported, and keeps neither the others nor the sender from going on. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<Listener<T>>();

  constructor(private readonly report: (error: unknown) => void) {}

  /** Subscribes; the shape is that of an editor's event, so that both can be passed on alike. */
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
