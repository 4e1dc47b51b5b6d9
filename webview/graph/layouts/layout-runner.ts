import { startsOf } from './force';
import { isPlaced, place, placing, type LayoutInput } from './layout';
import type { Places } from './place';

/** Maximum number of stars placed at once, which takes a thousand of them 50 ms. */
const MANY_STARS = 1_500;
/** Milliseconds that more are computed before the page yields to the browser. */
const SLICE = 8;

/** Places stars: at once, or in slices if there are very many. Meanwhile these have provisional positions. */
export class LayoutRunner {
  #meanwhile: Places = new Map();
  /** The input of the running work, if any. Answers for other inputs are stale. */
  #about: string | undefined;

  /** The input of the last completed work. */
  #done = '';

  /** @param settled Called when positions that were calculated in slices are available. */
  constructor(private readonly settled: (places: Places) => void) {}

  /** Whether stars are waiting for positions. */
  get isBusy(): boolean {
    return this.#about !== undefined;
  }

  /** Provisional positions while stars wait. */
  get meanwhile(): Places {
    return this.#meanwhile;
  }

  /** Returns the positions, or undefined if they come later. */
  place(input: LayoutInput): Places | undefined {
    const { name, nodes, links, known, pinned } = input;
    if (nodes.length <= MANY_STARS || (name === 'force' && isPlaced(nodes, known))) {
      this.#about = undefined;
      return place(input);
    }
    const about = JSON.stringify([name, nodes, name === 'layered' ? links : [], [...pinned]]);
    if (about === this.#done && isPlaced(nodes, known)) return new Map();
    if (about !== this.#about) {
      this.#about = about;
      this.#meanwhile = startsOf(nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
      void this.#inSlices(about, input);
    }
    return undefined;
  }

  async #inSlices(about: string, input: LayoutInput): Promise<void> {
    const steps = placing(input);
    while (about === this.#about) {
      const until = performance.now() + SLICE;
      do {
        const step = steps.next();
        if (!step.done) continue;
        this.#about = undefined;
        this.#done = about;
        this.settled(step.value);
        return;
      } while (performance.now() < until);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }
}
