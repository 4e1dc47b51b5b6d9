import type { StoreNode } from './node';

/** The longest timer delay, in milliseconds. */
const MAX_DELAY = 2 ** 31 - 1;

/** The nodes with a TTL, and a single timer for the next expiry. The timer does not keep the process alive. */
export class Lifetimes {
  readonly #nodes = new Set<StoreNode>();
  #timer: NodeJS.Timeout | undefined;

  /** @param expire Removes an expired node. */
  constructor(private readonly expire: (node: StoreNode) => void) {}

  /** Records a node's TTL after a write. */
  track(node: StoreNode): void {
    if (node.expires === undefined) this.#nodes.delete(node);
    else this.#nodes.add(node);
    this.#schedule();
  }

  forget(node: StoreNode): void {
    if (this.#nodes.delete(node)) this.#schedule();
  }

  close(): void {
    this.#nodes.clear();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const [next] = this.#inOrder();
    if (next)
      this.#timer = setTimeout(() => this.#expireDue(), Math.min(Math.max(0, next.at - Date.now()), MAX_DELAY)).unref();
  }

  #expireDue(): void {
    for (const { node, at } of this.#inOrder()) {
      // A directory's expiry removes its children, so each is checked again.
      if (at <= Date.now() && this.#nodes.delete(node)) this.expire(node);
    }
    this.#schedule();
  }

  #inOrder(): { node: StoreNode; at: number }[] {
    return [...this.#nodes].map((node) => ({ node, at: node.expires ?? Infinity })).sort((a, b) => a.at - b.at);
  }
}
